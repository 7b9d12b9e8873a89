package sparse

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// ksvdProblem returns random data, a dictionary and OMP codes of two atoms a sample.
func ksvdProblem(t *testing.T, n, k, d int) (*mat.Dense, *factors) {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(n), uint64(k)))
	X, atoms := mat.NewDense(n, d, nil), mat.NewDense(k, d, nil)
	for _, m := range []*mat.Dense{X, atoms} {
		for i := range m.RawMatrix().Data {
			m.RawMatrix().Data[i] = rng.NormFloat64()
		}
	}
	D, err := NewDictionary(atoms)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := OMP{Count: 2}.Encode(context.Background(), D, X)
	if err != nil {
		t.Fatal(err)
	}
	return X, newFactors(X, D.Atoms(), codes.Z)
}

// definition returns ½‖X − Z·D‖², and the least that a rank-one approximation of what
// the other atoms leave makes of it, by gonum's SVD.
func (f *factors) definition(t *testing.T, X *mat.Dense, j int) (now, least float64) {
	t.Helper()
	var r mat.Dense
	r.Mul(f.z, f.d)
	r.Sub(X, &r)
	now = math.Pow(mat.Norm(&r, 2), 2) / 2
	_, d := X.Dims()
	E := mat.NewDense(len(f.users[j]), d, nil)
	before := 0.0
	for row, i := range f.users[j] {
		before += math.Pow(mat.Norm(r.RowView(i), 2), 2) / 2
		for c := range d {
			E.Set(row, c, r.At(i, c)+f.z.At(i, j)*f.d.At(j, c))
		}
	}
	var svd mat.SVD
	if !svd.Factorize(E, mat.SVDNone) {
		t.Fatal("no SVD")
	}
	least = now - before
	for _, s := range svd.Values(nil)[1:] {
		least += s * s / 2
	}
	return now, least
}

// One sweep lowers the energy, to no less than the SVD does; many sweeps lower it to
// that. Atoms keep their norm, codes their support, and the residual stays X − Z·D.
func TestKSVDAtomAgainstSVD(t *testing.T) {
	for _, size := range [][3]int{{40, 6, 5}, {9, 4, 12}, {30, 1, 4}, {3, 8, 4}} {
		for _, sweeps := range []int{1, 2000} {
			X, f := ksvdProblem(t, size[0], size[1], size[2])
			for j, rows := range f.users {
				if len(rows) == 0 {
					continue
				}
				before, least := f.definition(t, X, j)
				support := mat.DenseCopyOf(f.z)
				f.improve(j, sweeps)
				after, _ := f.definition(t, X, j)
				if after > before+1e-12 || after < least-1e-12 {
					t.Errorf("%v, atom %d, %d sweeps: energy from %v to %v, the SVD reaches %v", size, j, sweeps, before, after, least)
				}
				if sweeps > 1 && after > least+1e-9 {
					t.Errorf("%v, atom %d: energy %v after %d sweeps, the SVD reaches %v", size, j, after, sweeps, least)
				}
				if norm := mat.Norm(f.d.RowView(j), 2); math.Abs(norm-1) > 1e-14 {
					t.Errorf("%v, atom %d has norm %v", size, j, norm)
				}
				n, _ := X.Dims()
				if kept := f.energy() * float64(n); math.Abs(kept-after) > 1e-12*(1+after) {
					t.Errorf("%v, atom %d: the residual has energy %v, by definition %v", size, j, kept, after)
				}
				sameSupport(t, support, f.z)
			}
		}
	}
}

func sameSupport(t *testing.T, a, b *mat.Dense) {
	t.Helper()
	for i, v := range a.RawMatrix().Data {
		if w := b.RawMatrix().Data[i]; v == 0 && w != 0 {
			t.Errorf("entry %d of the codes was 0 and is %v", i, w)
		}
	}
}

// The worst sample goes first; one that is rebuilt without error replaces nothing.
func TestKSVDReplace(t *testing.T) {
	X := mat.NewDense(3, 2, []float64{2, 0, 0, 3, 0, 4})
	D := mat.NewDense(4, 2, []float64{1, 0, 1, 0, 1, 0, 1, 0})
	Z := mat.NewDense(3, 4, []float64{2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	f := newFactors(X, D, Z)
	copy(X.RawRowView(2), []float64{-3, -4}) // seen only by the atom
	if n := f.replace(1, X); n != 2 {
		t.Errorf("replaced %d atoms, expected 2", n)
	}
	if want := mat.NewDense(4, 2, []float64{1, 0, -0.6, -0.8, 0, 1, 1, 0}); !mat.EqualApprox(f.d, want, 1e-15) {
		t.Errorf("atoms %v, expected %v", mat.Formatted(f.d), mat.Formatted(want))
	}
}
