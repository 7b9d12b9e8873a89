package nn

import "math/rand/v2"

// Conv is the convolution (strictly, the correlation) of pictures H×W×In with Out
// kernels W of Size×Size×In ("weight", Out×Size×Size×In), plus b ("bias", Out):
//
//	y[i, j, o] = b[o] + Σ_{u, v, c} W[o, u, v, c]·x[i·Stride+u−Pad, j·Stride+v−Pad, c]
//
// with x 0 outside the picture. x is n×(H·W·In), y is n×(OH·OW·Out) with
// OH = ⌊(H+2·Pad−Size)/Stride⌋ + 1, and OW alike. Forward costs
// 2·n·OH·OW·Out·Size²·In operations, Backward twice that.
type Conv[T Float] struct {
	H, W, In  int
	Out, Size int
	Stride    int // at least 1; default 1
	Pad       int // less than Size; default 0
	NoBias    bool
	Start     Draw[T] // draws W; default: [GlorotUniform]; b begins at 0
}

func (l *Conv[T]) window() window {
	step := stride(l.Stride)
	return window{
		h: l.H, w: l.W, c: l.In, f: l.Out,
		size: l.Size, step: step, pad: l.Pad,
		oh: (l.H + 2*l.Pad - l.Size + step) / step, ow: (l.W + 2*l.Pad - l.Size + step) / step,
	}
}

// Check returns an error for settings that make no layer.
func (l *Conv[T]) Check() error {
	return l.window().check("Conv")
}

// Spec panics where Check returns an error.
func (l *Conv[T]) Spec() Spec {
	if err := l.Check(); err != nil {
		panic(err.Error())
	}
	g := l.window()
	return Spec{g.picture(), g.features(), g.shapes(l.Out, l.NoBias)}
}

// shapes are those of the parameters, with out numbers in the bias.
func (g window) shapes(out int, noBias bool) []Shape {
	w := Shape{"weight", []int{g.f, g.size, g.size, g.c}}
	if noBias {
		return []Shape{w}
	}
	return []Shape{w, {"bias", []int{out}}}
}

// Init draws W and sets b to zero.
func (l *Conv[T]) Init(w []T, rng *rand.Rand) {
	start, g := l.Start, l.window()
	if start == nil {
		start = GlorotUniform[T]
	}
	start(w[:g.weights()], g.patch(), g.size*g.size*g.f, rng)
	clear(w[g.weights():])
}

func (l *Conv[T]) size() int {
	if l.NoBias {
		return l.window().weights()
	}
	return l.window().weights() + l.Out
}

func (l *Conv[T]) Forward(y, x, w []T, s *State[T]) {
	g := l.window()
	s.Open("Conv", y, x, w, g.picture(), g.features(), l.size())
	s.conv.window = g
	s.conv.do(toSmall, w[:g.weights()], nil, w[g.weights():], x, y)
}

func (l *Conv[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	g := l.window()
	s.Close("Conv", dx, dw, dy, w, g.picture(), l.size())
	if dw != nil {
		s.conv.do(toWeights, nil, dw[:g.weights()], nil, s.X, dy)
		if !l.NoBias {
			addRows(dw[g.weights():], dy)
		}
	}
	if dx != nil {
		s.conv.do(toBig, w[:g.weights()], nil, nil, dx, dy)
	}
}
