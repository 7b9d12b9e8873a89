package sparse

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Learning says how a dictionary is learned. Atoms and Lambda must be given; the
// zero value of the rest is the default.
type Learning struct {
	Atoms  int     // k
	Lambda float64 // λ of the energy ½‖y − Wz‖² + λ‖z‖₁

	Batch  int     // samples a step; default 512
	Passes int     // passes over the data; default 1
	Forget float64 // β_t = (1 − 1/t)^Forget scales the past statistics; default 2
	Tol    float64 // relative duality gap of the codes; default 1e-3; below 1e-4 all sums are in double precision
	Sweeps int     // sweeps over the atoms a step; default 1
	Unused int     // steps after which an atom that no code uses is replaced; default 30

	Ridge            float64 // > 0: the elastic net, λ(‖z‖₁ + Ridge/2·‖z‖²), in place of λ‖z‖₁
	NonNegativeCodes bool    // z ≥ 0
	NonNegativeAtoms bool    // D ≥ 0, for data ≥ 0
	Ball             bool    // while learning, atoms may be shorter than 1; Dictionary scales them
}

// Step is what one step of learning did.
type Step struct {
	T, Of     int     // this step, from 1, and how many there will be
	Objective float64 // mean energy of the batch, before its step: held-out in the first pass
	Active    float64 // mean number of active atoms in the batch
	Replaced  int     // atoms replaced from the data
}

// Learner is online dictionary learning in progress. After each batch it keeps
//
//	A ← β·A + ZᵀZ/n,   B ← β·B + ZᵀX/n
//
// for the codes Z of the batch, and lowers ½tr(D·Dᵀ·A) − tr(D·Bᵀ), the mean energy
// with all the codes so far held fixed, over one atom after another:
//
//	d_j ← d_j + (b_j − a_jᵀ·D)/A_jj,  then d_j ← d_j/‖d_j‖
//
// (d_j/max(1, ‖d_j‖) in the unit ball, the form of the paper; max(d_j, 0) first for
// atoms that are not negative).
//
// Source: Mairal, Bach, Ponce & Sapiro, J. Mach. Learn. Res. 11 (2010),
// algorithms 1 and 2, with the forgetting of section 3.4.
type Learner struct {
	Settings Learning

	d    *mat.Dense // atoms, k×d, unit rows
	a, b *mat.Dense // k×k and k×d
	t    int        // steps done
	idle []int      // steps since an atom was last used
	seed [2]uint64  // of the order of the samples and the replaced atoms
	hist []Step
}

// Learn finds a dictionary for the rows of X (n×d): atoms start as samples drawn
// at random, and every pass takes the samples in a new random order. rng gives the
// seed of all of it. With the same seed the result is the same, bit for bit,
// whatever the number of processors.
//
// If ctx ends, the error is ctx.Err(), and the learner with all the steps done so
// far is returned: Save it, and Resume goes on from there. Any other error names
// bad input, before any work is done.
//
// progress, if not nil, is called after every step.
func Learn(ctx context.Context, X *mat.Dense, s Learning, rng *rand.Rand, progress func(Step)) (*Learner, error) {
	l, err := NewLearner(X, s, rng)
	if err != nil {
		return nil, err
	}
	return l, l.resume(ctx, X, progress)
}

// NewLearner checks the input and draws the first atoms from the rows of X,
// leaving out rows that are zero.
func NewLearner(X *mat.Dense, s Learning, rng *rand.Rand) (*Learner, error) {
	if err := checkData("X", X); err != nil {
		return nil, err
	}
	_, d := X.Dims()
	if rng == nil {
		return nil, fmt.Errorf("sparse: no random generator, expected a *rand.Rand")
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	l := newLearner(d, s, rng)
	if err := drawAtoms(l.d, X, l.rand(0), func(dst, u []float64) bool { return admit(&s, dst, u) }); err != nil {
		return nil, err
	}
	return l, nil
}

// NewLearnerFrom starts from the atoms of D, of which s.Atoms need not be given.
func NewLearnerFrom(D *Dictionary, s Learning, rng *rand.Rand) (*Learner, error) {
	if D == nil || rng == nil {
		return nil, fmt.Errorf("sparse: the dictionary is %v and the random generator %v, expected both", D, rng)
	}
	d, k := D.Dims()
	if s.Atoms != 0 && s.Atoms != k {
		return nil, fmt.Errorf("sparse: asked for %d atoms, the dictionary has %d", s.Atoms, k)
	}
	s.Atoms = k
	if err := s.check(); err != nil {
		return nil, err
	}
	l := newLearner(d, s, rng)
	for j := range k {
		if !admit(&s, l.d.RawRowView(j), D.atoms.RawRowView(j)) {
			return nil, fmt.Errorf("sparse: atom %d has no positive entry, expected one for NonNegativeAtoms", j)
		}
	}
	return l, nil
}

func newLearner(d int, s Learning, rng *rand.Rand) *Learner {
	k := s.Atoms
	return &Learner{Settings: s.withDefaults(),
		d: mat.NewDense(k, d, nil), a: mat.NewDense(k, k, nil), b: mat.NewDense(k, d, nil),
		idle: make([]int, k), seed: [2]uint64{rng.Uint64(), rng.Uint64()}}
}

// check refuses settings that make no sense.
func (s Learning) check() error {
	switch {
	case s.Atoms < 1:
		return fmt.Errorf("sparse: asked for %d atoms, expected at least 1", s.Atoms)
	case !(s.Lambda > 0) || math.IsInf(s.Lambda, 1):
		return fmt.Errorf("sparse: λ is %v, expected a finite number > 0", s.Lambda)
	case !(s.Ridge >= 0) || math.IsInf(s.Ridge, 1):
		return fmt.Errorf("sparse: Ridge is %v, expected a finite number ≥ 0", s.Ridge)
	case s.Batch < 0 || s.Passes < 0 || s.Sweeps < 0 || s.Unused < 0 || !(s.Forget >= 0) || !(s.Tol >= 0):
		return fmt.Errorf("sparse: a setting is negative: Batch %d, Passes %d, Sweeps %d, Unused %d, Forget %v, Tol %v",
			s.Batch, s.Passes, s.Sweeps, s.Unused, s.Forget, s.Tol)
	}
	return nil
}

// Regularizer returns R, of the codes.
func (s Learning) Regularizer() ebm.Regularizer {
	switch {
	case s.Ridge > 0:
		return ebm.ElasticNet{Ridge: s.Ridge, NonNegative: s.NonNegativeCodes}
	case s.NonNegativeCodes:
		return ebm.NonNegativeL1{}
	}
	return ebm.L1{}
}

func (s Learning) withDefaults() Learning {
	def := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	def(&s.Batch, 512)
	def(&s.Passes, 1)
	def(&s.Sweeps, 1)
	def(&s.Unused, 30)
	if s.Forget == 0 {
		s.Forget = 2
	}
	if s.Tol == 0 {
		s.Tol = 1e-3
	}
	return s
}

// rand returns the generator of pass p (1, 2, …) or of the first atoms (0).
func (l *Learner) rand(p int) *rand.Rand {
	return rand.New(rand.NewPCG(l.seed[0], l.seed[1]+uint64(p)))
}

// Resume goes on with the rows of X, which must be those that learning began
// with, until all passes are done or ctx ends. The steps that follow are the same,
// bit for bit, as without the interruption.
func (l *Learner) Resume(ctx context.Context, X *mat.Dense, progress func(Step)) error {
	if err := l.checkBatch(X); err != nil {
		return err
	}
	return l.resume(ctx, X, progress)
}

// resume is Resume for data that was checked.
func (l *Learner) resume(ctx context.Context, X *mat.Dense, progress func(Step)) error {
	n, d := X.Dims()
	batches := (n + l.Settings.Batch - 1) / l.Settings.Batch
	batch := mat.NewDense(min(l.Settings.Batch, n), d, nil)
	for l.t < batches*l.Settings.Passes {
		order := l.rand(1 + l.t/batches).Perm(n)
		for i := l.t % batches; i < batches; i++ {
			rows := order[i*l.Settings.Batch : min((i+1)*l.Settings.Batch, n)]
			for r, sample := range rows {
				batch.SetRow(r, X.RawRowView(sample))
			}
			step, err := l.update(ctx, batch.Slice(0, len(rows), 0, d).(*mat.Dense), batches*l.Settings.Passes)
			if err != nil {
				return err
			}
			if progress != nil {
				progress(step)
			}
		}
	}
	return nil
}
