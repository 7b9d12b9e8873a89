package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/mat"
)

// both runs one call on gonum's implementation and on this one and compares
// what it leaves behind: the vectors, and the text of a panic. Data is the
// concatenation of all operands.
type both struct {
	name string
	size int
	d    func(impl blas.Float64, x []float64)
	s    func(impl blas.Float32, x []float32)
}

// cases covers the routines with strides, both triangles, both sides, and
// arguments that do not fit.
func cases() []both {
	const o = 2000 // offset between operands
	var out []both
	add := func(name string, size int, d func(blas.Float64, []float64), s func(blas.Float32, []float32)) {
		out = append(out, both{name, size, d, s})
	}
	for _, n := range []int{-1, 0, 1, 37} {
		for _, inc := range []int{-1, 0, 1, 3} {
			add(fmt.Sprintf("level 1 n=%d inc=%d", n, inc), 2*o,
				func(g blas.Float64, x []float64) {
					x[3*o/2] = g.Ddot(n, x, inc, x[o:], 1)
					g.Daxpy(n, 0.5, x, 1, x[o:], inc)
					g.Dscal(n, 2, x, inc)
					g.Dscal(n, 0, x, inc)
					x[3*o/2+1] = g.Dnrm2(n, x[o:], inc) + g.Dasum(n, x[o:], inc) + float64(g.Idamax(n, x[o:], inc))
				},
				func(g blas.Float32, x []float32) {
					x[3*o/2] = g.Sdot(n, x, inc, x[o:], 1)
					g.Saxpy(n, 0.5, x, 1, x[o:], inc)
					g.Sscal(n, 2, x, inc)
					g.Sscal(n, 0, x, inc)
					x[3*o/2+1] = g.Snrm2(n, x[o:], inc) + g.Sasum(n, x[o:], inc) + float32(g.Isamax(n, x[o:], inc))
				})
		}
	}
	for _, tr := range []blas.Transpose{blas.NoTrans, blas.Trans, 'X'} {
		for _, s := range [][3]int{{20, 30, 31}, {0, 5, 5}, {3, 0, 1}, {3, 5, 4}, {3000, 5, 5}} {
			m, n, ld := s[0], s[1], s[2]
			add(fmt.Sprintf("level 2 %c %v", tr, s), 3*o,
				func(g blas.Float64, x []float64) {
					g.Dgemv(tr, m, n, 2, x, ld, x[o:], 1, 0.5, x[2*o:], 1)
					g.Dger(m, n, 2, x[o:], 1, x[2*o:], 1, x[:o], ld)
				},
				func(g blas.Float32, x []float32) {
					g.Sgemv(tr, m, n, 2, x, ld, x[o:], 1, 0.5, x[2*o:], 1)
					g.Sger(m, n, 2, x[o:], 1, x[2*o:], 1, x[:o], ld)
				})
			for _, ul := range []blas.Uplo{blas.Upper, blas.Lower, 'X'} {
				for _, side := range []blas.Side{blas.Left, blas.Right} {
					add(fmt.Sprintf("level 3 %c %c %c %v", tr, ul, side, s), 3*o,
						func(g blas.Float64, x []float64) {
							g.Dgemm(tr, blas.NoTrans, m, n, m, 2, x[:o], max(m, ld), x[o:], ld, 0.5, x[2*o:], ld)
							g.Dsyrk(ul, tr, m, n, 2, x[:o], max(m, ld), 0.5, x[o:], max(m, ld))
							g.Dsymm(side, ul, m, n, 2, x[:o], max(m, ld), x[o:], ld, 0.5, x[2*o:], ld)
						},
						func(g blas.Float32, x []float32) {
							g.Sgemm(tr, blas.NoTrans, m, n, m, 2, x[:o], max(m, ld), x[o:], ld, 0.5, x[2*o:], ld)
							g.Ssyrk(ul, tr, m, n, 2, x[:o], max(m, ld), 0.5, x[o:], max(m, ld))
							g.Ssymm(side, ul, m, n, 2, x[:o], max(m, ld), x[o:], ld, 0.5, x[2*o:], ld)
						})
				}
			}
		}
	}
	return out
}

func TestAgainstGonum(t *testing.T) {
	onTiers(t, func(t *testing.T) {
		for _, c := range cases() {
			rng := rand.New(rand.NewPCG(1, 2))
			x, y := make([]float64, c.size), make([]float64, c.size)
			u, v := make([]float32, c.size), make([]float32, c.size)
			for i := range x {
				x[i] = rng.NormFloat64()
				u[i] = float32(x[i])
			}
			copy(y, x)
			copy(v, u)
			want := caught(func() { c.d(gonum.Implementation{}, x) })
			if got := caught(func() { c.d(Implementation{}, y) }); got != want {
				t.Fatalf("%s: panic %q, gonum %q", c.name, got, want)
			}
			want = caught(func() { c.s(gonum.Implementation{}, u) })
			if got := caught(func() { c.s(Implementation{}, v) }); got != want {
				t.Fatalf("%s: float32: panic %q, gonum %q", c.name, got, want)
			}
			for i := range x {
				if math.Abs(x[i]-y[i]) > 1e-11 || math.Abs(float64(u[i]-v[i])) > 2e-2 {
					t.Fatalf("%s: element %d is %v and %v, gonum %v and %v", c.name, i, y[i], v[i], x[i], u[i])
				}
			}
		}
	})
}

func caught(f func()) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}

func TestUse(t *testing.T) {
	defer blas64.Use(blas64.Implementation())
	defer blas32.Use(blas32.Implementation())
	a := mat.NewDense(40, 50, nil)
	for i := range 40 {
		for j := range 50 {
			a.Set(i, j, math.Sin(float64(50*i+j)))
		}
	}
	var want, got mat.Dense
	want.Mul(a.T(), a)
	Use()
	if _, ok := blas64.Implementation().(Implementation); !ok {
		t.Fatalf("blas64 uses %T", blas64.Implementation())
	}
	if _, ok := blas32.Implementation().(Implementation); !ok {
		t.Fatalf("blas32 uses %T", blas32.Implementation())
	}
	got.Mul(a.T(), a)
	if !mat.EqualApprox(&want, &got, 1e-13) {
		t.Errorf("products differ by more than 1e-13")
	}
}
