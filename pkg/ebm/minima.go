package ebm

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Restarts say from where inference starts again, for energies with several minima.
type Restarts struct {
	Starts int     // default 16
	Scale  float64 // starts are drawn from N(0, Scale²) in each entry; default 1
	// Draw sets z to a start, where a normal one does not serve; default nil.
	Draw func(z []float64, rng *rand.Rand)
	// Merge is the distance within which two minima are the same; default
	// 1e-3·(1 + ‖z‖).
	Merge float64
	// Distance is that between two codes; default Euclidean. A code that is an angle,
	// say, has its own.
	Distance func(a, b []float64) float64
	Settings // of each inference
}

// Minimum is a local minimum that inference found. A run that did not converge stands
// for itself alone, as its Status says.
type Minimum struct {
	Result
	Count int // starts that led here
}

// Minima infers z from several starts and returns the minima found, the best first, those
// within a small distance of each other as one. The starts run in parallel where the
// smooth part of p is a [Copier], as that of a model is; parts that the copies share
// (decoder, cost, regularizer, method) are used by several goroutines. The result does
// not depend on the number of processors. A nil method stands for MethodFor(p).
//
// Errors: those of [Infer], and a setting that is negative or not a number.
func Minima(ctx context.Context, p *Problem, m Method, r Restarts, rng *rand.Rand) ([]Minimum, error) {
	if p == nil || p.F == nil {
		return nil, fmt.Errorf("ebm: no problem to solve")
	}
	if m == nil {
		m = MethodFor(p)
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	if err := checkInfer(p, m, nil, r.Settings); err != nil {
		return nil, err
	}
	r = r.withDefaults()
	runs, err := r.run(ctx, p.copies(min(processors(), r.Starts)), m, rng.Uint64())
	if err != nil {
		return nil, err
	}
	return r.merge(runs), nil
}

// run infers from all starts, with a goroutine for each of the equal problems; start i is
// drawn from stream i of the seed.
func (r Restarts) run(ctx context.Context, problems []*Problem, m Method, seed uint64) ([]*Result, error) {
	runs := make([]*Result, r.Starts)
	err := forEach(ctx, len(problems), r.Starts, func(w, i int) (err error) {
		z0 := make([]float64, problems[w].Dim())
		r.Draw(z0, stream(seed, i))
		runs[i], err = Infer(ctx, problems[w], m, z0, r.Settings)
		return err
	})
	return runs, err
}

// merge sorts the runs by energy and joins those at the same point.
func (r Restarts) merge(runs []*Result) []Minimum {
	sorted := slices.Clone(runs)
	slices.SortStableFunc(sorted, func(a, b *Result) int { return cmp.Compare(orInf(a.Energy), orInf(b.Energy)) })
	var found []Minimum
	for _, run := range sorted {
		same := slices.IndexFunc(found, func(m Minimum) bool {
			return m.Status == Converged && run.Status == Converged && r.Distance(m.Z, run.Z) <= r.within(m.Z)
		})
		if same < 0 {
			found = append(found, Minimum{Result: *run, Count: 1})
		} else {
			found[same].Count++
		}
	}
	return found
}

func (r Restarts) within(z []float64) float64 {
	if r.Merge > 0 {
		return r.Merge
	}
	return 1e-3 * (1 + euclidean(z, nil))
}

func (r Restarts) check() error {
	switch {
	case r.Starts < 0:
		return fmt.Errorf("ebm: the number of starts is %d, expected > 0, or 0 for the default", r.Starts)
	case !(r.Scale >= 0) || math.IsInf(r.Scale, 1):
		return fmt.Errorf("ebm: the scale of the starts is %v, expected a finite number > 0, or 0 for the default", r.Scale)
	case !(r.Merge >= 0):
		return fmt.Errorf("ebm: the distance to merge within is %v, expected a number > 0, or 0 for the default", r.Merge)
	}
	return nil
}

func (r Restarts) withDefaults() Restarts {
	if r.Starts == 0 {
		r.Starts = 16
	}
	if r.Scale == 0 {
		r.Scale = 1
	}
	if r.Distance == nil {
		r.Distance = euclidean
	}
	if r.Draw == nil {
		scale := r.Scale
		r.Draw = func(z []float64, rng *rand.Rand) {
			for i := range z {
				z[i] = scale * rng.NormFloat64()
			}
		}
	}
	return r
}

// orInf puts an energy that is not a number behind all others.
func orInf(e float64) float64 {
	if math.IsNaN(e) {
		return math.Inf(1)
	}
	return e
}

// euclidean returns ‖a − b‖; a nil b stands for zeros.
func euclidean(a, b []float64) float64 {
	var s float64
	for i, x := range a {
		if b != nil {
			x -= b[i]
		}
		s += x * x
	}
	return math.Sqrt(s)
}
