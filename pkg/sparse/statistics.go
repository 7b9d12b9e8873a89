package sparse

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// rough reports whether the sums over samples and atoms may be in single precision. What
// is kept from step to step, D, A and B, is in double precision always.
func (l *Learner) rough() bool { return l.Settings.Tol >= rough }

// accumulate updates A and B with a batch and its codes, and notes which atoms they use.
func (l *Learner) accumulate(X, Z *mat.Dense) {
	if l.rough() {
		accumulate[float32](l, X, Z)
	} else {
		accumulate[float64](l, X, Z)
	}
}

// accumulate sums up, atom by atom, over the samples that use it: codes are sparse. In
// T, samples and codes are taken in units near their largest entries.
func accumulate[T kernel.Float](l *Learner, X, Z *mat.Dense) {
	n, _ := X.Dims()
	beta := math.Pow(1-1/float64(l.t), l.Settings.Forget)
	x, z := unitOf(X), unitOf(Z)
	use := usesOf[T](Z, 1/z)
	parts := append(columnsOf(l.b, X, x, use), columnsOf(l.a, Z, z, use)...)
	kernel.Parallel(len(parts), func(i int) { parts[i].add(beta, z/float64(n)) })
	kernel.Mirror(l.Settings.Atoms, l.a.RawMatrix().Data, l.Settings.Atoms)
	for j := range l.idle {
		l.idle[j]++
		if sample, _ := use.of(j); len(sample) > 0 {
			l.idle[j] = 0
		}
	}
}

// unitOf returns a power of two near the largest |entry| of X.
func unitOf(X *mat.Dense) float64 {
	n, _ := X.Dims()
	var top float64
	for i := range n {
		top = math.Max(top, absMax(X.RawRowView(i)))
	}
	if top == 0 {
		return 1
	}
	_, exp := math.Frexp(top)
	return math.Ldexp(1, min(max(exp, -1000), 1000))
}

// columns are some columns of A or B, and of the codes or samples that are summed up
// in them: few enough to stay in the second-level cache meanwhile.
type columns[T kernel.Float] struct {
	dst, x *mat.Dense
	unit   float64 // of x
	use    uses[T]
}

// columnsOf cuts dst (k×c) and x (n×c).
func columnsOf[T kernel.Float](dst, x *mat.Dense, unit float64, use uses[T]) []columns[T] {
	n, c := x.Dims()
	k, _ := dst.Dims()
	step := max(32, nearby/n/32*32)
	var parts []columns[T]
	for j := 0; j < c; j += step {
		end := min(j+step, c)
		parts = append(parts, columns[T]{dst.Slice(0, k, j, end).(*mat.Dense), x.Slice(0, n, j, end).(*mat.Dense), unit, use})
	}
	return parts
}

// add sets dst_j ← β·dst_j + share·Σ_i z_ij·x_i for every atom j.
func (c columns[T]) add(beta, share float64) {
	n, width := c.x.Dims()
	x, sum, more := make([]T, n*width), make([]T, width), make([]float64, width)
	for i := range n {
		kernel.Convert(x[i*width:(i+1)*width], c.x.RawRowView(i), 1/c.unit)
	}
	share *= c.unit
	k, _ := c.dst.Dims()
	for j := range k {
		sample, value := c.use.of(j)
		clear(sum)
		kernel.AxpyRows(sum, value, x, width, sample)
		kernel.Convert(more, sum, share)
		kernel.Axpby(1, more, beta, c.dst.RawRowView(j))
	}
}
