package ebm

import (
	"context"
	"errors"

	"gonum.org/v1/gonum/mat"
)

// Min is the free energy F(x, y) = min_z E(x, y, z): the energy at the z that inference
// finds. One start is enough where E is convex in z; several make it likely that the
// minimum is the global one. An unfinished inference gives an upper bound; Infer says
// which rows those are.
type Min struct {
	Model  *Model
	X      []float64 // given, for all y; nil without
	Method Method    // default: MethodFor the problem
	// Restarts are the random starts beside z = 0. Starts has the default 0 here.
	Restarts Restarts
	Seed     uint64 // of the random starts, the same for every y
}

// Infer returns the best z and its energy for each row y of Y (n×d), in parallel, with
// the same bits whatever the number of processors; the parts of the model and the method
// are used by several goroutines.
//
// Errors: those of [Model.Problem] and [Minima], and that of a context which ended.
func (f Min) Infer(ctx context.Context, Y *mat.Dense) ([]Result, error) {
	if err := f.check(Y); err != nil {
		return nil, err
	}
	n, _ := Y.Dims()
	results := make([]Result, n)
	err := forEach(ctx, processors(), n, func(_, i int) error {
		p := f.Model.problem(f.X, Y.RawRowView(i))
		best, err := f.infer(ctx, p)
		if err == nil {
			results[i] = *best
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// Free sets dst[i] = F(x, y_i), as [FreeEnergy] asks for.
func (f Min) Free(ctx context.Context, dst []float64, Y *mat.Dense) error {
	if err := checkDst(dst, Y); err != nil {
		return err
	}
	results, err := f.Infer(ctx, Y)
	for i, r := range results {
		dst[i] = r.Energy
	}
	return err
}

// infer solves one problem, from z = 0 and from the random starts, one after another.
func (f Min) infer(ctx context.Context, p *Problem) (*Result, error) {
	m := f.method(p)
	best, err := Infer(ctx, p, m, nil, f.Restarts.Settings)
	if err != nil || f.Restarts.Starts == 0 {
		return best, err
	}
	r := f.Restarts.withDefaults()
	z0 := make([]float64, p.Dim())
	for i := range r.Starts {
		r.Draw(z0, stream(f.Seed, i))
		run, err := Infer(ctx, p, m, z0, r.Settings)
		if err != nil {
			return nil, err
		}
		if orInf(run.Energy) < orInf(best.Energy) {
			best = run
		}
	}
	return best, nil
}

func (f Min) method(p *Problem) Method {
	if f.Method != nil {
		return f.Method
	}
	return MethodFor(p)
}

func (f Min) check(Y *mat.Dense) error {
	if err := checkRows(f.Model, f.X, Y); err != nil {
		return err
	}
	p := f.Model.problem(f.X, Y.RawRowView(0))
	return errors.Join(checkInfer(p, f.method(p), nil, f.Restarts.Settings), f.Restarts.check())
}

var _ FreeEnergy = Min{}
