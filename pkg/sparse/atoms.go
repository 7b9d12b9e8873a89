package sparse

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
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
		if !admit(&l.Settings, x, x) {
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
