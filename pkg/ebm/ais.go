package ebm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// AIS computes the soft free energy by annealed importance sampling. Each of N particles
// starts from a normal density exp(−U₀)/Z₀, wide enough for the minima found and for where
// a short chain from them leads, and is moved by Langevin steps (MALA) that leave exp(−U_b)
// invariant,
//
//	U_b(z) = (1 − b)·U₀(z) + b·β·E(z),   0 = b₀ < b₁ < … < b_T = 1,   b_t = (t/T)³.
//
// Its weight is log w = Σ_t (b_t − b_{t−1})·(U₀ − βE)(z_{t−1}), and the mean of w is
// ∫ exp(−βE) dz / Z₀ without bias. The standard error comes from the variance of w; it is
// too small where few weights carry the mean, as on long bent valleys: with ESS below a
// third of N, take more Temperatures. The sizes of the steps are set by a
// few particles that go ahead and are not counted. Cost: 2·N·T·Moves gradients of f.
//
// The particles run in parallel where the smooth part is a [Copier]; the result does not
// depend on the number of processors. An E that does not grow has no finite integral, and
// AIS does not see that.
//
// Source: Neal, Stat. Comput. 11 (2001), sections 2 and 4.
type AIS struct {
	Particles    int      // N; default 256
	Temperatures int      // T; default 100
	Moves        int      // steps at each temperature; default 2
	Restarts     Restarts // that look for the minima; default 8 starts
}

// Soft returns F_β and one standard error. Errors: bad settings, an energy that is not
// finite at the minimum found or 0 weight of all particles, and that of a context which
// ended.
func (a AIS) Soft(ctx context.Context, p *Problem, beta float64, rng *rand.Rand) (Estimate, error) {
	if err := checkSoft(p, beta); err != nil {
		return Estimate{}, err
	}
	if a.Particles < 0 || a.Particles == 1 || a.Temperatures < 0 || a.Moves < 0 {
		return Estimate{}, fmt.Errorf("ebm: %d particles, %d temperatures and %d moves, expected at least 2, 1 and 1, or 0 for the defaults", a.Particles, a.Temperatures, a.Moves)
	}
	a = a.withDefaults()
	seed := seedOf(rng)
	f, err := newFrame(ctx, p, beta, a.Restarts, seed)
	if err != nil {
		return Estimate{}, err
	}
	f.explore(seed + 1)
	logs, err := a.anneal(ctx, f, seed+2)
	if err != nil {
		return Estimate{}, err
	}
	e := summarize(logs, f)
	e.Evaluations = f.evals + 2*a.Particles*a.Temperatures*a.Moves
	if math.IsNaN(e.Value) || math.IsInf(e.Value, 0) {
		return Estimate{}, fmt.Errorf("ebm: all %d particles have weight 0, expected some where E is finite", a.Particles)
	}
	return e, nil
}

func (a AIS) withDefaults() AIS {
	if a.Particles == 0 {
		a.Particles = 256
	}
	if a.Temperatures == 0 {
		a.Temperatures = 100
	}
	if a.Moves == 0 {
		a.Moves = 2
	}
	return a
}

// ahead is how many particles set the steps.
const ahead = 8

// anneal returns log w of every particle; particle i has stream i of the seed.
func (a AIS) anneal(ctx context.Context, f *frame, seed uint64) ([]float64, error) {
	problems := f.p.copies(min(processors(), a.Particles))
	walkers := make([]*walker, len(problems))
	for i, p := range problems {
		walkers[i] = newWalker(f, p)
	}
	steps := make([]float64, a.Temperatures)
	h := 0.5
	for i := range ahead {
		h = walkers[0].lead(a, h, steps, stream(seed, a.Particles+i))
	}
	for t := range steps {
		steps[t] = math.Exp(steps[t] / ahead)
	}
	logs := make([]float64, a.Particles)
	err := forEach(ctx, len(walkers), a.Particles, func(w, i int) error {
		logs[i] = walkers[w].run(a, steps, stream(seed, i))
		return nil
	})
	return logs, err
}

// summarize turns the weights into F_β.
func summarize(logs []float64, f *frame) Estimate {
	var total, squares logSum
	for _, l := range logs {
		total.add(l)
		squares.add(2 * l)
	}
	n := float64(len(logs))
	ess := math.Exp(2*total.log() - squares.log())
	logZ := total.log() - math.Log(n) + f.logDet()
	for _, s := range f.spread() {
		logZ += math.Log(s) + math.Log(2*math.Pi)/2
	}
	// The variance of w over mean² is n/ESS − 1, with n − 1 for n of the unbiased one.
	return Estimate{Value: f.lowest - logZ/f.beta, Err: math.Sqrt(max(0, n/ess-1)/(n-1)) / f.beta, ESS: ess}
}
