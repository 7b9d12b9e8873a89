package layered

import (
	"slices"

	"github.com/latentlab/latentlab/pkg/graph"
)

// An above says that one node stands in a higher layer than another.
type above struct{ low, high int }

// assign gives every node a layer: the longest way up to it.
func (p *plan) assign() {
	rules := p.rules()
	for {
		p.layer = longest(len(p.in), rules, p.least())
		p.pullUp(rules)
		level := p.level(rules)
		if level == nil {
			break
		}
		rules = append(rules, *level)
	}
}

// rules returns the rules of all edges. One that would contradict the rules before it
// is left out.
func (p *plan) rules() []above {
	var rules []above
	for _, l := range p.links {
		if !l.feedback && !p.reversed(l.from, l.to) && !p.loose(l) {
			rules = append(rules, above{l.from, l.to})
		}
	}
	add := func(r above) bool {
		ok := !reaches(rules, r.high, r.low)
		if ok {
			rules = append(rules, r)
		}
		return ok
	}
	for _, l := range p.links {
		switch {
		case l.feedback && (p.backward[l.from] || p.backward[l.to]):
			add(above{l.to, l.from})
		case !l.feedback && p.reversed(l.from, l.to) && !add(above{l.to, l.from}):
			add(above{l.from, l.to})
		}
	}
	return rules
}

// level returns a rule for a link whose ends are in one layer, or nil.
func (p *plan) level(rules []above) *above {
	for _, l := range p.links {
		if l.from == l.to || p.layer[l.from] != p.layer[l.to] {
			continue
		}
		r := above{l.from, l.to}
		if l.feedback {
			r = above{l.to, l.from}
		}
		if !reaches(rules, r.high, r.low) {
			return &r
		}
	}
	return nil
}

// reversed says whether the edge u → v is from a latent variable to a term that
// compares it with what was computed without it: the variable stands above the term.
func (p *plan) reversed(u, v int) bool {
	if p.kind(v) != graph.Energy || p.kind(u) != graph.Latent || len(p.in[u]) > 0 {
		return false
	}
	found := false
	for _, l := range p.in[v] {
		w := p.links[l].from
		if w == u {
			continue
		}
		if p.kind(w) != graph.Deterministic || p.depends(w, u) {
			return false
		}
		found = true
	}
	return found
}

// loose says whether l conditions a module that works on given variables: it does not
// lift the module.
func (p *plan) loose(l link) bool {
	if p.kind(l.to) != graph.Module || p.kind(l.from) != graph.Deterministic {
		return false
	}
	given := false
	for _, other := range p.in[l.to] {
		w := p.links[other].from
		if p.links[other].feedback || len(p.in[w]) > 0 && w != l.from && p.kind(w) != graph.Deterministic {
			return false
		}
		given = given || p.kind(w) == graph.Observed
	}
	return given
}

// depends says whether w is computed from u.
func (p *plan) depends(w, u int) bool {
	if w == u {
		return true
	}
	for _, l := range p.in[w] {
		if !p.links[l].feedback && p.depends(p.links[l].from, u) {
			return true
		}
	}
	return false
}

// least returns the lowest layer for each node: given variables at the bottom, latent
// ones above them.
func (p *plan) least() []int {
	least := make([]int, len(p.in))
	if !slices.ContainsFunc(p.g.Nodes, func(n graph.Node) bool { return n.Kind == graph.Observed }) {
		return least
	}
	for i := range least {
		if p.kind(i) == graph.Latent {
			least[i] = 1
		}
	}
	return least
}

// pullUp moves nodes that stand on nothing, but for given variables, to just under what
// they lead to.
func (p *plan) pullUp(rules []above) {
	for i := range p.layer {
		top, free := -1, p.kind(i) != graph.Observed
		for _, r := range rules {
			free = free && r.high != i
			if r.low == i && (top < 0 || p.layer[r.high]-1 < top) && !(p.kind(r.high) == graph.Energy && p.besideOnly(r.high)) {
				top = p.layer[r.high] - 1
			}
		}
		if free && top > p.layer[i] {
			p.layer[i] = top
		}
	}
	for v := range p.layer {
		if p.kind(v) == graph.Energy && p.besideOnly(v) && !p.links[p.in[v][0]].feedback {
			p.layer[v] = p.layer[p.links[p.in[v][0]].from] + 1
		}
	}
}

// besideOnly says whether a term has one input and will stand beside it.
func (p *plan) besideOnly(term int) bool { return len(p.in[term]) == 1 && len(p.out[term]) == 0 }

// compress closes layers that have become empty.
func (p *plan) compress() {
	used := slices.Compact(slices.Sorted(slices.Values(p.layer)))
	for i, l := range p.layer {
		p.layer[i], _ = slices.BinarySearch(used, l)
	}
}

// longest returns the lowest layers that keep the rules, which have no cycle.
func longest(n int, rules []above, least []int) []int {
	layer := slices.Clone(least)
	for changed := true; changed; {
		changed = false
		for _, r := range rules {
			if layer[r.high] <= layer[r.low] {
				layer[r.high], changed = layer[r.low]+1, true
			}
		}
	}
	return layer
}

// reaches says whether the rules lead from a up to b.
func reaches(rules []above, a, b int) bool {
	seen := map[int]bool{a: true}
	for stack := []int{a}; len(stack) > 0; {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if at == b {
			return true
		}
		for _, r := range rules {
			if r.low == at && !seen[r.high] {
				seen[r.high] = true
				stack = append(stack, r.high)
			}
		}
	}
	return false
}
