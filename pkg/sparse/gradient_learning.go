package sparse

import (
	"context"
	"fmt"
	"iter"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Gradient learns a dictionary in the lecture's own way, all samples at once: find the
// codes Z of X exactly, take one GradientStep on the atoms, scale the atoms to unit
// norm, and again. It is for looking at; [Learn] is faster.
type Gradient struct {
	Lambda float64
	Rate   float64 // η of GradientStep
	Free   bool    // leave out the scaling: ‖W‖ grows and ‖z‖₁ shrinks
}

// GradientState is a dictionary and the codes of the samples under it.
type GradientState struct {
	Dict  *Dictionary
	Codes *Codes
}

// Steps yields the state at the start, with the atoms of D, then one after each step,
// until the caller breaks off. An error (bad input, an end of ctx, atoms that
// overflow because Rate is too large) is yielded once and ends it.
func (g Gradient) Steps(ctx context.Context, D *Dictionary, X *mat.Dense) iter.Seq2[GradientState, error] {
	return func(yield func(GradientState, error) bool) {
		if !(g.Rate > 0) || math.IsInf(g.Rate, 1) {
			yield(GradientState{}, fmt.Errorf("sparse: the rate is %v, expected a finite number > 0", g.Rate))
			return
		}
		scaled := NewDictionary
		if g.Free {
			scaled = RawDictionary
		}
		for {
			coder := Coder{Dict: D, Lambda: g.Lambda}
			codes, err := coder.Encode(ctx, X)
			if !yield(GradientState{D, codes}, err) || err != nil {
				return
			}
			next, err := scaled(GradientStep(D, X, codes.Z, g.Rate))
			if err != nil {
				yield(GradientState{}, err)
				return
			}
			D = next
		}
	}
}

// MeanNorms returns the mean ℓ₂ norm of the atoms, which Free lets grow, and the mean ℓ₁
// norm of the codes.
func (s GradientState) MeanNorms() (atoms, codes float64) {
	k, _ := s.Dict.atoms.Dims()
	for j := range k {
		atoms += mat.Norm(s.Dict.atoms.RowView(j), 2) / float64(k)
	}
	n, _ := s.Codes.Z.Dims()
	for i := range n {
		codes += mat.Norm(s.Codes.Z.RowView(i), 1) / float64(n)
	}
	return atoms, codes
}
