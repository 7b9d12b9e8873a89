package conv

import "github.com/latentlab/latentlab/internal/kernel"

// history is the number of sweeps that an extrapolation looks back on.
const history = 6

// extrapolate ends a block of sweeps z₀ → z₁ → … → z_K, K = history, with the combination
// Σ_a b_a·z_a, Σb = 1, whose moves Σ_a b_a·(z_a − z_{a−1}) are the smallest: sweeps over a
// fixed support are an affine map, and at its fixed point nothing moves. Coordinates that
// change sign become zero. It is kept if E falls.
//
// Source: Bertrand & Massias, AISTATS 2021, algorithm 1.
func (e *encoder[T]) extrapolate() {
	weights, ok := e.combination()
	if !ok {
		return
	}
	before := e.energy()
	copy(e.saved, e.r)
	apart(e.strips, e.rows.circular, func(s *strip[T]) {
		n := len(s.list)
		for i := range s.list {
			c := &s.list[i]
			z := c.Z
			for a, w := range weights {
				z -= w * s.moves[a*n+i]
			}
			if z*c.Z <= 0 {
				z = 0
			}
			s.moves[i] = c.Z // of the first sweep: no longer needed
			if z != c.Z {
				e.add(e.r, c, c.Z-z, e.weights)
				c.Z = z
			}
		}
	})
	if e.energy() < before {
		return
	}
	copy(e.r, e.saved)
	together(e.strips, func(s *strip[T]) {
		for i := range s.list {
			s.list[i].Z = s.moves[i]
		}
	})
}

// combination returns, for each sweep but the first, how much of its moves to take back:
// Σ_{a<c} b_a, with b = G⁻¹1/(1ᵀG⁻¹1) and G the Gram matrix of the moves. It is false
// where nothing moved.
func (e *encoder[T]) combination() (back [history]T, ok bool) {
	together(e.strips, func(s *strip[T]) {
		for a := range history {
			for c := range a + 1 {
				s.sums.gram[a][c] = float64(kernel.Dot(s.movesOf(a), s.movesOf(c)))
			}
		}
	})
	var G [history][history]float64
	var trace float64
	for _, s := range e.strips {
		for a := range history {
			for c := range a + 1 {
				G[a][c] += s.sums.gram[a][c]
			}
			trace += s.sums.gram[a][a]
		}
	}
	b, ok := lowestMoves(G, trace)
	var sum float64
	for a := range history {
		back[a] = T(sum)
		sum += b[a]
	}
	return back, ok
}

// lowestMoves returns b = G⁻¹1/(1ᵀG⁻¹1) from the lower triangle of G, by Gauss's
// elimination, with 1e-10 of the trace on the diagonal.
func lowestMoves(G [history][history]float64, trace float64) (b [history]float64, ok bool) {
	if !(trace > 0) {
		return b, false
	}
	for a := range history {
		for c := range a {
			G[c][a] = G[a][c]
		}
		G[a][a] += 1e-10 * trace
		b[a] = 1
	}
	for p := range history {
		for a := p + 1; a < history; a++ {
			q := G[a][p] / G[p][p]
			for c := p; c < history; c++ {
				G[a][c] -= q * G[p][c]
			}
			b[a] -= q * b[p]
		}
	}
	var sum float64
	for a := history - 1; a >= 0; a-- {
		for c := a + 1; c < history; c++ {
			b[a] -= G[a][c] * b[c]
		}
		b[a] /= G[a][a]
		sum += b[a]
	}
	for a := range b {
		b[a] /= sum
	}
	return b, sum > 0
}
