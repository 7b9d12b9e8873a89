package lista

import "github.com/latentlab/latentlab/internal/kernel"

// A stage is a stretch of a training: how many layers run, the first of those that
// learn, which tensors move, and by how much of the rate.
type stage struct {
	depth, first, lo, hi int
	factor               float64
	held                 bool // S moves with We alone
}

// The part of the steps in which a network grows layer by layer, that after which S is
// free where it is coupled, and the parts of the rate at which layers learn together,
// before and after.
const (
	growing  = 0.5
	freed    = 0.8
	together = 0.3
	loose    = 0.03
)

// stageOf returns the stage of step i, from 0, and the step of the schedule there: a
// stage has the whole schedule to itself.
func (t *Trainer[T]) stageOf(i int) (stage, int) {
	c, layers, steps := t.Net.core, t.Net.layers, t.Settings.Steps
	all := stage{layers, 1, 0, len(c.plan.tensors), 1, false}
	if !t.Settings.Layerwise || layers == 1 {
		return all, i
	}
	grow := int(float64(steps) * growing)
	if i >= grow {
		lo, hi := grow, steps
		all.factor = together
		if free := max(int(float64(steps)*freed), grow); t.coupled() && i >= free {
			lo, all.factor = free, loose
		} else if t.coupled() {
			hi, all.held = free, true
		}
		return all, (i - lo) * steps / (hi - lo)
	}
	// Stage 2t trains layer t+1 by itself, stage 2t+1 all layers up to it.
	stages := 2*layers - 1
	j := i * stages / grow
	lo, hi := (j*grow+stages-1)/stages, ((j+1)*grow+stages-1)/stages
	st := stage{depth: j/2 + 1, factor: 1, held: t.coupled()}
	st.first, st.lo, st.hi = c.plan.own(st.depth)
	if j%2 == 1 {
		st.first, st.lo, st.factor = 1, 0, together
	}
	return st, (i - lo) * steps / (hi - lo)
}

// own returns the range of tensors that layer t alone uses, and t; or, where it has none
// of its own, all tensors and the first layer.
func (p *plan) own(t int) (first, lo, hi int) {
	lo, hi = len(p.tensors), 0
	for _, i := range p.of(t).each() {
		if i != none && (t == 1 || !p.uses(t-1, i)) {
			lo, hi = min(lo, i), max(hi, i+1)
		}
	}
	if p.tied() || lo >= hi {
		return 1, 0, len(p.tensors)
	}
	return t, lo, hi
}

func (s slots) each() [4]int { return [4]int{s.map1, s.map2, s.theta, s.gain} }

// uses says whether layer t uses a tensor.
func (p *plan) uses(t, tensor int) bool {
	for _, i := range p.of(t).each() {
		if i == tensor {
			return true
		}
	}
	return false
}

// inherit sets what layer t has of its own to what layer t−1 has learned; S, which the
// first layer has not, to I − We·W.
func (c *core[T]) inherit(t int) {
	before, here := c.plan.of(t-1).each(), c.plan.of(t)
	for i, slot := range here.each() {
		if slot != none && before[i] != none {
			copy(c.value(slot), c.value(before[i]))
		}
	}
	if c.plan.kind == gramKind && before[1] == none {
		S := c.value(here.map2)
		kernel.Gemm(false, true, c.k, c.k, c.d, -1, c.value(here.map1), c.d, c.loss.dict, c.d, 0, S, c.k)
		for j := range c.k {
			S[j*c.k+j]++
		}
	}
}
