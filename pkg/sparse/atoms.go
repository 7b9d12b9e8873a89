package sparse

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// accumulate updates A and B. Codes are sparse, so that the sums go, atom by atom, over
// the samples that use it; some columns at a time, which stay in the cache meanwhile.
func (l *Learner) accumulate(X, Z *mat.Dense) {
	n, _ := X.Dims()
	beta := math.Pow(1-1/float64(l.t), l.Settings.Forget)
	use := usesOf(Z, 1/float64(n))
	parts := append(columnsOf(l.b, X), columnsOf(l.a, Z)...)
	kernel.Parallel(len(parts), func(i int) { parts[i].add(beta, use) })
	kernel.Mirror(l.Settings.Atoms, l.a.RawMatrix().Data, l.Settings.Atoms)
	l.count(use)
}

// uses lists, for every atom, the samples whose codes use it, and z_ij·share.
type uses struct {
	first  []int // of atom j: first[j] to first[j+1]−1 in sample and value
	sample []int
	value  []float64
}

func usesOf(Z *mat.Dense, share float64) uses {
	n, k := Z.Dims()
	u := uses{first: make([]int, k+2)}
	idx, val := make([]int, k), make([]float64, k)
	for i := range n {
		for _, j := range idx[:nonzero(idx, val, Z.RawRowView(i))] {
			u.first[j+2]++
		}
	}
	for j := range k {
		u.first[j+2] += u.first[j+1]
	}
	u.sample, u.value = make([]int, u.first[k+1]), make([]float64, u.first[k+1])
	for i := range n {
		m := nonzero(idx, val, Z.RawRowView(i))
		for e, j := range idx[:m] {
			at := u.first[j+1]
			u.sample[at], u.value[at] = i, share*val[e]
			u.first[j+1]++
		}
	}
	return u
}

// of returns the samples that use atom j.
func (u uses) of(j int) (sample []int, value []float64) {
	return u.sample[u.first[j]:u.first[j+1]], u.value[u.first[j]:u.first[j+1]]
}

// columns are some columns of a matrix of statistics, and of the samples (or codes)
// that are summed up in it.
type columns struct {
	dst, x  []float64
	ldd, ld int
	n       int
}

// columnsOf cuts dst and x.
func columnsOf(dst, x *mat.Dense) []columns {
	s, m := dst.RawMatrix(), x.RawMatrix()
	step := max(32, nearby/max(m.Rows, 1)/32*32)
	var parts []columns
	for c := 0; c < m.Cols; c += step {
		parts = append(parts, columns{s.Data[c:], m.Data[c:], s.Stride, m.Stride, min(step, m.Cols-c)})
	}
	return parts
}

// add sets dst_j ← β·dst_j + Σ_i z_ij·x_i·share for every atom j.
func (c columns) add(beta float64, u uses) {
	for j := range len(u.first) - 2 {
		row := c.dst[j*c.ldd : j*c.ldd+c.n]
		kernel.Scal(beta, row)
		sample, value := u.of(j)
		kernel.AxpyRows(row, value, c.x, c.ld, sample)
	}
}

// count notes which atoms the batch used.
func (l *Learner) count(u uses) {
	for j := range l.idle {
		l.idle[j]++
		if sample, _ := u.of(j); len(sample) > 0 {
			l.idle[j] = 0
		}
	}
}

// together is how many atoms share one matrix product in improve.
const together = 32

// improve is one sweep of block coordinate descent over the atoms, one after
// another. The gradients b_j − a_jᵀ·D of some atoms are computed together; when
// one of them changes by δ, those after it take −A_ij·δ.
func (l *Learner) improve() {
	k, d := l.d.Dims()
	grad := mat.NewDense(min(together, k), d, nil)
	for first := 0; first < k; first += together {
		last := min(first+together, k)
		g := grad.Slice(0, last-first, 0, d).(*mat.Dense)
		g.Copy(l.b.Slice(first, last, 0, d))
		kernel.Gemm(false, false, last-first, d, k, -1, l.a.RawMatrix().Data[first*k:], k, l.d.RawMatrix().Data, d, 1, g.RawMatrix().Data, d)
		for j := first; j < last; j++ {
			l.improveAtom(j, g, first, last)
		}
	}
}

// improveAtom sets d_j ← d_j + g_j/A_jj, brought back to where atoms may be, and
// the gradients of the atoms after it, up to last, up to date.
func (l *Learner) improveAtom(j int, grad *mat.Dense, first, last int) {
	ajj := l.a.At(j, j)
	if ajj == 0 { // no code has used it yet
		return
	}
	atom, g := l.d.RawRowView(j), grad.RawRowView(j-first)
	kernel.AddScaled(g, atom, 1/ajj, g)
	if !l.admit(g, g) {
		return
	}
	kernel.Sub(atom, atom, g) // −δ
	for i := j + 1; i < last; i++ {
		if a := l.a.At(i, j); a != 0 {
			kernel.Axpy(a, atom, grad.RawRowView(i-first))
		}
	}
	copy(atom, g)
}

// admit sets dst to the nearest atom to u that is allowed, and reports whether there
// is one: u clipped at 0 for atoms that are not negative, then scaled to unit norm,
// or only shortened to it in the unit ball.
func (l *Learner) admit(dst, u []float64) bool {
	copy(dst, u)
	if l.Settings.NonNegativeAtoms {
		for c, v := range dst {
			dst[c] = math.Max(v, 0)
		}
	}
	if l.Settings.Ball && floats.Norm(dst, 2) <= 1 {
		return absMax(dst) > 0
	}
	return normalize(dst)
}

// replace puts samples in the place of atoms that no code has used for a while:
// the samples of the batch that are rebuilt worst. It returns how many.
func (l *Learner) replace(X *mat.Dense, codes *Codes) int {
	var dead []int
	for j, idle := range l.idle {
		if idle >= l.Settings.Unused {
			dead = append(dead, j)
		}
	}
	if len(dead) == 0 {
		return 0
	}
	worst := make([]int, len(codes.Rows))
	for i := range worst {
		worst[i] = i
	}
	slices.SortStableFunc(worst, func(a, b int) int {
		return cmp.Compare(codes.Rows[b].Primal, codes.Rows[a].Primal)
	})
	replaced := 0
	for _, i := range worst {
		if replaced == len(dead) {
			break
		}
		x := slices.Clone(X.RawRowView(i))
		if !l.admit(x, x) {
			continue
		}
		l.plant(dead[replaced], x)
		replaced++
	}
	return replaced
}

// plant makes x the atom j, without a past.
func (l *Learner) plant(j int, x []float64) {
	copy(l.d.RawRowView(j), x)
	clear(l.b.RawRowView(j))
	clear(l.a.RawRowView(j))
	k, _ := l.a.Dims()
	for i := range k {
		l.a.Set(i, j, 0)
	}
	l.idle[j] = 0
}
