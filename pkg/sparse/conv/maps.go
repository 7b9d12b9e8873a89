package conv

import (
	"iter"
	"math"
	"slices"
)

// Entry is one number of the codes that is not zero: Value in map Map, row Row and
// column Col.
type Entry[T Float] struct {
	Map, Row, Col int32
	Value         T
}

// before reports whether e comes before f in the order of rows, then maps, then columns.
func (e Entry[T]) before(f Entry[T]) bool {
	switch {
	case e.Row != f.Row:
		return e.Row < f.Row
	case e.Map != f.Map:
		return e.Map < f.Map
	}
	return e.Col < f.Col
}

// Maps are codes Z: M maps of H×W of which few entries are not zero. The entries stand
// in the order of their rows, then maps, then columns.
type Maps[T Float] struct {
	M, H, W int
	Entries []Entry[T]
}

// Dense returns the codes as M×H×W numbers.
func (z *Maps[T]) Dense() []T {
	d := make([]T, z.M*z.H*z.W)
	for _, e := range z.Entries {
		d[(int(e.Map)*z.H+int(e.Row))*z.W+int(e.Col)] = e.Value
	}
	return d
}

// MapsOf collects what is not zero in dense codes, M×h×w.
func MapsOf[T Float](dense []T, m, h, w int) *Maps[T] {
	if len(dense) != m*h*w {
		panic(length("dense codes", len(dense), m*h*w))
	}
	return &Maps[T]{M: m, H: h, W: w, Entries: slices.Collect(entries(dense, m, h, w))}
}

// entries yields what is not zero in dense codes.
func entries[T Float](dense []T, m, h, w int) iter.Seq[Entry[T]] {
	return func(yield func(Entry[T]) bool) {
		for u := range h {
			for i := range m {
				for v, x := range dense[(i*h+u)*w : (i*h+u+1)*w] {
					if x != 0 && !yield(Entry[T]{int32(i), int32(u), int32(v), x}) {
						return
					}
				}
			}
		}
	}
}

// Count returns how many entries are not zero.
func (z *Maps[T]) Count() int { return len(z.Entries) }

// Share returns Count over the number of all entries, M·H·W.
func (z *Maps[T]) Share() float64 { return float64(len(z.Entries)) / float64(z.M*z.H*z.W) }

// L1 returns Σ|z|.
func (z *Maps[T]) L1() float64 {
	var sum float64
	for _, e := range z.Entries {
		sum += math.Abs(float64(e.Value))
	}
	return sum
}
