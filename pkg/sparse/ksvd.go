package sparse

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// KSVD learns a dictionary by K-SVD. A round codes all samples by Code, then improves
// one atom after another together with its coefficients: with ω the samples whose code
// uses atom j, the best rank-one approximation of what the other atoms leave of them,
//
//	min over ‖d_j‖ = 1 and g of ‖E − g·d_jᵀ‖²,   E = (X − Z·D + z_j·d_jᵀ)_ω,   z_ωj ← g
//
// is sought by Sweeps alternations, each the exact minimum over one of the two,
//
//	d_j ← Eᵀg/‖Eᵀg‖,   g ← E·d_j
//
// which are the power method for the largest singular value of E, from where atom and
// coefficients are. With many sweeps it is the SVD of the paper; with one, the
// approximate K-SVD. No improvement raises ½‖X − Z·D‖²; the coding that follows can,
// since OMP is greedy. Before the next round, an atom that fewer than Rare samples use is
// replaced by the sample that is rebuilt worst, scaled.
//
// Atoms and one of Code's two settings must be given; the zero value of the rest is the
// default. Memory, beside X (n×d): codes n×k and a residual n×d. Cost of a round: that
// of OMP, and 2(1 + Sweeps)·d multiplications for each entry of the codes.
//
// Source: Aharon, Elad & Bruckstein, IEEE Trans. Signal Process. 54 (2006), fig. 2; one
// sweep: Rubinstein, Zibulevsky & Elad, CS Technion 2008-08, algorithm 5.
type KSVD struct {
	Atoms  int // k
	Code   OMP // how samples are coded
	Rounds int // default 30
	Sweeps int // alternations an atom and round; default 1
	Rare   int // samples that must use an atom for it to stay; default 1
}

// Round is what one round of K-SVD did.
type Round struct {
	T, Of    int     // this round, from 1, and how many there will be
	Coded    float64 // mean ½‖x − Dᵀz‖² after the coding
	Improved float64 // the same after the atoms' improvement; not above Coded
	Active   float64 // mean number of atoms in a code
	Replaced int     // atoms replaced by samples
}

// Learn finds a dictionary for the rows of X (n×d). Its atoms start as samples, which
// rng draws. The same seed gives the same result, bit for bit, whatever the number of
// processors.
//
// If ctx ends, the error is ctx.Err(), and the dictionary after the last whole round is
// returned. Any other error names bad input, before any work is done.
//
// progress, if not nil, is called after every round.
func (s KSVD) Learn(ctx context.Context, X *mat.Dense, rng *rand.Rand, progress func(Round)) (*Dictionary, error) {
	if err := s.check(X); err != nil {
		return nil, err
	}
	if rng == nil {
		return nil, fmt.Errorf("sparse: no random generator, expected a *rand.Rand")
	}
	_, d := X.Dims()
	atoms := mat.NewDense(s.Atoms, d, nil)
	unit := func(dst, u []float64) bool {
		copy(dst, u)
		return normalize(dst)
	}
	if err := drawAtoms(atoms, X, rng, unit); err != nil {
		return nil, err
	}
	return s.rounds(ctx, ofRows(atoms), X, progress)
}

// LearnFrom is Learn from the atoms of D, of which s.Atoms need not be given. All that
// one round leaves to the next is the dictionary: what Learn returned when its ctx
// ended goes on, with the rounds that were left, to the same bits.
func (s KSVD) LearnFrom(ctx context.Context, D *Dictionary, X *mat.Dense, progress func(Round)) (*Dictionary, error) {
	if D == nil {
		return nil, fmt.Errorf("sparse: no dictionary to start from")
	}
	d, k := D.Dims()
	if s.Atoms != 0 && s.Atoms != k {
		return nil, fmt.Errorf("sparse: asked for %d atoms, the dictionary has %d", s.Atoms, k)
	}
	s.Atoms = k
	if err := s.check(X); err != nil {
		return nil, err
	}
	if _, cols := X.Dims(); cols != d {
		return nil, fmt.Errorf("sparse: X has %d columns, the dictionary's atoms have %d entries", cols, d)
	}
	return s.rounds(ctx, D, X, progress)
}

// check refuses data and settings that make no sense.
func (s KSVD) check(X *mat.Dense) error {
	if err := checkData("X", X); err != nil {
		return err
	}
	if s.Atoms < 1 {
		return fmt.Errorf("sparse: asked for %d atoms, expected at least 1", s.Atoms)
	}
	if s.Rounds < 0 || s.Sweeps < 0 || s.Rare < 0 {
		return fmt.Errorf("sparse: K-SVD with Rounds %d, Sweeps %d and Rare %d, expected numbers ≥ 0", s.Rounds, s.Sweeps, s.Rare)
	}
	return s.Code.check()
}

// rounds runs the rounds for input that was checked.
func (s KSVD) rounds(ctx context.Context, D *Dictionary, X *mat.Dense, progress func(Round)) (*Dictionary, error) {
	s.Rounds, s.Sweeps, s.Rare = cmp.Or(s.Rounds, 30), cmp.Or(s.Sweeps, 1), cmp.Or(s.Rare, 1)
	for t := range s.Rounds {
		f, round, err := s.round(ctx, D, X)
		if err != nil {
			return D, err
		}
		round.T, round.Of = t+1, s.Rounds
		if round.T < round.Of {
			round.Replaced = f.replace(s.Rare, X)
		}
		D = ofRows(f.d)
		if progress != nil {
			progress(round)
		}
	}
	return D, nil
}
