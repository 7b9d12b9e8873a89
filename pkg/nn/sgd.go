package nn

// SGD is gradient descent with momentum:
//
//	v ← μ·v + g,  w ← w − rate·v
//
// and with Nesterov w ← w − rate·(g + μ·v) (Sutskever et al. 2013, eq. 3, 4, in the
// form that reads the gradient at w).
type SGD[T Float] struct {
	Momentum float64 // μ; default 0
	Nesterov bool
}

func (o SGD[T]) Step(p *Params[T], m *Memory[T], rate float64) {
	m.begin(len(p.Value), false)
	u := &m.loop
	u.rule, u.p, u.m = sgdRule[T]{}, p, m
	u.rate, u.beta1, u.nesterov = rate, o.Momentum, o.Nesterov
	u.do(len(p.Value), u)
}

type sgdRule[T Float] struct{}

func (sgdRule[T]) update(u *update[T], lo, hi int) {
	w, g, v := u.p.Value[lo:hi], u.p.Grad[lo:hi], u.m.First[lo:hi]
	rate, mu := T(u.rate), T(u.beta1)
	if !u.nesterov {
		for i := range w {
			v[i] = mu*v[i] + g[i]
			w[i] -= rate * v[i]
		}
		return
	}
	for i := range w {
		v[i] = mu*v[i] + g[i]
		w[i] -= rate * (g[i] + mu*v[i])
	}
}
