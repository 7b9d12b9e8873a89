package nn

import (
	"fmt"

	"github.com/latentlab/latentlab/internal/kernel"
)

// MeanPool is the mean of each channel over windows of Size×Size pixels:
//
//	y[i, j, c] = Size⁻² Σ_{u, v} x[i·Stride+u, j·Stride+v, c]
//
// x is n×(H·W·Channels), y is n×(OH·OW·Channels) with OH = ⌊(H−Size)/Stride⌋ + 1, and
// OW alike; rows and columns that no window reaches are left out. Forward and Backward
// cost n·OH·OW·Channels·Size² additions each.
type MeanPool[T Float] struct {
	H, W, Channels int
	Size           int
	Stride         int // default Size: windows side by side
}

func (l *MeanPool[T]) window() window {
	step := l.Stride
	if step == 0 {
		step = l.Size
	}
	g := window{h: l.H, w: l.W, c: l.Channels, f: l.Channels, size: l.Size, step: step}
	if step > 0 && l.Size <= min(l.H, l.W) {
		g.oh, g.ow = (l.H-l.Size)/step+1, (l.W-l.Size)/step+1
	}
	return g
}

// Check returns an error for settings that make no layer.
func (l *MeanPool[T]) Check() error {
	if g := l.window(); g.c < 1 || g.size < 1 || g.step < 1 || g.oh < 1 || g.ow < 1 {
		return fmt.Errorf("nn: MeanPool: picture %d×%d×%d, window %d×%d, stride %d: expected positive sizes and a window inside the picture",
			l.H, l.W, l.Channels, l.Size, l.Size, l.Stride)
	}
	return nil
}

// Spec panics where Check returns an error.
func (l *MeanPool[T]) Spec() Spec {
	if err := l.Check(); err != nil {
		panic(err.Error())
	}
	g := l.window()
	return Spec{In: g.picture(), Out: g.features()}
}

func (l *MeanPool[T]) Forward(y, x, w []T, s *State[T]) {
	g := l.window()
	s.Open("MeanPool", y, x, w, g.picture(), g.features(), 0)
	s.pool.do(g, false, x, y)
}

func (l *MeanPool[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	g := l.window()
	s.Close("MeanPool", dx, dw, dy, w, g.picture(), 0)
	if dx != nil {
		s.pool.do(g, true, dx, dy)
	}
}

// A pooling is one Forward or Backward of MeanPool.
type pooling[T Float] struct {
	window
	back       bool
	big, small []T // n×picture, n×features
	run        func(i int)
}

func (p *pooling[T]) do(g window, back bool, big, small []T) {
	p.window, p.back, p.big, p.small = g, back, big, small
	if p.run == nil {
		p.run = p.sample
	}
	kernel.Parallel(len(small)/g.features(), p.run)
}

// sample does picture i: small = mean of big, or big = the transpose of that of small.
func (p *pooling[T]) sample(i int) {
	big, small := p.big[i*p.picture():(i+1)*p.picture()], p.small[i*p.features():(i+1)*p.features()]
	scale := 1 / T(p.size*p.size)
	if p.back {
		clear(big)
	}
	for k := range p.oh * p.ow {
		place := small[k*p.c : (k+1)*p.c]
		if !p.back {
			clear(place)
		}
		for u := range p.size {
			at := ((k/p.ow*p.step+u)*p.w + k%p.ow*p.step) * p.c
			for v := at; v < at+p.size*p.c; v += p.c {
				if p.back {
					kernel.Axpy(scale, place, big[v:v+p.c])
				} else {
					kernel.Add(place, place, big[v:v+p.c])
				}
			}
		}
		if !p.back {
			kernel.Scal(scale, place)
		}
	}
}
