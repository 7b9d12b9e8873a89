package sparse

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// homotopy follows the minimiser of ½zᵀGz − bᵀz + λ‖z‖₁ from λ_max = ‖b‖∞ down to
// a λ, from kink to kink. On the support S with signs s, between two kinks,
//
//	z_S(λ−γ) = z_S(λ) + γ·w,    w = G_SS⁻¹·s
//	q(λ−γ)   = q(λ) − γ·a,      a = G_:S·w,    q = b − G·z
//
// and the next kink is the smallest γ > 0 at which an atom outside S reaches
// |q_j| = λ − γ and joins, or an entry of z_S reaches 0 and leaves. The inverse
// G_SS⁻¹ is kept and changed by rank one at each kink.
//
// Cost of a kink: k·|S| + |S|² multiplications.
// Source: Osborne, Presnell & Turlach, IMA J. Numer. Anal. 20 (2000); Efron et al.,
// Ann. Stat. 32 (2004), section 3.1, "the lasso modification".
type homotopy struct {
	inverse // of G_SS, with the support S
	pen     penalty

	lambda float64   // where the path stands
	q      []float64 // b − G·z
	a      []float64 // how q falls with λ
	open   []float64 // kernel.Open for an atom that may join, kernel.Closed for one that may not
	rates  []float64 // scratch of nextJoin
	gone   int       // the atom that left at the last kink, or −1

	z    []float64 // z_S
	sign []float64 // s; s_j times its weight for WeightedL1
	w    []float64 // how z_S grows as λ falls
}

func newHomotopy(D *Dictionary) *homotopy {
	_, k := D.Dims()
	return &homotopy{inverse: inverse{k: k, gram: D.Gram().RawMatrix().Data},
		q: make([]float64, k), a: make([]float64, k), open: make([]float64, k), rates: make([]float64, k)}
}

// start stands at λ_max, where the code is zero and the first atom joins, or at
// the end if λ_max ≤ λ. b is Wᵀy. On the path, the ridge of an elastic net stays as
// it is for the λ at the end.
func (h *homotopy) start(b []float64, pen penalty) {
	h.pen, h.ridge = pen, pen.ridge
	h.support, h.z, h.sign, h.w = h.support[:0], h.z[:0], h.sign[:0], h.w[:0]
	h.reopen()
	h.gone = -1
	copy(h.q, b)
	first, top := -1, pen.lambda
	for j, v := range b {
		if v = math.Abs(v) / h.weight(j); v > top && (b[j] > 0 || !pen.positive) {
			first, top = j, v
		}
	}
	h.lambda = top
	if first >= 0 {
		h.join(first)
	}
}

// weight returns w_j.
func (h *homotopy) weight(j int) float64 {
	if h.pen.weights == nil {
		return 1
	}
	return h.pen.weights[j]
}

// step goes to the next kink, or to the λ of the problem where that comes first,
// and reports whether there is more to go.
func (h *homotopy) step() bool {
	lambda := h.pen.lambda
	if h.lambda <= lambda || len(h.support) == 0 {
		h.lambda = lambda
		return false
	}
	h.fall()
	gamma, joins := h.nextJoin()
	if j := h.gone; j >= 0 {
		if g := h.crossing(j); g < gamma {
			gamma, joins = g, j
		}
		h.open[j], h.gone = kernel.Open[float64](), -1
	}
	leaves := -1
	for i, z := range h.z {
		if h.w[i]*h.sign[i] < 0 {
			if g := -z / h.w[i]; g < gamma {
				gamma, leaves = math.Max(g, 0), i
			}
		}
	}
	end := h.lambda-lambda <= gamma
	if end {
		gamma = h.lambda - lambda
	}
	h.move(gamma)
	switch {
	case end:
		h.lambda = lambda
		return false
	case leaves >= 0:
		h.leave(leaves)
	case joins >= 0:
		h.join(joins)
	}
	return true
}

// fall computes a = G_:S·w.
func (h *homotopy) fall() {
	clear(h.a)
	kernel.AxpyRows(h.a, h.w, h.gram, h.k, h.support)
}

// nextJoin returns the smallest γ ≥ 0 at which an atom reaches |q_j| = λ − γ, and
// the atom: q_j − γa_j = λ − γ on the positive side, −q_j + γa_j = λ − γ on the
// negative (w_j·(λ − γ) with weights).
func (h *homotopy) nextJoin() (gamma float64, atom int) {
	if h.pen.weights != nil || h.pen.positive {
		h.joinRates()
	} else {
		kernel.JoinRates(h.rates, h.q, h.a, h.open, h.lambda)
	}
	atom, rate := kernel.AbsMax(h.rates)
	if rate == 0 {
		return math.Inf(1), -1
	}
	return 1 / rate, atom
}

// joinRates is kernel.JoinRates with weights and for codes that are positive.
func (h *homotopy) joinRates() {
	for j, a := range h.a {
		h.rates[j] = 0
		if h.open[j] == kernel.Closed[float64]() {
			continue
		}
		w := h.weight(j)
		if r := (w - a) / (w*h.lambda - h.q[j]); r > 0 {
			h.rates[j] = r
		}
		if r := (w + a) / (w*h.lambda + h.q[j]); r > h.rates[j] && !h.pen.positive {
			h.rates[j] = r
		}
	}
}

// crossing returns the γ at which the atom that has just left, and so stands on the
// boundary on one side, reaches the other. On its own side it moves inwards along
// the whole piece; only rounding could let it join there again.
func (h *homotopy) crossing(j int) float64 {
	w, s := h.weight(j), math.Copysign(1, h.q[j])
	if d := w + s*h.a[j]; d > 0 && !h.pen.positive {
		return (w*h.lambda + s*h.q[j]) / d
	}
	return math.Inf(1)
}

// move lowers λ by gamma along the current piece.
func (h *homotopy) move(gamma float64) {
	h.lambda -= gamma
	kernel.Axpy(gamma, h.w, h.z)
	kernel.Axpy(-gamma, h.a, h.q)
}

// join takes atom j into the support. With u and σ of the inverse, w changes by
// u·(uᵀs − s_j)/σ and grows by (s_j − uᵀs)/σ. An atom that the support already spans
// stays out until another leaves: its correlation moves with theirs.
func (h *homotopy) join(j int) {
	h.open[j] = kernel.Closed[float64]()
	u, schur := h.project(j)
	if h.spanned(j, schur) {
		return
	}
	sign := math.Copysign(h.weight(j), h.q[j])
	grow := (sign - kernel.Dot(u, h.sign)) / schur
	kernel.Axpy(-grow, u, h.w)
	h.inverse.join(j, u, schur)
	h.z, h.sign, h.w = append(h.z, 0), append(h.sign, sign), append(h.w, grow)
}

// leave takes the atom at place i out of the support: with v row i of the inverse,
// w changes by −v·w_i/v_i. At the next kink, crossing looks after the atom. Those
// that were spanned may join again.
func (h *homotopy) leave(i int) {
	h.gone = h.support[i]
	v := h.inverse.leave(i)
	wi := h.w[i] / v[i]
	for r, vr := range v {
		h.w[r] -= wi * vr
	}
	drop := func(x []float64) []float64 {
		last := len(x) - 1
		x[i] = x[last]
		return x[:last]
	}
	h.z, h.sign, h.w = drop(h.z), drop(h.sign), drop(h.w)
	h.reopen()
	for _, j := range h.support {
		h.open[j] = kernel.Closed[float64]()
	}
	h.open[h.gone] = kernel.Closed[float64]()
}

// reopen lets every atom join.
func (h *homotopy) reopen() {
	for j := range h.open {
		h.open[j] = kernel.Open[float64]()
	}
}
