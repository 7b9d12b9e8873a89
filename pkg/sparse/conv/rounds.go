package conv

import (
	"iter"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// State is where an encoding stands after a round. It belongs to the encoding and changes
// with the next round.
type State[T Float] struct {
	Lambda float64 // of the round; the coder's own from the end of the path on

	e         *encoder[T]
	next      float64 // λ of the next round
	collected bool    // for the next round
}

// Maps returns a copy of the codes.
func (s *State[T]) Maps() *Maps[T] { return s.e.codes() }

// Certificate returns the certificate of the codes for the coder's λ. It costs the
// correlation with all kernels with which the next round begins, which is then saved.
func (s *State[T]) Certificate() sparse.Certificate {
	s.collect()
	return s.e.certificate()
}

func (s *State[T]) collect() {
	if !s.collected {
		s.e.refresh()
		s.e.collect(T(s.next))
		s.collected = true
	}
}

// The path of λ: each round's is pathRatio of the one before, with pathSweeps sweeps, until
// it is the coder's; at the latest after pathRounds.
const (
	pathRatio  = 0.5
	pathSweeps = 3
	pathRounds = 12
)

// finalBlocks are the blocks of sweeps over the support in a round at the coder's λ.
const finalBlocks = 2

// Iterates yields the state before the first round, 0, and after each. A round correlates
// the residual with all kernels everywhere, adds to a list of coordinates those above λ,
// and visits the list in turn, each coordinate becoming the minimiser of E over it alone,
// the residual following. λ falls from λ_max by halves; at the coder's λ, zeros are dropped
// after one sweep, and sweeps over the support follow, each block of them with an
// extrapolation. With a Start, λ is the coder's from the beginning.
//
// Cost: M·H′·W′·h·w·C multiplications a round and 2·h·w·C a visit. The codes are the same
// bits whatever GOMAXPROCS. The error is that of [Coder.Encode] for bad input.
//
// Source: coordinate descent, Wu & Lange, Ann. Appl. Stat. 2 (2008); for convolutions in
// parallel regions, Moreau et al., ICML 2018. Extrapolation: Bertrand & Massias, AISTATS 2021.
func (c *Coder[T]) Iterates(y []T) (iter.Seq2[int, *State[T]], error) {
	if err := c.check(y); err != nil {
		return nil, err
	}
	return func(yield func(int, *State[T]) bool) {
		e := newEncoder(c, y)
		s := &State[T]{e: e, Lambda: c.Lambda, next: c.Lambda}
		if c.Start == nil {
			e.refresh()
			if top := e.estimate(max(1, e.rows.k/2)); top > c.Lambda {
				s.next, s.Lambda = max(pathRatio*top, c.Lambda), top
			}
		}
		for t := 0; yield(t, s); t++ {
			s.collect()
			s.Lambda, s.collected = s.next, false
			if s.Lambda > c.Lambda {
				e.pathRound(T(s.Lambda))
				if s.next *= pathRatio; s.next < 1.05*c.Lambda || t+2 >= pathRounds {
					s.next = c.Lambda
				}
				continue
			}
			e.finalRound(T(s.Lambda))
		}
	}, nil
}

func (e *encoder[T]) pathRound(lambda T) {
	e.sweeps(lambda, pathSweeps, 1)
	together(e.strips, func(s *strip[T]) { s.prune() })
}

func (e *encoder[T]) finalRound(lambda T) {
	e.sweeps(lambda, 1, 1)
	for range finalBlocks {
		together(e.strips, func(s *strip[T]) { s.prune() })
		e.sweeps(lambda, history, history)
		e.extrapolate()
	}
	together(e.strips, func(s *strip[T]) { s.prune() })
}

// sweeps makes n sweeps and keeps the moves of as many.
func (e *encoder[T]) sweeps(lambda T, n, keep int) {
	together(e.strips, func(s *strip[T]) { s.room(keep) })
	for a := range n {
		apart(e.strips, e.rows.circular, func(s *strip[T]) { e.sweep(s, lambda, s.movesOf(a%keep)) })
	}
}
