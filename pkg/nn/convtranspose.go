package nn

import (
	"fmt"
	"math/rand/v2"
)

// ConvTranspose is the transpose of a [Conv] that takes pictures OH×OW×Out to
// H×W×In, plus b ("bias", Out): every input stamps its kernel into the output,
//
//	y[i·Stride+u−Pad, j·Stride+v−Pad, o] += Σ_c W[c, u, v, o]·x[i, j, c]
//
// W ("weight") is In×Size×Size×Out; x is n×(H·W·In), y is n×(OH·OW·Out) with
// OH = (H−1)·Stride + Size − 2·Pad + Grow, and OW alike. It costs as much as the Conv.
type ConvTranspose[T Float] struct {
	H, W, In  int
	Out, Size int
	Stride    int // at least 1; default 1
	Pad       int // less than Size; default 0
	Grow      int // less than Stride: rows and columns that the Conv left out; default 0
	NoBias    bool
	Start     Draw[T] // draws W; default: [GlorotUniform]; b begins at 0
}

func (l *ConvTranspose[T]) window() window {
	step := stride(l.Stride)
	return window{
		h: (l.H-1)*step + l.Size - 2*l.Pad + l.Grow, w: (l.W-1)*step + l.Size - 2*l.Pad + l.Grow, c: l.Out,
		size: l.Size, step: step, pad: l.Pad,
		oh: l.H, ow: l.W, f: l.In,
	}
}

// Check returns an error for settings that make no layer.
func (l *ConvTranspose[T]) Check() error {
	if l.Grow < 0 || l.Grow >= stride(l.Stride) {
		return fmt.Errorf("nn: ConvTranspose: it grows by %d, expected 0 or more and less than the stride, %d", l.Grow, stride(l.Stride))
	}
	return l.window().check("ConvTranspose")
}

// Spec panics where Check returns an error.
func (l *ConvTranspose[T]) Spec() Spec {
	if err := l.Check(); err != nil {
		panic(err.Error())
	}
	g := l.window()
	return Spec{g.features(), g.picture(), g.shapes(l.Out, l.NoBias)}
}

// Init draws W and sets b to zero.
func (l *ConvTranspose[T]) Init(w []T, rng *rand.Rand) {
	start, g := l.Start, l.window()
	if start == nil {
		start = GlorotUniform[T]
	}
	start(w[:g.weights()], g.size*g.size*g.f, g.patch(), rng)
	clear(w[g.weights():])
}

func (l *ConvTranspose[T]) size() int {
	if l.NoBias {
		return l.window().weights()
	}
	return l.window().weights() + l.Out
}

func (l *ConvTranspose[T]) Forward(y, x, w []T, s *State[T]) {
	g := l.window()
	s.Open("ConvTranspose", y, x, w, g.features(), g.picture(), l.size())
	s.conv.window = g
	s.conv.do(toBig, w[:g.weights()], nil, w[g.weights():], y, x)
}

func (l *ConvTranspose[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	g := l.window()
	s.Close("ConvTranspose", dx, dw, dy, w, g.features(), l.size())
	if dw != nil {
		s.conv.do(toWeights, nil, dw[:g.weights()], nil, dy, s.X)
		if !l.NoBias {
			addRows(dw[g.weights():], dy)
		}
	}
	if dx != nil {
		s.conv.do(toSmall, w[:g.weights()], nil, nil, dy, dx)
	}
}
