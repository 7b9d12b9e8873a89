package ebm

import "math"

// Smooth is a differentiable function f(z).
type Smooth interface {
	// Dim returns k, the length of z.
	Dim() int
	// Value returns f(z).
	Value(z []float64) float64
	// Grad sets dst = ∇f(z) and returns f(z). dst must not overlap z.
	Grad(dst, z []float64) float64
}

// Lipschitz is the ability of a smooth function to bound how fast its gradient
// changes: ‖∇f(a) − ∇f(b)‖ ≤ L·‖a − b‖. A method takes its step 1/L from it.
type Lipschitz interface {
	// Lipschitz returns L, or 0 where no bound is known.
	Lipschitz() float64
}

// Problem is what inference solves for z:
//
//	minimise over z   E(z) = f(z) + λ·R(z).
//
// It is where models and methods meet. A problem may own scratch memory, so it
// serves one goroutine at a time.
type Problem struct {
	F      Smooth
	R      Regularizer
	Lambda float64
}

// Dim returns k, the length of z.
func (p *Problem) Dim() int { return p.F.Dim() }

// Energy returns E(z) = f(z) + λ·R(z).
func (p *Problem) Energy(z []float64) float64 {
	return p.F.Value(z) + p.penalty(z)
}

// penalty returns λ·R(z). Where R is infinite, so is λ·R, also for λ = 0: a
// constraint has no strength.
func (p *Problem) penalty(z []float64) float64 {
	if p.R == nil {
		return 0
	}
	r := p.R.Value(z)
	if math.IsInf(r, 1) {
		return r
	}
	return p.Lambda * r
}

// Prox sets dst = argmin_u ½‖u − v‖² + step·λ·R(u). dst may be v itself.
func (p *Problem) Prox(dst, v []float64, step float64) {
	if p.R == nil {
		copy(dst, v)
		return
	}
	p.R.Prox(dst, v, step*p.Lambda)
}

// Lipschitz returns a bound L on the change of ∇f, or 0 where none is known.
func (p *Problem) Lipschitz() float64 {
	if l, ok := p.F.(Lipschitz); ok {
		return l.Lipschitz()
	}
	return 0
}

// Composite is the smooth part that a model leaves, f(z) = C(y, Dec(h, z)).
// Its gradient is (∂Dec/∂z)ᵀ·∂C/∂ȳ. Methods that know a structure, such as a
// dictionary under the squared error, look for it in the fields.
type Composite struct {
	Dec  Decoder
	Cost Cost
	H, Y []float64

	ybar []float64 // Dec(h, z), then ∂C/∂ȳ
}

// Dim returns the length of z.
func (f *Composite) Dim() int {
	_, k := f.Dec.Dims()
	return k
}

// Value returns C(y, Dec(h, z)).
func (f *Composite) Value(z []float64) float64 {
	f.decode(z)
	return f.Cost.Value(f.Y, f.ybar)
}

// Grad sets dst = (∂Dec/∂z)ᵀ·∂C/∂ȳ and returns C(y, Dec(h, z)).
func (f *Composite) Grad(dst, z []float64) float64 {
	f.decode(z)
	value := f.Cost.Grad(f.ybar, f.Y, f.ybar)
	f.Dec.Pullback(dst, f.H, z, f.ybar)
	return value
}

func (f *Composite) decode(z []float64) {
	if f.ybar == nil {
		f.ybar = make([]float64, len(f.Y))
	}
	f.Dec.Decode(f.ybar, f.H, z)
}

// Lipschitz returns ‖W‖₂²·sup ∂²C/∂ȳ² for a linear decoder and a cost of
// bounded curvature, and 0 otherwise.
func (f *Composite) Lipschitz() float64 {
	w, linear := f.Dec.(Linear)
	c, curved := f.Cost.(Curved)
	if !linear || !curved {
		return 0
	}
	return w.SquaredNorm() * c.Curvature()
}
