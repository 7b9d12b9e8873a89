package conv

import "github.com/latentlab/latentlab/internal/kernel"

// A strip is some rows of the maps with the coordinates in them that may be non-zero.
// While one strip changes the residual, others that are not its neighbours may too:
// strips are as high as kernels reach over.
type strip[T Float] struct {
	span   // rows of the maps
	list   []coord[T]
	merged []coord[T] // the list being made
	taken  int        // coordinates of list that are in merged
	moves  []T        // of the last sweeps, history×len(list)
	sums   sums
}

// coord is an entry of the codes that is, or may become, non-zero: the corner of its kernel
// in the plane, the kernel, the value z, and the squared norm n of the weighted kernel. K is
// −1 − the kernel at an edge; see add. Lists are in the order of rows, then maps, then columns.
type coord[T Float] = kernel.Place[T]

// kernelOf returns the kernel of a coordinate.
func kernelOf[T Float](c *coord[T]) int {
	if c.K < 0 {
		return int(^c.K)
	}
	return int(c.K)
}

// stripHeight is the least height of a strip.
const stripHeight = 16

// span is from … to−1.
type span struct{ from, to int }

// cutStrips cuts n rows of maps for kernels of h rows. A short last strip joins the one
// before.
func cutStrips(n, h int) []*span {
	height := max(stripHeight, h-1)
	strips := make([]*span, max(1, n/height))
	for i := range strips {
		strips[i] = &span{i * height, (i + 1) * height}
	}
	strips[len(strips)-1].to = n
	return strips
}

// apart calls f for each strip: even ones in parallel, then odd ones, so that no two at
// a time are neighbours. On a circle with an odd number of strips the last one, which
// meets the first, comes alone.
func apart[S any](strips []*S, circular bool, f func(s *S)) {
	n, last := len(strips), (*S)(nil)
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
		if c.Z != 0 {
			n++
		}
	}
	s.list = s.list[:n]
}

// room makes place for the moves of n sweeps.
func (s *strip[T]) room(n int) {
	if n *= len(s.list); cap(s.moves) < n {
		s.moves = make([]T, n)
	} else {
		s.moves = s.moves[:n]
	}
}

// movesOf returns those of sweep a.
func (s *strip[T]) movesOf(a int) []T { return s.moves[a*len(s.list):][:len(s.list)] }
