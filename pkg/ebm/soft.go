package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Integrator computes the soft free energy of a problem,
//
//	F_β = −(1/β)·log ∫ exp(−β·E(z)) dz,
//
// or the sum over z where z is discrete. It tends to min E as β grows.
// [Quadrature], [AIS] and [Sum] are integrators.
type Integrator interface {
	// Soft returns F_β with its error. rng is nil for none; then those that need random
	// numbers take a fixed seed.
	Soft(ctx context.Context, p *Problem, beta float64, rng *rand.Rand) (Estimate, error)
}

// Estimate is a soft free energy and how well it is known.
type Estimate struct {
	Value float64 // F_β
	// Err is what Value may be off by: for Quadrature the estimated error of the rule,
	// for AIS one standard error, for Sum 0.
	Err         float64
	ESS         float64 // AIS: effective number of samples, 1/Σ w² for weights w of sum 1
	Evaluations int     // of E
	Status      Status  // LimitHit where the tolerance was not met
}

// Soft is the free energy with z summed over in place of minimised,
//
//	F_β(x, y) = −(1/β)·log ∫ exp(−β·E(x, y, z)) dz.
//
// With β = 1 it is −log ∫ p(y|z)·p(z) dz up to the constants of the model, where C and
// λ·R are negative log densities.
type Soft struct {
	Model  *Model
	X      []float64  // given, for all y; nil without
	Beta   float64    // β; default 1
	Method Integrator // default: Sum where z is discrete, Quadrature up to 3 dimensions, AIS beyond
	Seed   uint64     // of the random numbers, the same for every y
}

// Estimate returns the free energy of each row y of Y (n×d) with its error, in parallel,
// with the same bits whatever the number of processors; the parts of the model are used
// by several goroutines.
//
// Errors: those of [Model.Problem] and of the method, and that of a context which ended.
func (f Soft) Estimate(ctx context.Context, Y *mat.Dense) ([]Estimate, error) {
	if err := checkRows(f.Model, f.X, Y); err != nil {
		return nil, err
	}
	if err := checkBeta(f.Beta); err != nil {
		return nil, err
	}
	n, _ := Y.Dims()
	all := make([]Estimate, n)
	err := forEach(ctx, processors(), n, func(_, i int) (err error) {
		p := f.Model.problem(f.X, Y.RawRowView(i))
		method := f.Method
		if method == nil {
			method = integratorFor(p)
		}
		if all[i], err = method.Soft(ctx, p, f.beta(), stream(f.Seed, 0)); err != nil {
			err = fmt.Errorf("%w (row %d of Y)", err, i)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Free sets dst[i] = F_β(x, y_i), as [FreeEnergy] asks for.
func (f Soft) Free(ctx context.Context, dst []float64, Y *mat.Dense) error {
	if err := checkDst(dst, Y); err != nil {
		return err
	}
	all, err := f.Estimate(ctx, Y)
	for i, e := range all {
		dst[i] = e.Value
	}
	return err
}

func (f Soft) beta() float64 {
	if f.Beta == 0 {
		return 1
	}
	return f.Beta
}

func integratorFor(p *Problem) Integrator {
	if _, ok := p.R.(Discrete); ok {
		return Sum{}
	}
	if p.Dim() <= 3 {
		return Quadrature{}
	}
	return AIS{}
}

// checkSoft refuses what no integrator can work with.
func checkSoft(p *Problem, beta float64) error {
	if p == nil || p.F == nil {
		return fmt.Errorf("ebm: no problem to integrate")
	}
	if !(beta > 0) || checkBeta(beta) != nil {
		return fmt.Errorf("ebm: β is %v, expected a finite number > 0", beta)
	}
	return checkLambda(p.Lambda)
}

var (
	_ FreeEnergy = Soft{}
	_ Integrator = Sum{}
	_ Integrator = Quadrature{}
	_ Integrator = AIS{}
)
