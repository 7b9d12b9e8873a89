package conv

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// Learning says how kernels are learned. Kernels, Size and Lambda must be given; the
// zero value of the rest is the default.
type Learning struct {
	Kernels int     // M
	Size    int     // h = w
	Lambda  float64 // λ of the energy

	Sizes    []int    // sides of the supports: the kernels fall in as many groups, in this order; each lies in the middle of its Size×Size box; default Size for all
	Boundary Boundary // Valid or Circular
	Crop     int      // side of the random square that is taken of a picture in each pass; default: whole pictures

	Batch  int     // pictures a step; default 1
	Passes int     // passes over the pictures; default 1
	Forget float64 // β_t = (1 − 1/t)^Forget scales the past statistics; default 20, since codes of a whole picture say much and old ones soon are stale; +Inf drops the past
	Tol    float64 // relative duality gap of the codes; default 1: as they come from the path of λ, which teach as well as exact ones
	Sweeps int     // sweeps over the kernels a step; default 2
	Unused int     // steps after which a kernel that no code uses is replaced; default 5
	Centre int     // steps, the first ones, that move kernels to the middle of their box; default 10

	NonNegativeCodes bool // z ≥ 0
}

// Step is what one step of learning did.
type Step struct {
	T, Of     int     // this step, from 1, and how many there will be
	Objective float64 // mean energy of a picture of the batch, before its step: held-out in the first pass
	Active    float64 // share of the entries of the codes that are not zero
	Replaced  int     // kernels replaced from the pictures
	Moved     int     // kernels moved to the middle of their box
}

// Learner is online learning of kernels in progress. With codes Z held fixed the energy
// knows of them only how maps meet each other and the picture,
//
//	A[m,n](q) = Σ_p z_m(p)·z_n(p+q),   B[m](i,c) = Σ_p z_m(p)·y(p+i, c)
//
// for shifts q of less than a kernel, |q₁| < h and |q₂| < w. After each batch of n pixels
//
//	A ← β·A + A(Z)/n,   B ← β·B + B(Z, Y)/n
//
// and the mean energy of all the codes so far,
//
//	½ Σ_{m,n} Σ_{i,j} K_m(i)·K_n(j)·A[m,n](i−j) − Σ_m Σ_i K_m(i)·B[m](i) + const,
//
// is lowered over one kernel after another on the unit sphere. Zero is no boundary to
// learn with: what is cut off there depends on the place.
//
// Source: Mairal, Bach, Ponce & Sapiro, J. Mach. Learn. Res. 11 (2010), algorithms 1 and
// 2, carried over to convolution; Liu, Garcia-Cardona, Wohlberg & Yin, SIAM J. Imaging
// Sci. 11 (2018), who keep the same statistics in the frequency domain.
type Learner[T Float] struct {
	Settings Learning

	k    []float64 // M×h×w×C, unit norm
	past statistics
	t    int       // steps done
	idle []int     // steps since a kernel was last used
	seed [2]uint64 // of first kernels, order and crops
	hist []Step
}

// Learn finds kernels for the pictures, which may differ in size: kernels start as parts
// of the pictures drawn at random, and every pass takes the pictures in a new random
// order. rng gives the seed of all of it. With the same seed the result is the same, bit
// for bit, whatever the number of processors.
//
// If ctx ends, the error is ctx.Err(), and the learner with all the steps done so far is
// returned: Save it, and Resume goes on from there. Any other error names bad input,
// before any work is done.
//
// progress, if not nil, is called after every step.
func Learn[T Float](ctx context.Context, pictures []Picture[T], s Learning, rng *rand.Rand, progress func(Step)) (*Learner[T], error) {
	l, err := NewLearner(pictures, s, rng)
	if err != nil {
		return nil, err
	}
	return l, l.resume(ctx, pictures, progress)
}

// NewLearner checks the input and draws the first kernels from the pictures.
func NewLearner[T Float](pictures []Picture[T], s Learning, rng *rand.Rand) (*Learner[T], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := checkPictures(pictures, s.Size, s.Size, 0); err != nil {
		return nil, err
	}
	if rng == nil {
		return nil, fmt.Errorf("conv: no random generator, expected a *rand.Rand")
	}
	l := newLearner[T](pictures[0].C, s, rng)
	if err := l.draw(pictures); err != nil {
		return nil, err
	}
	return l, nil
}

// NewLearnerFrom starts from the kernels of D, of which s.Kernels and s.Size need not be
// given.
func NewLearnerFrom[T Float](D *Dictionary[T], s Learning, rng *rand.Rand) (*Learner[T], error) {
	if D == nil || rng == nil {
		return nil, fmt.Errorf("conv: the dictionary is %v and the random generator %v, expected both", D, rng)
	}
	if D.H != D.W || s.Size != 0 && s.Size != D.H || s.Kernels != 0 && s.Kernels != D.M {
		return nil, fmt.Errorf("conv: asked for %d kernels of side %d, the dictionary has %d of %d×%d", s.Kernels, s.Size, D.M, D.H, D.W)
	}
	s.Kernels, s.Size = D.M, D.H
	if err := s.check(); err != nil {
		return nil, err
	}
	l := newLearner[T](D.C, s, rng)
	copy(l.k, widen(D.kernels))
	for m := range D.M {
		if !l.admit(l.kernel(m), m) {
			return nil, fmt.Errorf("conv: kernel %d is zero in its support of side %d", m, l.Settings.side(m))
		}
	}
	return l, nil
}

func newLearner[T Float](channels int, s Learning, rng *rand.Rand) *Learner[T] {
	past := newStatistics(s.Kernels, s.Size, s.Size, channels)
	return &Learner[T]{Settings: s.withDefaults(), k: make([]float64, len(past.b)), past: past,
		idle: make([]int, s.Kernels), seed: [2]uint64{rng.Uint64(), rng.Uint64()}}
}

// check refuses settings that make no sense.
func (s Learning) check() error {
	switch {
	case s.Kernels < 1 || s.Size < 1:
		return fmt.Errorf("conv: asked for %d kernels of side %d, expected at least 1 of side 1", s.Kernels, s.Size)
	case !(s.Lambda > 0) || math.IsInf(s.Lambda, 1):
		return fmt.Errorf("conv: λ is %v, expected a finite number > 0", s.Lambda)
	case s.Boundary != Valid && s.Boundary != Circular:
		return fmt.Errorf("conv: the boundary is %v, expected valid or circular", s.Boundary)
	case s.Crop != 0 && s.Crop < s.Size:
		return fmt.Errorf("conv: crops of side %d are smaller than the kernels, %d", s.Crop, s.Size)
	case s.Batch < 0 || s.Passes < 0 || s.Sweeps < 0 || s.Unused < 0 || s.Centre < 0 || !(s.Forget >= 0) || !(s.Tol >= 0):
		return fmt.Errorf("conv: a setting is negative: Batch %d, Passes %d, Sweeps %d, Unused %d, Centre %d, Forget %v, Tol %v",
			s.Batch, s.Passes, s.Sweeps, s.Unused, s.Centre, s.Forget, s.Tol)
	}
	for _, side := range s.Sizes {
		if side < 1 || side > s.Size {
			return fmt.Errorf("conv: a support has side %d, expected 1 to Size = %d", side, s.Size)
		}
	}
	return nil
}

func (s Learning) withDefaults() Learning {
	def := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	def(&s.Batch, 1)
	def(&s.Passes, 1)
	def(&s.Sweeps, 2)
	def(&s.Unused, 5)
	def(&s.Centre, 10)
	if s.Forget == 0 {
		s.Forget = 20
	}
	if s.Tol == 0 {
		s.Tol = 1
	}
	return s
}

// side returns the side of the support of kernel m.
func (s Learning) side(m int) int {
	if len(s.Sizes) == 0 {
		return s.Size
	}
	return s.Sizes[m*len(s.Sizes)/s.Kernels]
}
