package sparse

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/ebm"
)

// fistaOnGram is FISTA on the Gram matrix, ∇f(v) = G·v − b, for many samples that
// share a dictionary. After a few steps v has few entries that are not zero, and G·v
// is the sum of as many rows of G: a step costs k·‖v‖₀ multiplications, not 2·d·k.
// It takes the steps of FISTA with a fixed L, for L1 and NonNegativeL1.
type fistaOnGram struct {
	w          *descent
	v, next    []float64 // beyond z, and the next z
	grad       []float64
	support    []int // where v is not zero, and v there
	coordinate []float64
}

// gapEvery is how many steps lie between two looks at the certificate.
const gapEvery = 8

// onGram reports whether the fast steps are those of m for this penalty.
func (m FISTA) onGram(pen penalty) bool {
	return !m.Backtrack && m.Restart != FunctionRestart && pen.weights == nil && pen.ridge == 0
}

func newFistaOnGram(w *descent) *fistaOnGram {
	k := w.k
	return &fistaOnGram{w: w, v: make([]float64, k), next: make([]float64, k), grad: make([]float64, k)}
}

// run starts at zero, with b in w.b, and leaves the code in w.z. certify is called
// with fresh q now and then, and says when to end.
func (f *fistaOnGram) run(m FISTA, L float64, pen penalty, limit int, certify func(steps int) (Certificate, bool)) Certificate {
	w := f.w
	w.start(pen, nil)
	clear(f.v)
	t := 1.0
	for step := 0; ; step++ {
		if step%gapEvery == 0 || step == limit {
			w.refresh()
			if ebm.Finite("z", w.z) != nil {
				return Certificate{Status: ebm.Diverged, Iterations: step}
			}
			if c, done := certify(step); done {
				return c
			}
		}
		f.step(L, pen)
		if m.Restart == GradientRestart && f.againstStep() {
			t = 1
		}
		tNext := (1 + math.Sqrt(1+4*t*t)) / 2
		kernel.Extrapolate(f.v, f.next, w.z, (t-1)/tNext)
		t = tNext
		w.z, f.next = f.next, w.z
	}
}

// step sets next = prox(v − (G·v − b)/L).
func (f *fistaOnGram) step(L float64, pen penalty) {
	f.support, f.coordinate = f.support[:0], f.coordinate[:0]
	for j, x := range f.v {
		if x != 0 {
			f.support, f.coordinate = append(f.support, j), append(f.coordinate, x)
		}
	}
	clear(f.grad)
	kernel.AxpyRows(f.grad, f.coordinate, f.w.gram, f.w.k, f.support)
	kernel.Sub(f.grad, f.grad, f.w.b)
	if pen.positive {
		kernel.AddScaled(f.next, f.v, -1/L, f.grad)
		kernel.ShrinkPos(f.next, f.next, pen.lambda/L)
		return
	}
	kernel.ShrinkStep(f.next, f.v, 1/L, f.grad, pen.lambda/L)
}

// againstStep is the function of that name, with kernels.
func (f *fistaOnGram) againstStep() bool {
	kernel.Sub(f.grad, f.v, f.next)
	kernel.Sub(f.v, f.next, f.w.z) // v is set anew after this
	return kernel.Dot(f.grad, f.v) > 0
}
