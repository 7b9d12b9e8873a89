package layered

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// order arranges the blocks of each layer: by their keys, by the mean place of what they
// are joined to, and from a few arrangements by chance, each improved by exchanges. The
// first with the fewest crossings stays.
func (r *rows) order() {
	r.pos = make([]int, len(r.items))
	for l := range r.layers {
		slices.SortStableFunc(r.layers[l], r.byKey)
	}
	r.number()
	r.improve()
	best, least := r.keep(), r.crossings()
	rng := rand.New(rand.NewPCG(1, 2))
	rounds := 4 + min(36, 2000/(1+len(r.segments)))
	for round := 0; round < rounds && least > 0; round++ {
		if round > 4 {
			r.shuffle(rng)
		}
		r.means()
		r.improve()
		if c := r.crossings(); c < least {
			best, least = r.keep(), c
		}
	}
	r.layers = best
	r.number()
}

// shuffle arranges all layers by chance, what is fed back behind the others.
func (r *rows) shuffle(rng *rand.Rand) {
	for _, row := range r.layers {
		n := 0
		for n < len(row) && !r.items[row[n].item].back {
			n++
		}
		rng.Shuffle(n, func(i, j int) { row[i], row[j] = row[j], row[i] })
	}
	r.number()
}

// keep returns a copy of the arrangement.
func (r *rows) keep() [][]*block {
	layers := make([][]*block, len(r.layers))
	for l, bs := range r.layers {
		for _, b := range bs {
			layers[l] = append(layers[l], &block{b.item, slices.Clone(b.left), slices.Clone(b.right)})
		}
	}
	return layers
}

// members returns the items of a block from left to right.
func (b *block) members() []int {
	all := slices.Clone(b.left)
	slices.Reverse(all)
	return append(append(all, b.item), b.right...)
}

// number sets pos from the arrangement.
func (r *rows) number() {
	for l := range r.layers {
		r.numberLayer(l)
	}
}

func (r *rows) numberLayer(l int) {
	at := 0
	for _, b := range r.layers[l] {
		for i := len(b.left) - 1; i >= 0; i-- {
			r.pos[b.left[i]] = at
			at++
		}
		r.pos[b.item] = at
		at++
		for _, i := range b.right {
			r.pos[i] = at
			at++
		}
	}
}

// crossings counts the pairs of segments that cross.
func (r *rows) crossings() int {
	n := 0
	for l := range r.gaps {
		n += r.crossingsAbove(l)
	}
	return n
}

func (r *rows) crossingsAbove(l int) int {
	if l < 0 || l >= len(r.gaps) {
		return 0
	}
	n := 0
	for i, a := range r.gaps[l] {
		s := r.segments[a]
		for _, b := range r.gaps[l][:i] {
			t := r.segments[b]
			if (r.pos[s.low]-r.pos[t.low])*(r.pos[s.high]-r.pos[t.high]) < 0 {
				n++
			}
		}
	}
	return n
}

// improve exchanges neighbours, and moves items to the other side of what they stand
// at, while that takes crossings away.
func (r *rows) improve() {
	for changed := true; changed; {
		changed = false
		for l := range r.layers {
			for i := range r.layers[l] {
				if i > 0 && r.exchange(l, i) {
					changed = true
				}
				if r.otherSides(l, r.layers[l][i]) {
					changed = true
				}
			}
		}
	}
}

// try makes a change in layer l, and takes it back unless there are fewer crossings.
func (r *rows) try(l int, change, back func()) bool {
	before := r.crossingsAbove(l) + r.crossingsAbove(l-1)
	if before == 0 {
		return false
	}
	change()
	r.numberLayer(l)
	if r.crossingsAbove(l)+r.crossingsAbove(l-1) < before {
		return true
	}
	back()
	r.numberLayer(l)
	return false
}

func (r *rows) exchange(l, i int) bool {
	row := r.layers[l]
	if r.items[row[i].item].back {
		return false
	}
	swap := func() { row[i-1], row[i] = row[i], row[i-1] }
	return r.try(l, swap, swap)
}

// otherSides moves items to the other side of what they stand at; all at once where
// terms and bends must not be on the same.
func (r *rows) otherSides(l int, b *block) bool {
	left, right := b.left, b.right
	back := func() { b.left, b.right = left, right }
	if r.mixed(b) {
		fixed := slices.ContainsFunc(slices.Concat(left, right), func(i int) bool { return r.items[i].back })
		return !fixed && r.try(l, func() { b.left, b.right = right, left }, back)
	}
	changed := false
	for _, i := range slices.Concat(b.left, b.right) {
		if r.items[i].back {
			continue
		}
		left, right = b.left, b.right
		if r.try(l, func() { r.otherSide(b, i) }, back) {
			changed = true
		}
	}
	return changed
}

// otherSide moves one item to the other side of what it stands at.
func (r *rows) otherSide(b *block, i int) {
	near := r.items[i].node >= 0
	if at := slices.Index(b.left, i); at >= 0 {
		b.left, b.right = slices.Delete(slices.Clone(b.left), at, at+1), insert(slices.Clone(b.right), i, near)
		return
	}
	at := slices.Index(b.right, i)
	b.left, b.right = insert(slices.Clone(b.left), i, near), slices.Delete(slices.Clone(b.right), at, at+1)
}

// means sorts each layer by the mean place of the joined items below, then above.
func (r *rows) means() {
	for _, up := range []bool{true, false} {
		for n := range r.layers {
			l := n
			if !up {
				l = len(r.layers) - 1 - n
			}
			mean := make(map[*block]float64)
			for _, b := range r.layers[l] {
				mean[b] = r.mean(b, up)
			}
			slices.SortStableFunc(r.layers[l], func(a, b *block) int {
				if r.items[a.item].back || r.items[b.item].back {
					return r.byKey(a, b)
				}
				return cmp.Compare(mean[a], mean[b])
			})
			r.numberLayer(l)
		}
	}
}

func (r *rows) mean(b *block, below bool) float64 {
	sum, n := 0.0, 0.0
	for _, i := range b.members() {
		l := r.items[i].layer
		if below {
			l--
		}
		if l < 0 || l >= len(r.gaps) {
			continue
		}
		for _, s := range r.gaps[l] {
			switch seg := r.segments[s]; {
			case below && seg.high == i:
				sum, n = sum+float64(r.pos[seg.low]), n+1
			case !below && seg.low == i:
				sum, n = sum+float64(r.pos[seg.high]), n+1
			}
		}
	}
	if n == 0 {
		return float64(r.pos[b.item])
	}
	return sum / n
}
