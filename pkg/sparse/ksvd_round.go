package sparse

import (
	"context"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// factors are the matrices of X ≈ Z·D in one round of K-SVD.
type factors struct {
	d, z  *mat.Dense // D, k×d, and Z, n×k
	r     *mat.Dense // X − Z·D, n×d
	users [][]int    // for each atom, the samples whose code uses it, in order
	u     []float64  // Eᵀg, d
}

// newFactors takes d and z as they are, without a copy.
func newFactors(X, d, z *mat.Dense) *factors {
	n, k := z.Dims()
	f := &factors{d: d, z: z, r: mat.DenseCopyOf(X), users: make([][]int, k), u: make([]float64, X.RawMatrix().Cols)}
	zm, dm, rm := z.RawMatrix(), d.RawMatrix(), f.r.RawMatrix()
	kernel.Gemm(false, false, n, dm.Cols, k, -1, zm.Data, zm.Stride, dm.Data, dm.Stride, 1, rm.Data, rm.Stride)
	for i := range n {
		for j, v := range z.RawRowView(i) {
			if v != 0 {
				f.users[j] = append(f.users[j], i)
			}
		}
	}
	return f
}

// round codes X under D, and improves a copy of D and the codes for each other.
func (s KSVD) round(ctx context.Context, D *Dictionary, X *mat.Dense) (*factors, Round, error) {
	codes, err := s.Code.Encode(ctx, D, X)
	if err != nil {
		return nil, Round{}, err
	}
	f := newFactors(X, D.Atoms(), codes.Z)
	round := Round{Coded: f.energy(), Active: codes.Summary().Active}
	for j := range f.users {
		if err := ctx.Err(); err != nil {
			return nil, Round{}, err
		}
		f.improve(j, s.Sweeps)
	}
	round.Improved = f.energy()
	return f, round, nil
}

// improve fits atom j and its coefficients to what the other atoms leave of the
// samples that use it, and keeps the residual up to date.
func (f *factors) improve(j, sweeps int) {
	atom, rows := f.d.RawRowView(j), f.users[j]
	for _, i := range rows {
		kernel.Axpy(f.z.At(i, j), atom, f.r.RawRowView(i)) // E
	}
	for range sweeps {
		clear(f.u)
		for _, i := range rows {
			kernel.Axpy(f.z.At(i, j), f.r.RawRowView(i), f.u)
		}
		if !normalize(f.u) {
			break
		}
		copy(atom, f.u)
		for _, i := range rows {
			f.z.Set(i, j, kernel.Dot(f.r.RawRowView(i), atom))
		}
	}
	for _, i := range rows {
		kernel.Axpy(-f.z.At(i, j), atom, f.r.RawRowView(i))
	}
}

// replace puts in the place of each atom that fewer than rare samples use the sample
// that is rebuilt worst and was not yet taken, and returns how many it replaced: samples
// rebuilt without error replace none.
func (f *factors) replace(rare int, X *mat.Dense) (replaced int) {
	left := f.errors()
	for j, rows := range f.users {
		worst := floats.MaxIdx(left)
		if len(rows) >= rare || left[worst] == 0 {
			continue
		}
		left[worst] = 0
		atom := f.d.RawRowView(j)
		copy(atom, X.RawRowView(worst))
		normalize(atom) // not zero: a zero sample is rebuilt without error
		replaced++
	}
	return replaced
}

// errors returns ½‖x − Dᵀz‖² of each sample.
func (f *factors) errors() []float64 {
	n, _ := f.r.Dims()
	e := make([]float64, n)
	for i := range e {
		e[i] = kernel.SumSquares(f.r.RawRowView(i)) / 2
	}
	return e
}

// energy returns their mean.
func (f *factors) energy() float64 {
	e := f.errors()
	return floats.Sum(e) / float64(len(e))
}
