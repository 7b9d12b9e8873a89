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
//
// Inside, b and λ are divided by λ_max, so that the path starts at 1 whatever the
// scale of the sample.
//
// Source: Osborne, Presnell & Turlach, IMA J. Numer. Anal. 20 (2000); Efron et al.,
// Ann. Stat. 32 (2004), section 3.1, "the lasso modification".
type homotopy[T kernel.Float] struct {
	inverse[T] // of G_SS, with the support S
	pen        penalty

	scale  float64 // λ_max
	lambda T       // where the path stands
	end    T       // where it ends
	q      []T     // b − G·z
	a      []T     // how q falls with λ
	open   []T     // kernel.Open for an atom that may join, kernel.Closed for one that may not
	rates  []T     // 1/γ for each atom that may join
	gone   int     // the atom that left at the last kink, or −1

	// Over S, padded.
	z     []T // z_S
	sign  []T // s; s_j times its weight for WeightedL1
	w     []T // how z_S grows as λ falls
	exits []T // 1/γ for each entry that may leave
}

func newHomotopy[T kernel.Float](k int, gram []T) *homotopy[T] {
	return &homotopy[T]{inverse: inverse[T]{k: k, gram: gram},
		q: make([]T, k), a: make([]T, k), open: make([]T, k), rates: make([]T, k)}
}

// start stands at λ_max, where the code is zero and the first atom joins, or at
// the end if λ_max ≤ λ. b is Wᵀy. On the path, the ridge of an elastic net stays as
// it is for the λ at the end.
func (h *homotopy[T]) start(b []float64, pen penalty) {
	h.pen, h.ridge = pen, T(pen.ridge)
	h.empty()
	clear(h.z)
	clear(h.sign)
	clear(h.w)
	h.reopen()
	h.gone = -1
	first, top := h.first(b)
	h.scale, h.lambda, h.end = top, 1, 1
	if first < 0 {
		return
	}
	h.end = T(pen.lambda / top)
	for j, v := range b {
		h.q[j] = T(v / top)
	}
	h.join(first)
}

// first returns the atom that joins first and its λ, or −1 and the λ of the problem
// where none does.
func (h *homotopy[T]) first(b []float64) (atom int, top float64) {
	if h.pen.weights == nil && !h.pen.positive {
		if atom, top = kernel.AbsMax(b); top > h.pen.lambda {
			return atom, top
		}
		return -1, h.pen.lambda
	}
	atom, top = -1, h.pen.lambda
	for j, v := range b {
		if v = math.Abs(v) / h.weight(j); v > top && (b[j] > 0 || !h.pen.positive) {
			atom, top = j, v
		}
	}
	return atom, top
}

// at returns the λ where the path stands.
func (h *homotopy[T]) at() float64 { return float64(h.lambda) * h.scale }

// over returns the part of a padded vector that serves the support.
func (h *homotopy[T]) over(v []T) []T { return v[:padded(len(h.support))] }

// weight returns w_j.
func (h *homotopy[T]) weight(j int) float64 {
	if h.pen.weights == nil {
		return 1
	}
	return h.pen.weights[j]
}

// step goes to the next kink, or to the λ of the problem where that comes first,
// and reports whether there is more to go.
func (h *homotopy[T]) step() bool {
	if !(h.lambda > h.end) || len(h.support) == 0 {
		h.lambda = h.end
		return false
	}
	h.fall()
	join, leave := h.joinRate(), kernel.LeaveRates(h.over(h.exits), h.over(h.z), h.over(h.sign), h.over(h.w))
	gamma := 1 / max(join, leave) // +Inf for no kink at all
	back := h.gone
	if back >= 0 {
		h.open[back], h.gone = kernel.Open[T](), -1
		if g := h.crossing(back); g < gamma {
			gamma = g
		} else {
			back = -1
		}
	}
	if h.lambda-h.end <= gamma {
		h.move(h.lambda - h.end)
		h.lambda = h.end
		return false
	}
	h.move(gamma)
	switch {
	case back >= 0:
		h.join(back)
	case leave > join:
		h.leave(kernel.IndexAbs(h.exits, leave))
	default:
		h.join(kernel.IndexAbs(h.rates, join))
	}
	return true
}

// fall computes a = G_:S·w.
func (h *homotopy[T]) fall() {
	clear(h.a)
	kernel.AxpyRows(h.a, h.w[:len(h.support)], h.gram, h.k, h.support)
}

// joinRate looks for the atom that is the first to reach |q_j| = λ − γ for a γ ≥ 0:
// q_j − γa_j = λ − γ on the positive side, −q_j + γa_j = λ − γ on the negative
// (w_j·(λ − γ) with weights). It returns 1/γ.
func (h *homotopy[T]) joinRate() T {
	switch {
	case h.pen.weights != nil:
		h.joinRates()
		return kernel.AbsMaxValue(h.rates)
	case h.pen.positive:
		return kernel.JoinRatesPos(h.rates, h.q, h.a, h.open, h.lambda)
	}
	return kernel.JoinRates(h.rates, h.q, h.a, h.open, h.lambda)
}

// joinRates is kernel.JoinRates with weights.
func (h *homotopy[T]) joinRates() {
	for j, a := range h.a {
		h.rates[j] = 0
		if h.open[j] == kernel.Closed[T]() {
			continue
		}
		w := T(h.weight(j))
		if r := (w - a) / (w*h.lambda - h.q[j]); r > 0 {
			h.rates[j] = r
		}
		if r := (w + a) / (w*h.lambda + h.q[j]); r > h.rates[j] {
			h.rates[j] = r
		}
	}
}

// crossing returns the γ at which the atom that has just left, and so stands on the
// boundary on one side, reaches the other. On its own side it moves inwards along
// the whole piece; only rounding could let it join there again.
func (h *homotopy[T]) crossing(j int) T {
	w, s := T(h.weight(j)), T(math.Copysign(1, float64(h.q[j])))
	if d := w + s*h.a[j]; d > 0 && !h.pen.positive {
		return (w*h.lambda + s*h.q[j]) / d
	}
	return T(math.Inf(1))
}

// move lowers λ by gamma along the current piece.
func (h *homotopy[T]) move(gamma T) {
	h.lambda -= gamma
	kernel.Axpy(gamma, h.over(h.w), h.over(h.z))
	kernel.Axpy(-gamma, h.a, h.q)
}

// join takes atom j into the support. With u and σ of the inverse, w changes by
// u·(uᵀs − s_j)/σ and grows by (s_j − uᵀs)/σ. An atom that the support already spans
// stays out until another leaves: its correlation moves with theirs.
func (h *homotopy[T]) join(j int) {
	h.open[j] = kernel.Closed[T]()
	u, schur := h.project(j)
	if h.spanned(j, schur) {
		return
	}
	sign := T(math.Copysign(h.weight(j), float64(h.q[j])))
	s := len(h.support)
	if s == len(h.z) { // the inverse has grown
		more := make([]T, h.stride-s)
		h.z, h.sign, h.w, h.exits = append(h.z, more...), append(h.sign, more...), append(h.w, more...), append(h.exits, more...)
	}
	grow := (sign - kernel.Dot(u, h.over(h.sign))) / schur
	kernel.Axpy(-grow, u, h.over(h.w))
	h.inverse.join(j, u, schur)
	h.z[s], h.sign[s], h.w[s] = 0, sign, grow
}

// leave takes the atom at place i out of the support: with v row i of the inverse,
// w changes by −v·w_i/v_i. At the next kink, crossing looks after the atom. Those
// that were spanned may join again.
func (h *homotopy[T]) leave(i int) {
	h.gone = h.support[i]
	v := h.inverse.leave(i)
	kernel.Axpy(-h.w[i]/v[i], v, h.w[:len(v)])
	last := len(h.support)
	for _, x := range [][]T{h.z, h.sign, h.w} {
		x[i], x[last] = x[last], 0
	}
	h.reopen()
	for _, j := range h.support {
		h.open[j] = kernel.Closed[T]()
	}
	h.open[h.gone] = kernel.Closed[T]()
}

// reopen lets every atom join.
func (h *homotopy[T]) reopen() {
	open := kernel.Open[T]()
	for j := range h.open {
		h.open[j] = open
	}
}
