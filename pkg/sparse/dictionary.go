package sparse

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/ebm"
)

// Dictionary is D, k atoms of length d, in rows, of unit ℓ₂ norm unless
// it comes from RawDictionary. It is the
// linear decoder ȳ = W·z = Dᵀ·z, and does not change once made.
type Dictionary struct {
	atoms *mat.Dense // k×d

	gram *lazyGram
}

// lazyGram holds what is computed from the atoms when first asked for.
type lazyGram struct {
	once sync.Once
	g    *mat.Dense // D·Dᵀ, k×k

	columnsOnce sync.Once
	columns     []float64 // Dᵀ, d×k

	singleOnce                 sync.Once
	gram32, atoms32, columns32 []float32 // the same in single precision

	normOnce sync.Once
	norm2    float64 // ‖D‖₂²
}

// NewDictionary copies atoms (k×d, atoms in rows) and scales each row to unit
// ℓ₂ norm. A row that is zero, NaN or infinite is an error that names it.
func NewDictionary(atoms mat.Matrix) (*Dictionary, error) {
	if atoms == nil {
		return nil, fmt.Errorf("sparse: no atoms, expected a k×d matrix")
	}
	k, d := atoms.Dims()
	if k == 0 || d == 0 {
		return nil, fmt.Errorf("sparse: the atoms are %d×%d, expected at least 1×1", k, d)
	}
	copied := mat.DenseCopyOf(atoms)
	for j := range k {
		row := copied.RawRowView(j)
		if err := ebm.Finite(fmt.Sprintf("atoms[%d]", j), row); err != nil {
			return nil, err
		}
		if !normalize(row) {
			return nil, fmt.Errorf("sparse: atom %d is zero, expected a direction", j)
		}
	}
	return ofRows(copied), nil
}

// RawDictionary is NewDictionary without the scaling: the rows keep their norms, to
// see what becomes of learning without normalisation.
func RawDictionary(atoms mat.Matrix) (*Dictionary, error) {
	D, err := NewDictionary(atoms)
	if err != nil {
		return nil, err
	}
	D.atoms.Copy(atoms)
	return D, nil
}

// ofRows wraps rows as they are, without a copy.
func ofRows(atoms *mat.Dense) *Dictionary {
	return &Dictionary{atoms: atoms, gram: new(lazyGram)}
}

// normalize scales v to unit ℓ₂ norm and reports whether it could. Scaling by the
// largest entry first keeps squares within range from 1e-300 to 1e300.
func normalize[T kernel.Float](v []T) bool {
	sum := kernel.SumSquares(v)
	if !(sum > 1e-30 && sum < 1e30) {
		big := kernel.AbsMaxValue(v)
		if big == 0 {
			return false
		}
		for i := range v {
			v[i] /= big
		}
		sum = kernel.SumSquares(v)
	}
	kernel.Scal(T(1/math.Sqrt(float64(sum))), v)
	return true
}

// Dims returns d, the length of an atom, and k, the number of atoms.
func (D *Dictionary) Dims() (d, k int) {
	k, d = D.atoms.Dims()
	return d, k
}

// Atoms returns a copy of the atoms, k×d, one a row.
func (D *Dictionary) Atoms() *mat.Dense { return mat.DenseCopyOf(D.atoms) }

// Atom returns a copy of atom j.
func (D *Dictionary) Atom(j int) []float64 { return slices.Clone(D.atoms.RawRowView(j)) }

// Decode sets dst = Dᵀ·z, the weighted sum of the atoms. h is not used.
func (D *Dictionary) Decode(dst, _, z []float64) {
	D.mustFit(len(dst), len(z))
	w := D.atoms.RawMatrix()
	kernel.Gemv(true, w.Rows, w.Cols, 1, w.Data, w.Stride, z, 0, dst)
}

// Pullback sets dst = D·u, the correlation of u with each atom.
func (D *Dictionary) Pullback(dst, _, z, u []float64) {
	D.mustFit(len(u), len(z))
	D.mustFit(len(u), len(dst))
	w := D.atoms.RawMatrix()
	kernel.Gemv(false, w.Rows, w.Cols, 1, w.Data, w.Stride, u, 0, dst)
}

func (D *Dictionary) mustFit(d, k int) {
	if wantD, wantK := D.Dims(); d != wantD || k != wantK {
		panic(fmt.Sprintf("sparse: y has length %d and z %d, the dictionary takes %d and %d", d, k, wantD, wantK))
	}
}

// Gram returns D·Dᵀ, k×k: the inner products of the atoms. It is computed at the
// first call and shared: do not change it.
func (D *Dictionary) Gram() *mat.Dense {
	D.gram.once.Do(func() {
		w := D.atoms.RawMatrix()
		g := make([]float64, w.Rows*w.Rows)
		kernel.Syrk(true, false, w.Rows, w.Cols, 1, w.Data, w.Stride, 0, g, w.Rows)
		kernel.Mirror(w.Rows, g, w.Rows)
		D.gram.g = mat.NewDense(w.Rows, w.Rows, g)
	})
	return D.gram.g
}

// rows returns D, k×d, without gaps between the rows.
func (D *Dictionary) rows() []float64 {
	if w := D.atoms.RawMatrix(); w.Stride == w.Cols {
		return w.Data
	}
	return mat.DenseCopyOf(D.atoms).RawMatrix().Data
}

// columns returns Dᵀ, d×k: row i is what entry i of a sample adds to its
// correlations with the atoms.
func (D *Dictionary) columns() []float64 {
	D.gram.columnsOnce.Do(func() {
		k, d := D.atoms.Dims()
		t, w := make([]float64, d*k), D.atoms.RawMatrix()
		kernel.Transpose(t, k, w.Data, w.Stride, k, d)
		D.gram.columns = t
	})
	return D.gram.columns
}

// single returns D·Dᵀ, D and Dᵀ in single precision.
func (D *Dictionary) single() (gram, atoms, columns []float32) {
	l := D.gram
	l.singleOnce.Do(func() {
		d, k := D.Dims()
		l.gram32, l.atoms32, l.columns32 = make([]float32, k*k), make([]float32, k*d), make([]float32, d*k)
		kernel.Convert(l.atoms32, D.rows(), 1)
		kernel.Syrk(true, false, k, d, 1, l.atoms32, d, 0, l.gram32, k)
		kernel.Mirror(k, l.gram32, k)
		kernel.Transpose(l.columns32, k, l.atoms32, d, k, d)
	})
	return l.gram32, l.atoms32, l.columns32
}

// SquaredNorm returns ‖W‖₂², the largest eigenvalue of D·Dᵀ: the constant L of
// ISTA's step 1/L. Cost: an eigendecomposition of size min(k, d), once.
func (D *Dictionary) SquaredNorm() float64 {
	D.gram.normOnce.Do(func() {
		k, d := D.atoms.Dims()
		g := mat.NewSymDense(min(k, d), nil)
		if k <= d {
			g.SymOuterK(1, D.atoms)
		} else { // the same non-zero eigenvalues, from the smaller matrix
			g.SymOuterK(1, D.atoms.T())
		}
		var eig mat.EigenSym
		if !eig.Factorize(g, false) {
			// The trace bounds the largest eigenvalue from above.
			D.gram.norm2 = mat.Trace(g)
			return
		}
		D.gram.norm2 = slices.Max(eig.Values(nil))
	})
	return D.gram.norm2
}
