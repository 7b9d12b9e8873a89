package conv

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// A Form is what an encoder computes: [Tanh], [SmoothShrinkage] or [LISTA]. Pictures
// and codes of its layers are as in package nn: a row holds H×W×C numbers, and
// H′×W′×M with H′ = H−h+1, W′ = W−w+1, the maps of a place side by side.
type Form interface {
	fmt.Stringer
	check() error
}

// Tanh is the encoder of predictive sparse decomposition, with all maps of a place as
//
//	z̄ = g ∘ tanh(We ⋆ y + b)
//
// Learned: the filters We (M×h×w×C), b (M) and the gain g (M). They begin at random,
// at 0 and at 1. Its codes have no zeros. Cost: h·w·C multiply-adds an entry of the codes.
//
// Source: Kavukcuoglu et al., NIPS 2010, eq. 3.
type Tanh struct{}

func (Tanh) String() string { return "g·tanh" }
func (Tanh) check() error   { return nil }

// SmoothShrinkage is the same encoder with a nonlinearity that is flat near 0, so that
// its codes are nearly sparse,
//
//	z̄ = g ∘ sh_{β,b}(We ⋆ y),   sh_{β,b}(s) = sign(s)·(log(e^{βb} + e^{β|s|} − 1)/β − b).
//
// Learned: We, β, b and g. We begins at random, β at 10, b at 0.1 and g at 1.
//
// Source: Kavukcuoglu et al., NIPS 2010, eq. 4 and 5.
type SmoothShrinkage struct{}

func (SmoothShrinkage) String() string { return "g·smooth shrinkage" }
func (SmoothShrinkage) check() error   { return nil }

// LISTA is as many steps of ISTA, with filters, kernels and thresholds of their own,
//
//	z(t+1) = shrink_θ( z(t) + We ⋆ (y − Σ_m Kd_m ∗ z(t)_m) ),   z(0) = 0.
//
// Learned: We and Kd (M×h×w×C each) and θ (M), shared by all steps. They begin at K/L, K
// and λ/L with the kernels K of the decoder and L = ‖W‖₂², so that the untrained encoder
// is ISTA. Cost: 2·Layers−1 times that of [Tanh].
//
// Source: Gregor & LeCun, ICML 2010, section 3.2, with convolutions for matrices as in
// Sreter & Giryes, ICASSP 2018, eq. 8.
type LISTA struct {
	Layers int // default 3
}

func (f LISTA) String() string { return fmt.Sprintf("LISTA, %d layers", f.layers()) }

func (f LISTA) layers() int {
	if f.Layers == 0 {
		return 3
	}
	return f.Layers
}

func (f LISTA) check() error {
	if f.Layers < 0 {
		return fmt.Errorf("conv: LISTA with %d layers, expected at least 1", f.Layers)
	}
	return nil
}

// shape says what encoder and decoder have in common.
type shape struct{ maps, size, channels int }

// layer returns the encoder of that form for pictures of h×w pixels.
func layer[T Float](f Form, s shape, h, w int) (nn.Layer[T], error) {
	filter := &nn.Conv[T]{H: h, W: w, In: s.channels, Out: s.maps, Size: s.size}
	if err := filter.Check(); err != nil {
		return nil, fmt.Errorf("conv: kernels of %d×%d do not fit into a picture of %d×%d", s.size, s.size, h, w)
	}
	switch f := f.(type) {
	case Tanh:
		return nn.NewSequential[T](filter.Spec().In, filter, new(nn.Tanh[T]), &nn.Gain[T]{Units: s.maps})
	case SmoothShrinkage:
		filter.NoBias = true
		return nn.NewSequential[T](filter.Spec().In, filter, &nn.SmoothShrinkage[T]{Units: s.maps}, &nn.Gain[T]{Units: s.maps})
	case LISTA:
		filter.NoBias = true
		return newUnrolled(filter, f.layers()), nil
	}
	return nil, fmt.Errorf("conv: the form is %v, expected Tanh, SmoothShrinkage or LISTA", f)
}

// start sets the parameters of an encoder to what they begin with. L is ‖W‖₂² of the
// decoder D.
func start[T Float](f Form, l nn.Layer[T], w []T, D *Dictionary[T], lambda, L float64, rng *rand.Rand) {
	if init, ok := l.(nn.Initializer[T]); ok {
		init.Init(w, rng)
	}
	if _, ok := f.(LISTA); !ok {
		return
	}
	n := len(D.kernels)
	for i, v := range D.kernels {
		w[i], w[n+i] = T(float64(v)/L), v
	}
	for i := range w[2*n:] {
		w[2*n+i] = T(lambda / L)
	}
}

// checkStrength refuses what is no strength.
func checkStrength(name string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("conv: %s is %v, expected a finite number ≥ 0", name, v)
	}
	return nil
}
