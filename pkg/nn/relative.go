package nn

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Relative is [Adam] with a rate for each tensor that is relative to the size of its
// entries: where Adam has rate, tensor w of n entries has
//
//	rate·max(Floor, ‖w‖₂/√n)
//
// so that matrices, thresholds
// and steps of different sizes share one rate (Shazeer & Stern 2018, algorithm 4, line 4).
type Relative[T Float] struct {
	Adam[T]
	Floor float64 // default 1e-3
}

func (o Relative[T]) Step(p *Params[T], m *Memory[T], rate float64) {
	u := o.prepare(p, m)
	at := 0
	for _, s := range p.Shapes {
		end := at + s.Size()
		size := float64(kernel.Nrm2(p.Value[at:end])) / math.Sqrt(float64(end-at))
		u.from, u.rate = at, u.unbiased(rate*max(size, or(o.Floor, 1e-3)))
		u.do(end-at, u)
		at = end
	}
}
