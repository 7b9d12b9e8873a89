package layered

import "github.com/latentlab/latentlab/pkg/graph"

// A link is an edge and how it meets its ends.
type link struct {
	from, to int
	feedback bool
	beside   bool // both ends are in one layer, the edge between them is straight
	exit     bool // it leaves by the side
	entry    bool // it enters by the side
}

// A plan says in which layer each node stands, and how edges meet nodes.
type plan struct {
	g        *graph.Graph
	links    []link
	in, out  [][]int // of each node, links
	layer    []int
	host     []int  // the variable that a term stands beside, or −1
	backward []bool // nodes on the way back of a loop
}

func newPlan(g *graph.Graph) *plan {
	n := len(g.Nodes)
	p := &plan{g: g, in: make([][]int, n), out: make([][]int, n), host: make([]int, n), backward: make([]bool, n)}
	for i, e := range g.Edges {
		l := link{from: g.Index(e.From), to: g.Index(e.To), feedback: e.Feedback}
		p.links = append(p.links, l)
		p.out[l.from] = append(p.out[l.from], i)
		p.in[l.to] = append(p.in[l.to], i)
	}
	for i := range n {
		p.host[i] = -1
		p.backward[i] = len(p.in[i]) > 0 && len(p.out[i]) > 0 && p.allFeedback(p.in[i]) && p.allFeedback(p.out[i])
	}
	p.assign()
	for i := range p.links {
		p.meet(&p.links[i])
	}
	p.besides()
	p.compress()
	return p
}

func (p *plan) kind(i int) graph.Kind { return p.g.Nodes[i].Kind }

func (p *plan) allFeedback(links []int) bool {
	for _, l := range links {
		if !p.links[l].feedback {
			return false
		}
	}
	return true
}

// besides moves terms beside the variables that they are of: beside the only input, or
// the one that is highest, if it is not given and has a side that neither another term
// nor an edge needs.
func (p *plan) besides() {
	free := make([]int, len(p.layer))
	for i := range free {
		free[i] = 2
	}
	for _, l := range p.links {
		if l.exit {
			free[l.from] = 1
		}
		if l.entry {
			free[l.to] = 1
		}
	}
	for v := range p.layer {
		if p.kind(v) != graph.Energy || len(p.out[v]) > 0 {
			continue
		}
		host, unique := p.highest(v)
		if host < 0 || !unique || free[host] == 0 || !p.kind(host).Variable() || p.kind(host) == graph.Observed {
			continue
		}
		free[host]--
		p.host[v], p.layer[v] = host, p.layer[host]
		for _, l := range p.in[v] {
			p.links[l].beside = p.links[l].from == host
		}
	}
}

// highest returns the input of v in the highest layer, and whether it stands there
// alone; −1 if an input is fed back or not below v.
func (p *plan) highest(v int) (host int, unique bool) {
	host = -1
	for _, l := range p.in[v] {
		u := p.links[l].from
		switch {
		case p.links[l].feedback || p.layer[u] >= p.layer[v]:
			return -1, false
		case host < 0 || p.layer[u] > p.layer[host]:
			host, unique = u, true
		case p.layer[u] == p.layer[host]:
			unique = false
		}
	}
	return host, unique
}

// meet decides how a link meets its ends.
func (p *plan) meet(l *link) {
	from, to := p.layer[l.from], p.layer[l.to]
	switch {
	case l.from == l.to:
		l.exit, l.entry = true, true
	case from > to && p.reversed(l.from, l.to) && !l.feedback: // from a latent variable down to a term
	case from > to:
		l.exit, l.entry = !p.backward[l.from], !p.backward[l.to]
	case p.kind(l.to) == graph.Penalty:
		l.exit = len(p.in[l.to]) == 1 && len(p.out[l.from]) > 1
	case p.kind(l.to) == graph.Module:
		l.entry = p.conditions(l)
	case p.kind(l.to) == graph.Sum:
		l.entry = p.main(l.to) != l.from
	}
}

// conditions says whether l brings a computed variable to a module that has another
// kind of variable as its input.
func (p *plan) conditions(l *link) bool {
	if p.kind(l.from) != graph.Deterministic {
		return false
	}
	for _, other := range p.in[l.to] {
		if k := p.kind(p.links[other].from); k == graph.Latent || k == graph.Observed {
			return true
		}
	}
	return false
}

// main returns the node that is next below a sum.
func (p *plan) main(sum int) int {
	best := -1
	for _, l := range p.in[sum] {
		u := p.links[l].from
		if p.layer[u] < p.layer[sum] && (best < 0 || p.layer[u] > p.layer[best]) {
			best = u
		}
	}
	return best
}
