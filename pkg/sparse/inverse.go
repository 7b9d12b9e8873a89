package sparse

import "github.com/latentlab/latentlab/internal/kernel"

// inverse is G_SS⁻¹ for a support S that grows and shrinks by one atom at a time,
// with rank-one changes in |S|² multiplications each.
type inverse struct {
	k       int
	gram    []float64 // G, k×k
	ridge   float64   // added to the diagonal of G
	support []int     // S, in the order of joining, but for swaps when an atom leaves
	inv     []float64 // G_SS⁻¹, rows of length stride
	stride  int
	g, u    []float64 // a column of G over S, and G_SS⁻¹ times it
}

func (v *inverse) row(i int) []float64 { return v.inv[i*v.stride : i*v.stride+len(v.support)] }

// grow makes room for n atoms.
func (v *inverse) grow(n int) {
	inv := make([]float64, n*n)
	for i := range v.support {
		copy(inv[i*n:], v.row(i))
	}
	v.inv, v.stride = inv, n
	v.g, v.u = make([]float64, n), make([]float64, n)
}

// project sets v.u = G_SS⁻¹·G_Sj and returns it with the Schur complement
// σ = G_jj − G_Sjᵀu: the squared distance of atom j from the span of S. An atom
// that the support spans has σ = 0, up to rounding.
func (v *inverse) project(j int) (u []float64, schur float64) {
	s := len(v.support)
	if s == v.stride {
		v.grow(max(16, 2*s))
	}
	row := v.gram[j*v.k : (j+1)*v.k]
	g, u := v.g[:s], v.u[:s]
	for i, c := range v.support {
		g[i] = row[c]
	}
	schur = row[j] + v.ridge
	kernel.DotRows(u, v.inv, v.stride, nil, g)
	return u, schur - kernel.Dot(u, g)
}

// spanned reports whether a Schur complement is too small, against G_jj, to divide
// by.
func (v *inverse) spanned(j int, schur float64) bool {
	return schur <= 1e-10*v.gram[j*v.k+j]
}

// join adds atom j, for which project has just given u and σ: the inverse changes
// by uuᵀ/σ and grows by the row (−u, 1)/σ.
func (v *inverse) join(j int, u []float64, schur float64) {
	s := len(u)
	last := v.inv[s*v.stride:]
	for i, ui := range u {
		f := ui / schur
		inv := v.inv[i*v.stride : i*v.stride+s+1]
		kernel.Axpy(f, u, inv[:s])
		inv[s], last[i] = -f, -f
	}
	last[s] = 1 / schur
	v.support = append(v.support, j)
}

// leave removes the atom at place i: with v its row, the inverse changes by
// −vvᵀ/v_i. The last atom takes the place. The row is returned as it was.
func (v *inverse) leave(i int) []float64 {
	s, last := len(v.support), len(v.support)-1
	gone := v.u[:s]
	copy(gone, v.row(i))
	for r, vr := range gone {
		kernel.Axpy(-vr/gone[i], gone, v.row(r))
	}
	for r := range s {
		v.inv[r*v.stride+i] = v.inv[r*v.stride+last]
	}
	copy(v.row(i), v.row(last))
	v.support[i] = v.support[last]
	v.support = v.support[:last]
	return gone
}
