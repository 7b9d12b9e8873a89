package sparse

import (
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// together is how many atoms share one matrix product in a sweep.
const together = 64

// improve is one sweep of block coordinate descent over the atoms, one after
// another.
func (l *Learner) improve() {
	if l.rough() {
		improve[float32](l)
	} else {
		improve[float64](l)
	}
}

// sweep is the workspace of improve. A and B are in units near the largest entry of A.
type sweep[T kernel.Float] struct {
	*Learning
	d        int
	atoms, a []T // D, k×d, and A, k×k
	grad     []T // b_j − a_jᵀ·D for some atoms, together×d
}

// improve computes the gradients b_j − a_jᵀ·D of some atoms together; when one of them
// changes by δ, those after it take −A_ij·δ.
func improve[T kernel.Float](l *Learner) {
	k, d := l.d.Dims()
	s := sweep[T]{Learning: &l.Settings, d: d, atoms: make([]T, k*d), a: make([]T, k*k), grad: make([]T, together*d)}
	perUnit := 1 / unitOf(l.a)
	kernel.Convert(s.atoms, l.d.RawMatrix().Data, 1)
	kernel.Convert(s.a, l.a.RawMatrix().Data, perUnit)
	for first := 0; first < k; first += together {
		last := min(first+together, k)
		kernel.Convert(s.grad[:(last-first)*d], l.b.RawMatrix().Data[first*d:last*d], perUnit)
		kernel.Gemm(false, false, last-first, d, k, -1, s.a[first*k:], k, s.atoms, d, 1, s.grad, d)
		for j := first; j < last; j++ {
			s.atom(j, k, first, last)
		}
	}
	s.store(l.d)
}

// atom sets d_j ← d_j + g_j/A_jj, brought back to where atoms may be, and the
// gradients of the atoms after it, up to last, up to date.
func (s *sweep[T]) atom(j, k, first, last int) {
	ajj := s.a[j*k+j]
	if ajj == 0 { // no code has used it yet
		return
	}
	atom, g := s.atoms[j*s.d:(j+1)*s.d], s.grad[(j-first)*s.d:(j-first+1)*s.d]
	kernel.AddScaled(g, atom, 1/ajj, g)
	if !admit(s.Learning, g, g) {
		return
	}
	kernel.Sub(atom, atom, g) // −δ
	for i := j + 1; i < last; i++ {
		if a := s.a[i*k+j]; a != 0 {
			kernel.Axpy(a, atom, s.grad[(i-first)*s.d:(i-first+1)*s.d])
		}
	}
	copy(atom, g)
}

// store writes the atoms to D. Norms of 1 are so to double precision there.
func (s *sweep[T]) store(D *mat.Dense) {
	k, _ := D.Dims()
	for j := range k {
		row := D.RawRowView(j)
		kernel.Convert(row, s.atoms[j*s.d:(j+1)*s.d], 1)
		admit(s.Learning, row, row)
	}
}

// admit sets dst to the nearest atom to u that is allowed, and reports whether there
// is one: u clipped at 0 for atoms that are not negative, then scaled to unit norm,
// or only shortened to it in the unit ball.
func admit[T kernel.Float](s *Learning, dst, u []T) bool {
	copy(dst, u)
	if s.NonNegativeAtoms {
		for c, v := range dst {
			dst[c] = max(v, 0)
		}
	}
	if s.Ball && kernel.Nrm2(dst) <= 1 {
		return kernel.AbsMaxValue(dst) > 0
	}
	return normalize(dst)
}
