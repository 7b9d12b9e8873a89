package layered

import (
	"cmp"
	"slices"
)

// An item is a node, or a bend of an edge, in a layer.
type item struct {
	node  int // −1 for a bend
	layer int
	half  float64 // half its size across
	owner int     // the node's item whose side it stands at, or −1
	back  bool    // on the way back of a loop: after all others
	key   float64 // where it stands when nothing else decides
	v     float64
}

// A segment joins items of neighbouring layers.
type segment struct {
	low, high int
	weight    int // how much it should be straight
}

// Rows are the items of all layers, in order.
type rows struct {
	*plan
	Settings
	items    []item // those of the nodes first
	paths    [][]int
	segments []segment
	gaps     [][]int // segments above each layer
	layers   [][]*block
	pos      []int // of each item within its layer
}

// A block is an item with those that stand at its sides, the nearest first.
type block struct {
	item        int
	left, right []int
}

func newRows(p *plan, s Settings) *rows {
	r := &rows{plan: p, Settings: s}
	for i, size := range s.Sizes {
		half := size.W / 2
		if s.Flow == Right {
			half = size.H / 2
		}
		r.items = append(r.items, item{node: i, layer: p.layer[i], half: half, owner: p.host[i], back: p.backward[i], key: float64(i)})
	}
	r.thread()
	r.block()
	r.gaps = make([][]int, len(r.layers))
	for i, s := range r.segments {
		l := r.items[s.low].layer
		r.gaps[l] = append(r.gaps[l], i)
	}
	return r
}

// thread puts bends where edges pass a layer or turn to a side.
func (r *rows) thread() {
	r.paths = make([][]int, len(r.links))
	trunks := make(map[[2]int]int) // shared bends, by node and layer
	for _, i := range r.byLength() {
		l := &r.links[i]
		path := []int{l.from}
		if l.beside {
			r.paths[i] = append(path, l.to)
			continue
		}
		from, to, step := r.layer[l.from], r.layer[l.to], 1
		if from > to {
			step = -1
		}
		if l.exit {
			path = append(path, r.bend(l, from, l.from))
		}
		shared := r.Square && step > 0 && !l.exit && !l.feedback
		for at := from + step; at != to && from != to; at += step {
			b, ok := trunks[[2]int{l.from, at}]
			if !shared || !ok {
				b = r.bend(l, at, -1)
			}
			if shared {
				trunks[[2]int{l.from, at}] = b
			}
			path = append(path, b)
		}
		if l.entry && from != to {
			path = append(path, r.enter(l, to, shared, trunks))
		}
		r.paths[i] = append(path, l.to)
		r.join(l, r.paths[i])
	}
}

// enter returns the bend at the side of a link's end.
func (r *rows) enter(l *link, to int, shared bool, trunks map[[2]int]int) int {
	b, ok := trunks[[2]int{l.from, to}]
	if shared && ok && r.items[b].owner < 0 {
		r.items[b].owner = l.to
		return b
	}
	b = r.bend(l, to, l.to)
	if shared && !ok {
		trunks[[2]int{l.from, to}] = b
	}
	return b
}

// byLength returns the links, the short ones first.
func (r *rows) byLength() []int {
	var order []int
	for length := 0; length < len(r.items)+1; length++ {
		for i, l := range r.links {
			if d := r.layer[l.to] - r.layer[l.from]; max(d, -d) == length {
				order = append(order, i)
			}
		}
	}
	return order
}

func (r *rows) bend(l *link, layer, owner int) int {
	back := l.feedback && r.layer[l.from] >= r.layer[l.to]
	key := float64(l.from) + 0.5
	if l.from > l.to && !back {
		key = float64(l.to) - 0.5
	}
	r.items = append(r.items, item{node: -1, layer: layer, half: 2, owner: owner, back: back, key: key})
	return len(r.items) - 1
}

// join makes segments of a path.
func (r *rows) join(l *link, path []int) {
	for i := 1; i < len(path); i++ {
		low, high := path[i-1], path[i]
		if r.items[low].layer > r.items[high].layer {
			low, high = high, low
		}
		if r.items[low].layer == r.items[high].layer || r.joined(low, high) {
			continue
		}
		weight := 1
		for _, end := range []int{low, high} {
			if r.items[end].node < 0 {
				weight += 3
			}
		}
		if weight == 1 && l.feedback {
			weight = 0
		}
		r.segments = append(r.segments, segment{low, high, weight})
	}
}

func (r *rows) joined(low, high int) bool {
	for _, s := range r.segments {
		if s.low == low && s.high == high {
			return true
		}
	}
	return false
}

// block makes the blocks of each layer.
func (r *rows) block() {
	of := make([]*block, len(r.items))
	top := 0
	for i, it := range r.items {
		top = max(top, it.layer)
		if it.owner < 0 {
			of[i] = &block{item: i}
		}
	}
	r.layers = make([][]*block, top+1)
	for i, it := range r.items {
		if it.owner < 0 {
			r.layers[it.layer] = append(r.layers[it.layer], of[i])
			continue
		}
		if b := of[it.owner]; it.back || it.key > r.items[it.owner].key {
			b.right = insert(b.right, i, it.node >= 0)
		} else {
			b.left = insert(b.left, i, it.node >= 0)
		}
	}
	for _, b := range of {
		if b != nil && r.mixed(b) {
			r.part(b)
		}
	}
}

// mixed says whether terms and bends stand at the sides of a block's item.
func (r *rows) mixed(b *block) bool {
	nodes := 0
	all := slices.Concat(b.left, b.right)
	for _, i := range all {
		if r.items[i].node >= 0 {
			nodes++
		}
	}
	return nodes > 0 && nodes < len(all)
}

// part puts the term of a mixed block at one side, and the bends at the other: an edge
// that leaves by the side must not meet the term.
func (r *rows) part(b *block) {
	all := slices.Concat(b.left, b.right)
	term := slices.IndexFunc(all, func(i int) bool { return r.items[i].node >= 0 })
	onLeft := slices.Contains(b.left, all[term]) || slices.ContainsFunc(all, func(i int) bool { return r.items[i].back })
	one, bends := []int{all[term]}, slices.Delete(slices.Clone(all), term, term+1)
	if b.left, b.right = bends, one; onLeft {
		b.left, b.right = one, bends
	}
}

// insert puts nodes nearest, and bends behind them.
func insert(side []int, i int, near bool) []int {
	if near {
		return append([]int{i}, side...)
	}
	return append(side, i)
}

// byKey compares blocks by where they stand when nothing else decides.
func (r *rows) byKey(a, b *block) int {
	x, y := r.items[a.item], r.items[b.item]
	if x.back != y.back {
		if x.back {
			return 1
		}
		return -1
	}
	return cmp.Compare(x.key, y.key)
}
