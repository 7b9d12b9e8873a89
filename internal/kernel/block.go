package kernel

// A product is C = alpha·op(A)·op(B) + beta·C, or one triangle of it.
// Element i, l of op(A) is a[i·rsa+l·csa]; B is k×n, or n×k where bTrans.
type product[T Float] struct {
	m, n, k     int
	alpha, beta T
	a           []T
	rsa, csa    int
	b           []T
	ldb         int
	bTrans      bool
	c           []T
	ldc         int
	part        part
}

// part says which elements of C are computed.
type part int

const (
	whole part = iota
	upper      // j ≥ i
	lower      // j ≤ i
)

// block computes rows i0 … i1-1 and columns j0 … j1-1. Every element is summed
// in the order of k, block by block, whatever the cut into rows and columns.
func (p *product[T]) block(w *workspace[T], i0, i1, j0, j1 int) {
	switch p.part { // leave out what holds nothing of the triangle
	case upper:
		j0, i1 = max(j0, i0), min(i1, j1)
	case lower:
		i0, j1 = max(i0, j0), min(j1, i1)
	}
	if i0 >= i1 {
		return
	}
	bl := blockingOf[T]()
	kc := bl.depth(p.k)
	for jc := j0; jc < j1; jc += bl.nc {
		for k0 := 0; k0 < p.k; k0 += kc {
			s := slab[T]{
				product: p, blocking: bl, w: w,
				i0: i0, i1: i1, j0: jc, j1: min(jc+bl.nc, j1),
				k0: k0, k1: min(k0+kc, p.k), beta: p.beta,
			}
			if k0 > 0 {
				s.beta = 1
			}
			s.run()
		}
	}
}

// slab is a block with one stretch k0 … k1-1 of the inner dimension, so few
// columns that its part of B stays in cache.
type slab[T Float] struct {
	*product[T]
	blocking
	w              *workspace[T]
	i0, i1, j0, j1 int
	k0, k1         int
	beta           T
}

func (s *slab[T]) run() {
	kc, cols := s.k1-s.k0, s.j1-s.j0
	t := panel[T]{k: kc, ldc: s.ldc, alpha: s.alpha, beta: s.beta}
	packed := s.i1-s.i0 >= 2*s.mr || s.bTrans || s.part != whole
	fused := packed && !s.bTrans && s.part == whole // packed on the way through the first rows
	if packed && !fused {
		s.packB(0)
	} else if asm() && !wide() && cols%s.nr != 0 {
		s.packB(cols / s.nr)
	}
	for i := s.i0; i < s.i1; i += s.mr {
		t.rows = min(s.mr, s.i1-i)
		t.a, t.rsa, t.csa = s.panelA(i, t.rows)
		t.b, t.ldb, t.nextB, t.pack = s.w.b, s.nr, kc*s.nr, nil
		if !packed || fused && i == s.i0 {
			t.b, t.ldb, t.nextB = s.b[s.k0*s.ldb+s.j0:], s.ldb, s.nr
			if packed {
				t.pack = s.w.b
			}
		}
		t.next = nil
		if s.csa == 1 && i+s.mr < s.i1 {
			t.next, t.rowNext = s.a[(i+s.mr)*s.rsa+s.k0:], s.rsa
		}
		s.row(&t, i)
	}
}

// row runs the panel over its columns: straight into C where a panel of
// columns is whole, through the scratch tile where it is not.
func (s *slab[T]) row(t *panel[T], i int) {
	lo, hi := s.j0, s.j1
	switch s.part { // columns whose panels hold something of the triangle
	case upper:
		lo = max(lo, s.j0+(i-s.j0)/s.nr*s.nr)
	case lower:
		hi = min(hi, i+t.rows)
	}
	if lo >= hi {
		return
	}
	from, to := s.wholePanels(i, t.rows, lo, hi)
	for j := lo; j < from; j += s.nr {
		s.scratch(t, i, j, min(j+s.nr, hi))
	}
	if from < to {
		u := *t
		u.c, u.cols = s.c[i*s.ldc+from:], to-from
		u.b = t.b[(from-s.j0)/s.nr*t.nextB:]
		u.run()
	}
	for j := max(to, from); j < hi; j += s.nr {
		s.scratch(t, i, j, min(j+s.nr, s.j1))
	}
}

// wholePanels returns the columns, cut at panels, that can be written without
// touching anything outside the part.
func (s *slab[T]) wholePanels(i, rows, lo, hi int) (from, to int) {
	from, to = lo, hi
	if asm() && !wide() {
		to = lo + (hi-lo)/s.nr*s.nr
	}
	switch s.part {
	case upper:
		for from < hi && from < i+rows-1 {
			from += s.nr
		}
	case lower:
		to = min(to, s.j0+max(0, i+1-s.j0)/s.nr*s.nr)
	}
	return from, to
}

// scratch computes one panel of columns beside C and copies what belongs to
// the part.
func (s *slab[T]) scratch(t *panel[T], i, j0, j1 int) {
	u := *t
	u.b = s.w.b[(j0-s.j0)*u.k:]
	u.ldb, u.nextB, u.pack = s.nr, s.nr*u.k, nil
	u.c, u.ldc, u.cols = s.w.c, s.nr, s.nr
	if s.beta != 0 {
		s.eachRun(i, t.rows, j0, j1, func(c, w []T) { copy(w, c) })
	}
	u.run()
	s.eachRun(i, t.rows, j0, j1, func(c, w []T) { copy(c, w) })
}

// eachRun calls f with the elements of each row of C that belong to the part,
// and their place in the scratch tile.
func (s *slab[T]) eachRun(i, rows, j0, j1 int, f func(c, w []T)) {
	for r := range rows {
		lo, hi := j0, j1
		switch s.part {
		case upper:
			lo = max(lo, i+r)
		case lower:
			hi = min(hi, i+r+1)
		}
		if lo < hi {
			f(s.c[(i+r)*s.ldc+lo:(i+r)*s.ldc+hi], s.w.c[r*s.nr+lo-j0:r*s.nr+hi-j0])
		}
	}
}
