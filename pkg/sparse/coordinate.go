package sparse

import (
	"fmt"
	"iter"
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/ebm"
)

// CoordinateDescent minimises the lasso over one entry of the code after
// another. With the Gram matrix G = WᵀW and q = Wᵀ(y − W·z), the minimiser over
// z_j is
//
//	z_j ← Shrink_λ(q_j + G_jj·z_j)/G_jj,
//
// after which q changes by −Δz_j times row j of G: k flops where something
// changed, none where nothing did. A step is a sweep: over all entries first,
// then over the entries that are not zero until they are settled, then over all
// again.
//
// λ stands for w_j·λ with WeightedL1; NonNegativeL1 takes max(·, 0), and ElasticNet
// G_jj + λ·Ridge in the denominator. It serves a Dictionary under the squared error
// with one of these, and refuses the rest.
//
// Source: Friedman, Hastie & Tibshirani, J. Stat. Softw. 33 (2010), section 2.1,
// "covariance updates"; the active set is of section 2.6.
type CoordinateDescent struct{}

// Check refuses a problem that is not a lasso.
func (CoordinateDescent) Check(p *ebm.Problem) error {
	if _, _, _, err := lassoOf(p); err != nil {
		return fmt.Errorf("sparse: coordinate descent: %w", err)
	}
	return nil
}

// Iterates yields (0, z0), then a state after each sweep. It panics for a
// problem that Check refuses.
func (m CoordinateDescent) Iterates(p *ebm.Problem, z0 []float64) iter.Seq2[int, *ebm.State] {
	D, y, pen, err := lassoOf(p)
	if err != nil {
		panic(m.Check(p).Error())
	}
	return func(yield func(int, *ebm.State) bool) {
		w := newDescent(D)
		D.Pullback(w.b, nil, w.b, y)
		w.start(pen, z0)
		state := &ebm.State{Z: w.z, Residual: math.Inf(1)}
		for t := 0; yield(t, state); t++ {
			w.step()
			state.Residual = w.violation()
		}
	}
}

// leastSquaresOf looks into a problem for the dictionary and the sample.
func leastSquaresOf(p *ebm.Problem) (*Dictionary, []float64, error) {
	f, ok := p.F.(*ebm.Composite)
	if !ok {
		return nil, nil, fmt.Errorf("the smooth part is %T, expected a dictionary under the squared error", p.F)
	}
	D, ok := f.Dec.(*Dictionary)
	if !ok {
		return nil, nil, fmt.Errorf("the decoder is %T, expected *sparse.Dictionary", f.Dec)
	}
	if _, ok := f.Cost.(ebm.SquaredError); !ok {
		return nil, nil, fmt.Errorf("the cost is %T, expected ebm.SquaredError", f.Cost)
	}
	return D, f.Y, nil
}

// lassoOf looks into a problem for the dictionary, the sample and the penalty.
func lassoOf(p *ebm.Problem) (*Dictionary, []float64, penalty, error) {
	D, y, err := leastSquaresOf(p)
	if err != nil {
		return nil, nil, penalty{}, err
	}
	pen, err := penaltyOf(p.R, p.Lambda, p.Dim())
	return D, y, pen, err
}

// descent is the workspace of coordinate descent on one sample at a time.
type descent struct {
	k       int
	gram    []float64 // G = D·Dᵀ, k×k
	pen     penalty
	b       []float64 // Wᵀy
	z       []float64
	q       []float64 // Wᵀ(y − W·z) = b − G·z
	support []int     // where z is not 0, and −z there: scratch of refresh
	minus   []float64
	active  []int   // entries that are not zero, as of the last full sweep
	all     []int   // entries that a full sweep visits: those not screened out
	full    bool    // the next sweep visits all entries
	missed  float64 // the largest optimality condition missed in the last full sweep
}

func newDescent(D *Dictionary) *descent {
	_, k := D.Dims()
	w := newDescentOn(k)
	w.gram = D.Gram().RawMatrix().Data
	return w
}

// newDescentOn leaves out the Gram matrix.
func newDescentOn(k int) *descent {
	return &descent{k: k, b: make([]float64, k), z: make([]float64, k), q: make([]float64, k)}
}

// start begins at z0 (nil: zeros) with the correlations in w.b.
func (w *descent) start(pen penalty, z0 []float64) {
	w.pen, w.full = pen, true
	w.all = w.all[:0]
	for j := range w.k {
		w.all = append(w.all, j)
	}
	if z0 == nil {
		clear(w.z)
	} else {
		copy(w.z, z0)
	}
	w.refresh()
}

// refresh computes q = b − G·z anew, which rids it of rounding from updates.
func (w *descent) refresh() {
	w.support, w.minus = w.support[:0], w.minus[:0]
	for j, v := range w.z {
		if v != 0 {
			w.support, w.minus = append(w.support, j), append(w.minus, -v)
		}
	}
	copy(w.q, w.b)
	kernel.AxpyRows(w.q, w.minus, w.gram, w.k, w.support)
}

func (w *descent) row(j int) []float64 { return w.gram[j*w.k : (j+1)*w.k] }

// update minimises over z_j and returns how far the optimality condition of j
// was missed before.
func (w *descent) update(j int) float64 {
	g, old := w.gram[j*w.k+j], w.z[j]
	missed := w.pen.missed(j, old, w.q[j])
	if missed == 0 {
		return 0
	}
	z := w.pen.shrunk(j, w.q[j]+g*old, g)
	if z != old {
		w.z[j] = z
		kernel.Axpy(old-z, w.row(j), w.q)
	}
	return missed
}

// step is one sweep: over the active entries until they miss their conditions by
// less than a tenth of what the last full sweep found, then over all.
func (w *descent) step() {
	if !w.full {
		var worst float64
		for _, j := range w.active {
			worst = math.Max(worst, w.update(j))
		}
		w.full = worst <= w.missed/10
		return
	}
	w.active, w.missed = w.active[:0], 0
	for _, j := range w.all {
		w.missed = math.Max(w.missed, w.update(j))
		if w.z[j] != 0 {
			w.active = append(w.active, j)
		}
	}
	w.full = false
}

// violation returns the largest missed optimality condition over all entries.
func (w *descent) violation() float64 { return violation(&w.pen, w.z, w.q) }

func squaredNorm(y []float64) float64 {
	return kernel.SumSquares(y)
}
