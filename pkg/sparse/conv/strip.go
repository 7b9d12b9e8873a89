package conv

import "github.com/latentlab/latentlab/internal/kernel"

// A strip is some rows of the maps with the coordinates in them that may be non-zero.
// While one strip changes the residual, others that are not its neighbours may too:
// strips are as high as kernels reach over.
type strip[T Float] struct {
	from, to int // rows of the maps
	list     []coord[T]
	merged   []coord[T] // the list being made
	moves    []T        // of the last sweeps, history×len(list)
	sums     sums
}

// coord is an entry of the codes that is, or may become, non-zero. Lists are in the order
// of rows, then maps, then columns.
type coord[T Float] struct {
	at   int32 // of the kernel's corner in a plane
	k    int32 // kernel
	edge bool  // see add
	z, n T     // value, and squared norm of the weighted kernel
}

// stripHeight is the least height of a strip.
const stripHeight = 16

// newStrips cuts n rows of maps for kernels of h rows. A short last strip joins the one
// before.
func newStrips[T Float](n, h int) []*strip[T] {
	height := max(stripHeight, h-1)
	count := max(1, n/height)
	strips := make([]*strip[T], count)
	for i := range strips {
		strips[i] = &strip[T]{from: i * height, to: (i + 1) * height}
	}
	strips[count-1].to = n
	return strips
}

// apart calls f for each strip: even ones in parallel, then odd ones, so that no two at
// a time are neighbours. On a circle with an odd number of strips the last one, which
// meets the first, comes alone.
func apart[T Float](strips []*strip[T], circular bool, f func(s *strip[T])) {
	n, last := len(strips), (*strip[T])(nil)
	if circular && n%2 == 1 && n > 1 {
		n, last = n-1, strips[n-1]
	}
	for odd := range 2 {
		kernel.Parallel((n-odd+1)/2, func(i int) { f(strips[2*i+odd]) })
	}
	if last != nil {
		f(last)
	}
}

// together calls f for all strips in parallel: f changes nothing that they share.
func together[T Float](strips []*strip[T], f func(s *strip[T])) {
	kernel.Parallel(len(strips), func(i int) { f(strips[i]) })
}

// prune drops coordinates that are zero.
func (s *strip[T]) prune() {
	n := 0
	for _, c := range s.list {
		s.list[n] = c
		if c.z != 0 {
			n++
		}
	}
	s.list = s.list[:n]
}
