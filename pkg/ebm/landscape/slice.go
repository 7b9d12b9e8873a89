package landscape

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Slice is a free energy with few variables within one with many: of the point
//
//	y = Origin + a₁·Along[0] + a₂·Along[1] + …
//
// as a function of a. It has as many variables as there are directions, so that one
// gives a curve and two give a plane. From one sample to another, Origin is the first
// and Along the difference: a = 0 and a = 1 are the samples.
type Slice struct {
	Of     ebm.FreeEnergy
	Origin []float64   // d
	Along  [][]float64 // each d
}

// Free sets dst[i] = F(y(a_i)) for the rows a_i of A, as ebm.FreeEnergy asks for.
func (s *Slice) Free(ctx context.Context, dst []float64, A *mat.Dense) error {
	if err := s.check(A); err != nil {
		return err
	}
	n, _ := A.Dims()
	Y := mat.NewDense(n, len(s.Origin), nil)
	for i := range n {
		y := Y.RawRowView(i)
		copy(y, s.Origin)
		for k, along := range s.Along {
			floats.AddScaled(y, A.At(i, k), along)
		}
	}
	return s.Of.Free(ctx, dst, Y)
}

func (s *Slice) check(A *mat.Dense) error {
	if s.Of == nil {
		return errNone
	}
	if len(s.Origin) == 0 {
		return fmt.Errorf("landscape: the slice's Origin is empty, expected a y")
	}
	if A == nil || A.IsEmpty() {
		return fmt.Errorf("landscape: there are no rows to evaluate a slice at, expected at least one")
	}
	if _, c := A.Dims(); c != len(s.Along) {
		return fmt.Errorf("landscape: the slice goes along %d directions, the points have %d entries", len(s.Along), c)
	}
	if err := ebm.Finite("Origin", s.Origin); err != nil {
		return err
	}
	for k, v := range s.Along {
		if len(v) != len(s.Origin) {
			return fmt.Errorf("landscape: Along[%d] has %d entries, Origin has %d", k, len(v), len(s.Origin))
		}
		if err := ebm.Finite(fmt.Sprintf("Along[%d]", k), v); err != nil {
			return err
		}
	}
	return nil
}
