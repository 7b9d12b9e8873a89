package nn

// An Optimizer changes parameters by their gradients:
//
//	w ← w − rate·(direction from p.Grad and the state)
//
// It is a value of settings; what it remembers is the caller's [Memory].
type Optimizer[T Float] interface {
	Step(p *Params[T], m *Memory[T], rate float64)
}

// Memory is what an optimizer keeps from step to step. The zero Memory is ready.
type Memory[T Float] struct {
	Steps         int // taken so far
	First, Second []T // running moments, as long as the parameters, or empty
	loop          update[T]
}

// begin counts a step and makes the moments.
func (m *Memory[T]) begin(n int, second bool) {
	m.Steps++
	if len(m.First) != n {
		m.First = make([]T, n)
	}
	if second && len(m.Second) != n {
		m.Second = make([]T, n)
	}
}

// An update is one step of an optimizer, run in parts.
type update[T Float] struct {
	spans
	rule              rule[T]
	p                 *Params[T]
	m                 *Memory[T]
	from              int // of the stretch of the parameters
	rate, shrink      float64
	first, second     float64 // 1−β₁ᵗ and √(1−β₂ᵗ)
	beta1, beta2, eps float64
	nesterov          bool
}

type rule[T Float] interface {
	update(u *update[T], lo, hi int)
}

func (u *update[T]) span(_, lo, hi int) { u.rule.update(u, lo, hi) }
