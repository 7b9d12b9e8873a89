package conv

import (
	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// unrolled is [LISTA] as a layer of package nn, for t = 1 … steps
//
//	r_t = y − Kd ∗ z_{t−1},  u_t = z_{t−1} + We ⋆ r_t,  z_t = shrink_θ(u_t),  r_1 = y,  u_1 = We ⋆ y.
//
// With ∂ the derivative of the loss by what follows, backward through time,
//
//	∂u_t = ∂z_t on the support of z_t,   ∂θ −= Σ sign(z_t)·∂u_t,   ∂We += (∂u_t by filters),
//	∂r_t = Weᵀ ∗ ∂u_t,   ∂y += ∂r_t,   ∂Kd −= (∂r_t by kernels),   ∂z_{t−1} = ∂u_t − Kd ⋆ ∂r_t.
//
// The parameters are We ("weight") and Kd ("kernel"), M×h×w×C each, and θ ("threshold"), M.
type unrolled[T Float] struct {
	filter nn.Conv[T]
	put    nn.ConvTranspose[T]
	shrink nn.Shrinkage[T]
	steps  int
	d, k   int // numbers of a picture and of its codes
	n      int // numbers of We
}

func newUnrolled[T Float](filter *nn.Conv[T], steps int) *unrolled[T] {
	spec := filter.Spec()
	return &unrolled[T]{
		filter: *filter,
		put: nn.ConvTranspose[T]{H: filter.H - filter.Size + 1, W: filter.W - filter.Size + 1, In: filter.Out,
			Out: filter.In, Size: filter.Size, NoBias: true},
		shrink: nn.Shrinkage[T]{Units: filter.Out},
		steps:  steps, d: spec.In, k: spec.Out, n: nn.Sizes(spec.Params),
	}
}

func (l *unrolled[T]) Spec() nn.Spec {
	weight := l.filter.Spec().Params[0]
	return nn.Spec{In: l.d, Out: l.k, Params: []nn.Shape{
		weight, {Name: "kernel", Dims: weight.Dims}, {Name: "threshold", Dims: []int{l.filter.Out}},
	}}
}

// parts returns the views of We, Kd and θ in w; nil of nil.
func (l *unrolled[T]) parts(w []T) (we, kd, theta []T) {
	if w == nil {
		return nil, nil, nil
	}
	return w[:l.n:l.n], w[l.n : 2*l.n : 2*l.n], w[2*l.n:]
}

// slot returns r, u and z of step t < steps, or the derivatives by them for t = steps.
func (l *unrolled[T]) slot(saved []T, n, t int) (r, u, z []T) {
	saved = saved[t*n*(l.d+2*l.k):]
	return saved[:n*l.d], saved[n*l.d:][:n*l.k], saved[n*(l.d+l.k):][:n*l.k]
}

// Forward keeps three states a step: of the filters, the kernels and the shrinkage.
func (l *unrolled[T]) Forward(y, x, w []T, s *nn.State[T]) {
	n := s.Open("LISTA", y, x, w, l.d, l.k, 2*l.n+l.filter.Out)
	if len(s.Parts) != 3*l.steps {
		s.Parts = make([]nn.State[T], 3*l.steps)
	}
	we, kd, theta := l.parts(w)
	saved := s.Save((l.steps + 1) * n * (l.d + 2*l.k))
	var before []T
	for t := range l.steps {
		state := s.Parts[3*t:]
		r, u, z := l.slot(saved, n, t)
		if t == l.steps-1 {
			z = y
		}
		if t == 0 {
			l.filter.Forward(u, x, we, &state[0])
		} else {
			l.put.Forward(r, before, kd, &state[1])
			kernel.Sub(r, x, r)
			l.filter.Forward(u, r, we, &state[0])
			kernel.Add(u, u, before)
		}
		l.shrink.Forward(z, u, theta, &state[2])
		before = z
	}
}

func (l *unrolled[T]) Backward(dx, dw, dy, w []T, s *nn.State[T]) {
	n := s.Close("LISTA", dx, dw, dy, w, l.d, 2*l.n+l.filter.Out)
	we, kd, theta := l.parts(w)
	dwe, dkd, dtheta := l.parts(dw)
	dr, du, dz := l.slot(s.Saved, n, l.steps)
	if dx != nil {
		clear(dx)
	}
	for t := l.steps - 1; t >= 0; t-- {
		state := s.Parts[3*t:]
		l.shrink.Backward(du, dtheta, dy, theta, &state[2])
		l.filter.Backward(dr, dwe, du, we, &state[0])
		if dx != nil {
			kernel.Add(dx, dx, dr)
		}
		if t > 0 {
			kernel.Scal(-1, dr)
			l.put.Backward(dz, dkd, dr, kd, &state[1])
			kernel.Add(dz, dz, du)
			dy = dz
		}
	}
}
