package landscape

import (
	"context"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Planes evaluates one landscape for each λ, of the free energy that at returns for it.
//
//	lands, err := landscape.Planes(ctx, lambdas, func(lambda float64) ebm.FreeEnergy {
//		return &sparse.Coder{Dict: D, Lambda: lambda}
//	}, y, y, nil)
//
// Progress counts the points of all landscapes. Errors are those of Plane, and a λ that
// is not finite.
func Planes(ctx context.Context, lambdas []float64, at func(lambda float64) ebm.FreeEnergy, x, y Axis, progress func(done, of int)) ([]*Landscape, error) {
	return family(lambdas, at, progress, func(f ebm.FreeEnergy, progress func(done, of int)) (*Landscape, error) {
		return Plane(ctx, f, x, y, progress)
	})
}

// Lines evaluates one curve for each λ. Errors are those of Planes.
func Lines(ctx context.Context, lambdas []float64, at func(lambda float64) ebm.FreeEnergy, y Axis, progress func(done, of int)) ([]*Curve, error) {
	return family(lambdas, at, progress, func(f ebm.FreeEnergy, progress func(done, of int)) (*Curve, error) {
		return Line(ctx, f, y, progress)
	})
}

func family[T any](lambdas []float64, at func(float64) ebm.FreeEnergy, progress func(done, of int), one func(ebm.FreeEnergy, func(done, of int)) (T, error)) ([]T, error) {
	if err := ebm.Finite("λ", lambdas); err != nil {
		return nil, err
	}
	if at == nil {
		return nil, errNone
	}
	all := make([]T, len(lambdas))
	for i, lambda := range lambdas {
		var part func(done, of int)
		if progress != nil {
			part = func(done, of int) { progress(i*of+done, len(lambdas)*of) }
		}
		var err error
		if all[i], err = one(at(lambda), part); err != nil {
			return nil, err
		}
	}
	return all, nil
}
