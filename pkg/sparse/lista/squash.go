package lista

import "github.com/latentlab/latentlab/internal/kernel"

// squash computes z = g ∘ tanh(We·y + b).
type squash[T kernel.Float] struct{ *core[T] }

func (e *squash[T]) prepare(tp *tape[T], train bool) {
	tp.b = grow(tp.b, tp.n*e.k)
	if train {
		tp.part = grow(tp.part, blocks(tp.n)*2*e.k)
	}
}

// forward keeps tanh(We·y + b) in tp.b.
func (e *squash[T]) forward(tp *tape[T], lo, hi int) {
	if tp.depth == 0 {
		return
	}
	s, k := e.plan.of(1), e.k
	a, bias, gain := tp.b[lo*k:hi*k], e.value(s.theta), e.value(s.gain)
	kernel.GemmSerial(false, true, hi-lo, k, e.d, 1, tp.y.x[lo*e.d:hi*e.d], e.d, e.value(s.map1), e.d, 0, a, k)
	for r := 0; r < len(a); r += k {
		kernel.Add(a[r:r+k], a[r:r+k], bias)
	}
	kernel.Tanh(a, a)
	z := tp.z[1].rows(lo, hi)
	for r := 0; r < len(a); r += k {
		kernel.Mul(z[r:r+k], a[r:r+k], gain)
	}
	tp.z[1].list(lo, hi)
}

func (e *squash[T]) backward(tp *tape[T], lo, hi int) {
	if tp.depth == 0 {
		return
	}
	k, part, gain := e.k, tp.partOf(lo, 2*e.k), e.value(e.plan.of(1).gain)
	clear(part)
	byBias, byGain := part[:k], part[k:]
	for i := lo; i < hi; i++ {
		dz, a, g := tp.dz[i*k:(i+1)*k], tp.b[i*k:(i+1)*k], tp.g[1].rows(i, i+1)
		for j, v := range dz {
			byGain[j] += v * a[j]
		}
		kernel.Mul(g, dz, gain)
		kernel.TanhBack(g, g, a)
		kernel.Add(byBias, byBias, g)
	}
	tp.g[1].list(lo, hi)
}

func (e *squash[T]) gradient(tp *tape[T]) {
	if tp.depth == 0 {
		return
	}
	s := e.plan.of(1)
	tp.sums(e.grad(s.theta), 0, 2*e.k)
	tp.sums(e.grad(s.gain), e.k, 2*e.k)
	e.add(e.grad(s.map1), &tp.g[1], tp.y.x, e.d)
	e.multiply()
}
