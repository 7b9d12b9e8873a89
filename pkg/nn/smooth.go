package nn

import (
	"math"
	"math/rand/v2"
)

// SmoothShrinkage is the soft threshold with a round knee, and β ("beta") and
// θ ("threshold") learned for each unit (Kavukcuoglu et al. 2010, the encoder of
// convolutional PSD):
//
//	y = sign(x)·(log(e^{βθ} + e^{β|x|} − 1)/β − θ),  β > 0
//
// It tends to [Shrinkage] as β grows. With p = e^{β|x|}/A, q = e^{βθ}/A and A the
// argument of the logarithm, ∂y/∂x = p, ∂y/∂θ = sign(x)·(q − 1) and
// ∂y/∂β = sign(x)·(θ·q + |x|·p − log(A)/β)/β. x and y are n×Units; as in [Bias], the
// units of a picture are its channels.
type SmoothShrinkage[T Float] struct {
	Units int
	Beta  float64 // all β at the start; default 10
	Start float64 // all θ at the start; default 0.1
}

func (l *SmoothShrinkage[T]) Spec() Spec {
	return Spec{Params: []Shape{{"beta", []int{l.Units}}, {"threshold", []int{l.Units}}}}
}

// Init sets β and θ.
func (l *SmoothShrinkage[T]) Init(w []T, _ *rand.Rand) {
	for i := range l.Units {
		w[i], w[l.Units+i] = T(or(l.Beta, 10)), T(or(l.Start, 0.1))
	}
}

func (l *SmoothShrinkage[T]) Forward(y, x, w []T, s *State[T]) {
	s.Open("SmoothShrinkage", y, x, w, l.Units, l.Units, 2*l.Units)
	s.forward(l, w)
}

func (l *SmoothShrinkage[T]) forward(y, x, w []T) {
	for i, v := range x {
		j := i % l.Units
		beta, theta := float64(w[j]), float64(w[l.Units+j])
		u := excess(beta, theta, math.Abs(float64(v)))
		y[i] = T(math.Copysign(u/beta, float64(v)))
	}
}

// excess returns log(e^{βθ} + e^{βa} − 1) − βθ for a ≥ 0, without a power that is too
// large for a number.
func excess(beta, theta, a float64) float64 {
	switch {
	case beta*a < 1:
		return math.Log1p(math.Expm1(beta*a) * math.Exp(-beta*theta))
	case a > theta:
		return beta*(a-theta) + math.Log1p(math.Exp(-beta*(a-theta))-math.Exp(-beta*a))
	}
	return math.Log1p(math.Exp(beta*(a-theta)) - math.Exp(-beta*theta))
}

func (l *SmoothShrinkage[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	s.Close("SmoothShrinkage", dx, dw, dy, w, l.Units, 2*l.Units)
	if dw != nil {
		for i, v := range s.X {
			j := i % l.Units
			beta, theta, a := float64(w[j]), float64(w[l.Units+j]), math.Abs(float64(v))
			logA := beta * (math.Abs(float64(s.Y[i])) + theta)
			p, q := math.Exp(beta*a-logA), math.Exp(beta*theta-logA)
			d := math.Copysign(1, float64(v)) * float64(dy[i])
			dw[j] += T(d * (theta*q + a*p - logA/beta) / beta)
			dw[l.Units+j] += T(d * (q - 1))
		}
	}
	s.backward(dx, dy)
}

func (l *SmoothShrinkage[T]) backward(dx, dy, x, y, w []T) {
	for i, v := range x {
		j := i % l.Units
		beta, theta := float64(w[j]), float64(w[l.Units+j])
		p := math.Exp(beta * (math.Abs(float64(v)) - math.Abs(float64(y[i])) - theta))
		dx[i] = T(p) * dy[i]
	}
}
