package sparse

import "github.com/latentlab/latentlab/internal/kernel"

// inverse is G_SS⁻¹ for a support S that grows and shrinks by one atom at a time,
// with rank-one changes in |S|² multiplications each.
//
// Rows and vectors over S are padded with zeros to a multiple of pad, so that every
// loop over them is one of whole registers.
type inverse[T kernel.Float] struct {
	k       int
	gram    []T   // G, k×k
	ridge   T     // added to the diagonal of G
	support []int // S, in the order of joining, but for swaps when an atom leaves
	inv     []T   // G_SS⁻¹, rows of length stride, a multiple of pad; zero outside
	stride  int
	g, u    []T // a column of G over S, and G_SS⁻¹ times it
}

// pad is the number of float32 in the widest register.
const pad = 16

// padded returns the least multiple of pad that is at least n.
func padded(n int) int { return (n + pad - 1) / pad * pad }

// empty makes S the empty set.
func (v *inverse[T]) empty() {
	for i := range v.support {
		clear(v.inv[i*v.stride : i*v.stride+padded(len(v.support))])
	}
	v.support = v.support[:0]
}

// grow makes room for n atoms, n a multiple of pad.
func (v *inverse[T]) grow(n int) {
	inv := make([]T, n*n)
	for i := range v.support {
		copy(inv[i*n:], v.inv[i*v.stride:(i+1)*v.stride])
	}
	v.inv, v.stride = inv, n
	v.g, v.u = make([]T, n), make([]T, n)
}

// project sets v.u = G_SS⁻¹·G_Sj and returns it, padded, with the Schur complement
// σ = G_jj − G_Sjᵀu: the squared distance of atom j from the span of S. An atom
// that the support spans has σ = 0, up to rounding.
func (v *inverse[T]) project(j int) (u []T, schur T) {
	s := len(v.support)
	if s == v.stride {
		v.grow(max(2*pad, 2*s))
	}
	row := v.gram[j*v.k : (j+1)*v.k]
	g, u := v.g[:padded(s)], v.u[:padded(s)]
	for i, c := range v.support {
		g[i] = row[c]
	}
	clear(g[s:])
	v.solve(u, g)
	return u, row[j] + v.ridge - kernel.Dot(u, g)
}

// solve sets dst = G_SS⁻¹·r, both padded: the sum of the rows of G_SS⁻¹, which is
// symmetric.
func (v *inverse[T]) solve(dst, r []T) {
	clear(dst)
	kernel.AxpyRows(dst, r[:len(v.support)], v.inv, v.stride, nil)
}

// spanned reports whether a Schur complement is too small, against G_jj, to divide
// by: 2⁻³⁴ of it, 2⁻¹⁷ in single precision.
func (v *inverse[T]) spanned(j int, schur T) bool {
	least := T(1) / (1 << 17)
	if !single[T]() {
		least *= least
	}
	return schur <= least*v.gram[j*v.k+j]
}

// single reports whether T has 24 bits of precision.
func single[T kernel.Float]() bool {
	one := T(1)
	return one+T(1)/(1<<30) == one
}

// join adds atom j, for which project has just given u and σ: the inverse changes
// by uuᵀ/σ and grows by the row (−u, 1)/σ.
func (v *inverse[T]) join(j int, u []T, schur T) {
	s, f := len(v.support), 1/schur
	kernel.Ger(f, u[:s], u, v.inv, v.stride)
	last := v.inv[s*v.stride:]
	for i, ui := range u[:s] {
		v.inv[i*v.stride+s], last[i] = -f*ui, -f*ui
	}
	last[s] = f
	v.support = append(v.support, j)
}

// leave removes the atom at place i: with v its row, the inverse changes by
// −vvᵀ/v_i. The last atom takes the place. The row is returned, padded, as it was.
func (v *inverse[T]) leave(i int) []T {
	s, last := len(v.support), len(v.support)-1
	gone := v.u[:padded(s)]
	copy(gone, v.inv[i*v.stride:])
	kernel.Ger(-1/gone[i], gone[:s], gone, v.inv, v.stride)
	for r := range s {
		v.inv[r*v.stride+i] = v.inv[r*v.stride+last]
		v.inv[r*v.stride+last] = 0
	}
	copy(v.inv[i*v.stride:i*v.stride+padded(s)], v.inv[last*v.stride:])
	clear(v.inv[last*v.stride : last*v.stride+padded(s)])
	v.support[i] = v.support[last]
	v.support = v.support[:last]
	return gone
}
