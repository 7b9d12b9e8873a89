package conv

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Encoder predicts the codes of a picture, z̄ = Enc(y), for the boundary [Valid]. Its
// parameters do not depend on the size of the picture.
type Encoder[T Float] struct {
	form   Form
	shape  shape
	params *nn.Params[T]
}

// NewEncoder returns an encoder with filters as large as the kernels of D, which must
// be square. rng draws the parameters that begin at random; [LISTA] has none. λ and L =
// ‖W‖₂² for pictures of h×w pixels are what LISTA begins with.
func NewEncoder[T Float](D *Dictionary[T], h, w int, lambda float64, f Form, rng *rand.Rand) (*Encoder[T], error) {
	if f == nil {
		f = Tanh{}
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	m, err := NewModel(D, h, w, Valid)
	switch _, unrolled := f.(LISTA); {
	case err != nil:
		return nil, err
	case D.H != D.W:
		return nil, fmt.Errorf("conv: kernels of %d×%d, expected square ones", D.H, D.W)
	case rng == nil && !unrolled:
		return nil, fmt.Errorf("conv: no random generator, which draws the filters of the form %v", f)
	}
	if err := checkStrength("λ", lambda); err != nil {
		return nil, err
	}
	e := &Encoder[T]{form: f, shape: shape{D.M, D.H, D.C}}
	l, err := layer[T](f, e.shape, h, w)
	if err != nil {
		return nil, err
	}
	e.params = nn.NewParams[T](l.Spec().Params...)
	start(f, l, e.params.Value, D, lambda, m.SquaredNorm(), rng)
	return e, nil
}

// Form returns what the encoder computes.
func (e *Encoder[T]) Form() Form { return e.form }

// Params returns the parameters, not copies.
func (e *Encoder[T]) Params() *nn.Params[T] { return e.params }

// Filters returns what meets the picture, as rows of h·w·C numbers (M×(h·w·C)), to be
// drawn: We, each filter times the sign of its gain where there is one. Row m meets the
// picture where kernel m of the decoder is put down.
func (e *Encoder[T]) Filters() *mat.Dense {
	s := e.shape
	n := s.size * s.size * s.channels
	F := mat.NewDense(s.maps, n, widen(e.params.Value[:s.maps*n]))
	if _, ok := e.form.(LISTA); ok {
		return F
	}
	for m, g := range e.params.Value[len(e.params.Value)-s.maps:] {
		if g < 0 {
			floats.Scale(-1, F.RawRowView(m))
		}
	}
	return F
}

// Encode returns z̄ (M×H′×W′) for the picture y (H×W×C), h×w pixels large.
func (e *Encoder[T]) Encode(y []T, h, w int) ([]T, error) {
	l, err := layer[T](e.form, e.shape, h, w)
	if err != nil {
		return nil, err
	}
	if want := h * w * e.shape.channels; len(y) != want {
		return nil, fmt.Errorf("conv: the picture has %d numbers, expected %d×%d×%d", len(y), h, w, e.shape.channels)
	}
	for i, v := range y {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, fmt.Errorf("conv: pixel %d is %v, expected finite numbers", i, v)
		}
	}
	side := make([]T, l.Spec().Out)
	l.Forward(side, slices.Clone(y), e.params.Value, new(nn.State[T]))
	dst := make([]T, len(side))
	stack(dst, side, e.shape.maps)
	return dst, nil
}

// stack sets dst (M×P) to the codes of P places whose maps lie side by side (P×M), as
// in package nn.
func stack[T Float](dst, side []T, maps int) {
	places := len(side) / maps
	for p := range places {
		for m := range maps {
			dst[m*places+p] = side[p*maps+m]
		}
	}
}
