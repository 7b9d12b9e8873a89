package ebm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// frame is the coordinates v in which exp(−βE) has its best mode at 0 and a width of
// about 1 along each axis: z = c + A·v, A = Q·diag(w). Where R has a gradient, the columns
// of the orthogonal Q are the eigenvectors of ∇²E at c; where it has not, Q is the
// identity, and kinks of R lie along the axes.
type frame struct {
	p         *Problem
	beta      float64
	smooth    bool
	c         []float64
	lowest    float64    // E(c)
	q         *mat.Dense // k×k, axes in columns
	w         []float64
	modes     []mode // the best first
	explored  bool
	low, high []float64 // least and largest v where samples were seen
	evals     int
}

// mode is a minimum in the coordinates v, and the widths there along the axes.
type mode struct {
	v, width []float64
}

// beyond is the βE above its minimum from which exp(−βE) adds nothing.
const beyond = 40

// newFrame looks for the minima of E and measures the widths at each.
func newFrame(ctx context.Context, p *Problem, beta float64, r Restarts, seed uint64) (*frame, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if r.Starts == 0 {
		r.Starts = 8
	}
	r = r.withDefaults()
	runs, err := r.run(ctx, []*Problem{p}, MethodFor(p), seed)
	if err != nil {
		return nil, err
	}
	minima := r.merge(runs)
	best := minima[0]
	if math.IsNaN(best.Energy) || math.IsInf(best.Energy, 0) {
		return nil, fmt.Errorf("ebm: the lowest energy found is %v at z = %v, expected a finite number", best.Energy, best.Z)
	}
	f := &frame{p: p, beta: beta, smooth: newEnergyGrad(p) != nil, c: best.Z, lowest: best.Energy}
	if f.q, err = f.axes(); err != nil {
		return nil, err
	}
	f.w = f.widths(best.Z, best.Energy)
	f.low, f.high = make([]float64, p.Dim()), make([]float64, p.Dim())
	for _, m := range minima {
		if beta*(m.Energy-f.lowest) < beyond {
			f.modes = append(f.modes, f.mode(m))
		}
	}
	return f, nil
}

func (f *frame) mode(m Minimum) mode {
	k := len(f.c)
	at := mode{v: make([]float64, k), width: f.widths(m.Z, m.Energy)}
	for i := range k {
		for j := range k {
			at.v[i] += f.q.At(j, i) * (m.Z[j] - f.c[j])
		}
		at.v[i] /= f.w[i]
		at.width[i] /= f.w[i]
	}
	return at
}

// toZ sets z = c + A·v.
func (f *frame) toZ(z, v []float64) {
	copy(z, f.c)
	for i, x := range v {
		x *= f.w[i]
		for j := range z {
			z[j] += f.q.At(j, i) * x
		}
	}
}

// logDet returns log |det A|.
func (f *frame) logDet() float64 {
	var s float64
	for _, w := range f.w {
		s += math.Log(w)
	}
	return s
}

// axes returns Q.
func (f *frame) axes() (*mat.Dense, error) {
	k := len(f.c)
	q := mat.NewDense(k, k, nil)
	for i := range k {
		q.Set(i, i, 1)
	}
	if !f.smooth || k == 1 {
		return q, nil
	}
	var eig mat.EigenSym
	h := f.hessian()
	if err := Finite("∇²E", h.RawSymmetric().Data); err != nil || !eig.Factorize(h, true) {
		return nil, fmt.Errorf("ebm: the curvature at z = %v has no eigenvectors: %w", f.c, err)
	}
	eig.VectorsTo(q)
	return q, nil
}

// hessian returns ∇²E at c by central differences of ∇E.
func (f *frame) hessian() *mat.SymDense {
	k := len(f.c)
	e := newEnergyGrad(f.p)
	z, up, down := append([]float64(nil), f.c...), make([]float64, k), make([]float64, k)
	d := mat.NewDense(k, k, nil)
	for i, zi := range f.c {
		h := math.Cbrt(0x1p-52) * (1 + math.Abs(zi))
		z[i] = zi + h
		e.at(up, z)
		z[i] = zi - h
		e.at(down, z)
		z[i] = zi
		for j := range k {
			d.Set(i, j, (up[j]-down[j])/(2*h))
		}
	}
	f.evals += 2 * k
	h := mat.NewSymDense(k, nil)
	for i := range k {
		for j := range i + 1 {
			h.SetSym(i, j, (d.At(i, j)+d.At(j, i))/2)
		}
	}
	return h
}

// widths returns, for each axis, how far from z βE has risen by ½: one standard deviation
// of a normal density.
func (f *frame) widths(z []float64, energy float64) []float64 {
	w := make([]float64, len(z))
	for i := range w {
		w[i] = f.width(z, energy, i)
	}
	return w
}

func (f *frame) width(z []float64, energy float64, axis int) float64 {
	x := make([]float64, len(z))
	wide := func(w float64) bool {
		rise := math.Inf(1)
		for _, s := range []float64{w, -w} {
			for j := range x {
				x[j] = z[j] + s*f.q.At(j, axis)
			}
			rise = math.Min(rise, f.p.Energy(x)-energy)
			f.evals++
		}
		return !(f.beta*rise < 0.5)
	}
	w := 1.0
	for range 60 {
		if !wide(w) {
			break
		}
		w /= 2
	}
	for range 120 {
		if wide(2 * w) {
			break
		}
		if w *= 2; w > 0x1p60 {
			return 1 // flat
		}
	}
	factor := math.Sqrt2
	for range 8 {
		if !wide(w * factor) {
			w *= factor
		}
		factor = math.Sqrt(factor)
	}
	return w
}

// edge returns how far from c along an axis, towards sign, E becomes infinite, and +Inf
// where it does not.
func (f *frame) edge(axis int, sign float64) float64 {
	x := append([]float64(nil), f.c...)
	outside := func(w float64) bool {
		for j := range x {
			x[j] = f.c[j] + sign*w*f.q.At(j, axis)
		}
		f.evals++
		return math.IsInf(f.p.Energy(x), 1)
	}
	low, high := 0.0, f.w[axis]
	for range 30 {
		if outside(high) {
			break
		}
		low, high = high, 2*high
	}
	if !outside(high) {
		return math.Inf(1)
	}
	for range 60 {
		if middle := (low + high) / 2; outside(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return low
}

// visits is how many steps a chain explores from each mode.
const visits = 1000

// explore finds out how far exp(−βE) reaches where its valleys bend, which the widths at
// the modes do not say.
func (f *frame) explore(seed uint64) {
	f.low, f.high = newWalker(f, f.p).roam(visits, stream(seed, 0))
	f.explored = true
	f.evals += visits * len(f.modes)
}

// seedOf draws a seed, and is 0 where there is no rng.
func seedOf(rng *rand.Rand) uint64 {
	if rng == nil {
		return 0
	}
	return rng.Uint64()
}
