package sparse

import "math"

// slack keeps atoms that touch their constraint but for rounding.
const slack = 1e-9

// screen leaves out of all further sweeps the atoms that a certificate proves to be
// unused at the minimum. The dual optimum lies within √(2(Primal − Dual)) of θ, so
// that an atom with
//
//	|w_jᵀθ| + √(2(Primal − Dual))·‖w_j‖ < λ
//
// cannot touch its constraint there, and z_j = 0 (w_jᵀθ without the bars for codes
// that are positive; λ·w_j for weights; the extended atom for the elastic net). w.q
// must be fresh. What is left of z on such atoms is set to zero, and q with it.
//
// Source: Ndiaye, Fercoq, Gramfort & Salmon, J. Mach. Learn. Res. 18 (2017),
// eq. 8 and theorem 6.
func (w *descent) screen(c Certificate) {
	radius := math.Sqrt(2 * math.Max(0, c.Primal-c.Dual))
	kept, stale := w.all[:0], false
	for _, j := range w.all {
		touch := c.scale * (w.q[j] - w.pen.ridge*w.z[j])
		if !w.pen.positive {
			touch = math.Abs(touch)
		}
		if touch+radius*math.Sqrt(w.gram[j*w.k+j]+w.pen.ridge) >= w.pen.cut(j)*(1-slack) {
			kept = append(kept, j)
		} else if w.z[j] != 0 {
			w.z[j], stale = 0, true
		}
	}
	w.all = kept
	if stale {
		w.refresh()
	}
}
