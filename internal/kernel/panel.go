package kernel

// A panel is a product of a few rows of A with successive panels of columns of
// B, the innermost unit of a matrix product. Strides are in elements:
//
//	for j0 := 0; j0 < cols; j0 += nr          // panel q = j0/nr of B
//	  for i < rows, j < min(nr, cols-j0):
//	    s = Σ_p a[i·rsa + p·csa] · b[q·nextB + p·ldb + j],  p = 0 … k-1 in order
//	    c[i·ldc + j0+j] = alpha·s + beta·c[i·ldc + j0+j]
//
// Where beta is 0, c is not read. Where pack is not nil, panel q of B is also
// copied to pack[q·k·nr + p·nr + j]; this needs rows = mr. With AVX2, cols is a
// multiple of nr.
type panel[T Float] struct {
	a           []T
	rsa, csa    int
	b           []T
	ldb, nextB  int
	c           []T
	ldc         int
	k           int // ≥ 1
	rows        int // 1 … mr
	cols        int // ≥ 1
	alpha, beta T
	pack        []T
	next        []T // where the rows of the next panel of A begin, or nil: a hint
	rowNext     int
}

// The tile of plain Go.
const (
	goRows = 4
	goCols = 4
)

func (p *panel[T]) run() {
	if asm() {
		p.runASM()
		return
	}
	for j0, q := 0, 0; j0 < p.cols; j0, q = j0+goCols, q+1 {
		b := p.b[q*p.nextB:]
		n := min(goCols, p.cols-j0)
		if p.pack != nil {
			p.packPanel(q, b, n)
		}
		if n == goCols && p.rows == goRows {
			p.tile(b, j0)
			continue
		}
		p.edge(b, j0, n)
	}
}

func (p *panel[T]) packPanel(q int, b []T, n int) {
	dst := p.pack[q*p.k*goCols:]
	for l := 0; l < p.k; l++ {
		copy(dst[l*goCols:l*goCols+goCols], b[l*p.ldb:l*p.ldb+n])
	}
}

// tile is the loop for 4×4 elements of C.
func (p *panel[T]) tile(b []T, j0 int) {
	var s [goRows][goCols]T
	a0, a1, a2, a3 := p.a, p.a[p.rsa:], p.a[2*p.rsa:], p.a[3*p.rsa:]
	for l, ia, ib := 0, 0, 0; l < p.k; l, ia, ib = l+1, ia+p.csa, ib+p.ldb {
		v := b[ib : ib+goCols : ib+goCols]
		x0, x1, x2, x3 := a0[ia], a1[ia], a2[ia], a3[ia]
		y0, y1, y2, y3 := v[0], v[1], v[2], v[3]
		s[0][0] += x0 * y0
		s[0][1] += x0 * y1
		s[0][2] += x0 * y2
		s[0][3] += x0 * y3
		s[1][0] += x1 * y0
		s[1][1] += x1 * y1
		s[1][2] += x1 * y2
		s[1][3] += x1 * y3
		s[2][0] += x2 * y0
		s[2][1] += x2 * y1
		s[2][2] += x2 * y2
		s[2][3] += x2 * y3
		s[3][0] += x3 * y0
		s[3][1] += x3 * y1
		s[3][2] += x3 * y2
		s[3][3] += x3 * y3
	}
	for i := range s {
		c := p.c[i*p.ldc+j0:][:goCols]
		for j, v := range s[i] {
			c[j] = p.blend(v, c[j])
		}
	}
}

// edge is the loop for fewer rows or columns.
func (p *panel[T]) edge(b []T, j0, n int) {
	for i := 0; i < p.rows; i++ {
		c := p.c[i*p.ldc+j0:][:n]
		for j := range c {
			var s T
			for l := 0; l < p.k; l++ {
				s += p.a[i*p.rsa+l*p.csa] * b[l*p.ldb+j]
			}
			c[j] = p.blend(s, c[j])
		}
	}
}

// blend is alpha·s + beta·c.
func (p *panel[T]) blend(s, c T) T {
	if p.beta == 0 {
		return p.alpha * s
	}
	return p.alpha*s + p.beta*c
}
