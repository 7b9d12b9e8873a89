package sparse

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// drawAtoms sets the rows of atoms to rows of X in random order, each as admit makes it
// an atom. Those that cannot be one are left out.
func drawAtoms(atoms, X *mat.Dense, rng *rand.Rand, admit func(dst, u []float64) bool) error {
	n, _ := X.Dims()
	k, _ := atoms.Dims()
	if k > n {
		return fmt.Errorf("sparse: asked for %d atoms from %d samples, expected at most one atom a sample", k, n)
	}
	j := 0
	for _, i := range rng.Perm(n) {
		if admit(atoms.RawRowView(j), X.RawRowView(i)) {
			j++
		}
		if j == k {
			return nil
		}
	}
	return fmt.Errorf("sparse: only %d samples can serve as atoms, expected %d; zero samples cannot", j, k)
}

// accumulate updates A and B.
func (l *Learner) accumulate(X, Z *mat.Dense) {
	n, _ := X.Dims()
	beta, share := math.Pow(1-1/float64(l.t), l.Settings.Forget), 1/float64(n)
	x, z := X.RawMatrix(), Z.RawMatrix()
	a, b := l.a.RawMatrix(), l.b.RawMatrix()
	kernel.Syrk(true, true, z.Cols, n, share, z.Data, z.Stride, beta, a.Data, a.Stride)
	kernel.Mirror(a.Rows, a.Data, a.Stride)
	kernel.Gemm(true, false, z.Cols, x.Cols, n, share, z.Data, z.Stride, x.Data, x.Stride, beta, b.Data, b.Stride)
}

// count notes which atoms the batch used.
func (l *Learner) count(Z *mat.Dense) {
	n, _ := Z.Dims()
	for j := range l.idle {
		l.idle[j]++
	}
	for i := range n {
		for j, v := range Z.RawRowView(i) {
			if v != 0 {
				l.idle[j] = 0
			}
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
