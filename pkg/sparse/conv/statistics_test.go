package conv

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// sample is a picture with sparse random codes that have nothing to do with it.
type sample struct {
	model *Model[float64]
	y     []float64
	z     *Maps[float64]
}

func samples(t *testing.T, b Boundary, m, h, w, c int, sizes [][2]int) []sample {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, uint64(m)))
	normal := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		return x
	}
	D, err := NewDictionary(normal(m*h*w*c), h, w, c)
	if err != nil {
		t.Fatal(err)
	}
	var all []sample
	for _, size := range sizes {
		model, err := NewModel(D, size[0], size[1], b)
		if err != nil {
			t.Fatal(err)
		}
		d, k := model.Dims()
		z := normal(k)
		for i := range z {
			if rng.IntN(3) > 0 {
				z[i] = 0
			}
		}
		maps, zh, zw := model.CodeDims()
		all = append(all, sample{model, normal(d), MapsOf(z, maps, zh, zw)})
	}
	return all
}

// shapes are kernels and pictures, among them pictures hardly larger than the kernels,
// where shifts wrap around and meet again.
var shapes = []struct {
	m, h, w, c int
	sizes      [][2]int
}{
	{1, 1, 1, 1, [][2]int{{1, 1}, {3, 2}}},
	{2, 3, 3, 1, [][2]int{{7, 9}, {3, 3}, {4, 5}}},
	{3, 2, 4, 3, [][2]int{{6, 5}, {2, 4}}},
	{2, 4, 5, 2, [][2]int{{9, 6}, {5, 11}}},
}

func eachShape(t *testing.T, f func(t *testing.T, all []sample, s *statistics)) {
	for _, b := range []Boundary{Valid, Circular} {
		for _, sh := range shapes {
			t.Run(b.String(), func(t *testing.T) {
				all := samples(t, b, sh.m, sh.h, sh.w, sh.c, sh.sizes)
				s := newStatistics(sh.m, sh.h, sh.w, sh.c)
				s.add(codedOf(all), 0.5)
				f(t, all, &s)
			})
		}
	}
}

func codedOf(all []sample) []coded {
	var c []coded
	for _, x := range all {
		c = append(c, newCoded(x.model, x.y, x.z))
	}
	return c
}

// A and B are their definitions, by loops over dense codes.
func TestStatisticsAreTheirDefinition(t *testing.T) {
	eachShape(t, func(t *testing.T, all []sample, s *statistics) {
		want := newStatistics(s.m, s.h, s.w, s.c)
		for _, x := range all {
			z, zh, zw := x.z.Dense(), x.z.H, x.z.W
			at := func(m, u, v int) float64 {
				if x.model.Boundary == Circular {
					u, v = (u+zh)%zh, (v+zw)%zw
				} else if u < 0 || u >= zh || v < 0 || v >= zw {
					return 0
				}
				return z[(m*zh+u)*zw+v]
			}
			for m := range s.m {
				for u := range zh {
					for v := range zw {
						for n := range s.m {
							for dy := 1 - s.h; dy < s.h; dy++ {
								for dx := 1 - s.w; dx < s.w; dx++ {
									want.a[((m*s.m+n)*(2*s.h-1)+dy+s.h-1)*(2*s.w-1)+dx+s.w-1] += 0.5 * at(m, u, v) * at(n, u+dy, v+dx)
								}
							}
						}
						for i := range s.h {
							for j := range s.w {
								for c := range s.c {
									p, q := x.model.rows.pixel(u, i), x.model.cols.pixel(v, j)
									want.b[((m*s.h+i)*s.w+j)*s.c+c] += 0.5 * at(m, u, v) * x.y[(p*x.model.W+q)*s.c+c]
								}
							}
						}
					}
				}
			}
		}
		near(t, "A", s.a, want.a, 1e-12)
		near(t, "B", s.b, want.b, 1e-12)
	})
}

func near(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > tol*(1+math.Abs(want[i])) {
			t.Fatalf("%s[%d] is %v, expected %v", what, i, got[i], want[i])
		}
	}
}

// squaredError returns ½‖Y − ΣK∗Z‖², summed over the pictures.
func squaredError(all []sample, k []float64) float64 {
	var sum float64
	for _, x := range all {
		D := *x.model.Dict
		D.kernels = k
		model, err := NewModel(&D, x.model.H, x.model.W, x.model.Boundary)
		if err != nil {
			panic(err)
		}
		built := make([]float64, len(x.y))
		model.DecodeMaps(built, x.z)
		for i, v := range built {
			sum += (v - x.y[i]) * (v - x.y[i]) / 2
		}
	}
	return sum
}

// The quadratic form is the squared error, and its gradient that of finite differences,
// for kernels of any norm.
func TestQuadraticIsTheError(t *testing.T) {
	eachShape(t, func(t *testing.T, all []sample, s *statistics) {
		rng := rand.New(rand.NewPCG(3, 3))
		k := make([]float64, len(s.b))
		for i := range k {
			k[i] = rng.NormFloat64()
		}
		var yy float64
		for _, x := range all {
			for _, v := range x.y {
				yy += v * v / 2
			}
		}
		want := squaredError(all, k)
		if got := s.energy(k)/0.5 + yy; math.Abs(got-want) > 1e-12*want {
			t.Errorf("the quadratic form gives %v, ½‖Y − ΣK∗Z‖² is %v", got, want)
		}
		g := make([]float64, len(k))
		s.gradient(g, k)
		const h = 1e-4
		for i := range k {
			up, down := slices.Clone(k), slices.Clone(k)
			up[i] += h
			down[i] -= h
			fd := 0.5 * (squaredError(all, up) - squaredError(all, down)) / (2 * h)
			if math.Abs(g[i]-fd) > 1e-7*(1+math.Abs(fd)) {
				t.Fatalf("derivative %d is %v, finite differences give %v", i, g[i], fd)
			}
		}
	})
}

// Every step over a kernel lowers the squared error or leaves it, keeps the kernel at
// unit norm and in its support, and the gradient that is carried along is right.
func TestLowerNeverRises(t *testing.T) {
	eachShape(t, func(t *testing.T, all []sample, s *statistics) {
		l := Learner[float64]{Settings: Learning{Kernels: s.m, Size: s.h, Sizes: []int{s.h, max(1, s.h-1)}}, past: *s,
			k: slices.Clone(all[0].model.Dict.kernels)}
		if s.h != s.w {
			l.Settings.Sizes = nil
		}
		for m := range s.m {
			if !l.admit(l.kernel(m), m) {
				t.Fatal("a kernel is zero in its support")
			}
		}
		d := newDescent(&l.past, l.k)
		before := squaredError(all, l.k)
		first := before
		for range 3 {
			for m := range s.m {
				d.lower(m, l.admit)
				after := squaredError(all, l.k)
				if after > before*(1+1e-12) {
					t.Fatalf("the squared error rises from %v to %v", before, after)
				}
				before = after
			}
		}
		if s.size() > 1 && !(before < first) {
			t.Errorf("the squared error stays at %v", first)
		}
		g := make([]float64, len(l.k))
		s.gradient(g, l.k)
		near(t, "the gradient carried along", d.g, g, 1e-10)
		for m := range s.m {
			k := slices.Clone(l.kernel(m))
			if !l.admit(k, m) {
				t.Fatal("a kernel is zero in its support")
			}
			near(t, "kernel", l.kernel(m), k, 1e-14)
		}
	})
}

func TestStatisticsSameBits(t *testing.T) {
	all := samples(t, Circular, 5, 4, 3, 2, [][2]int{{20, 17}, {9, 30}})
	var want statistics
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		s := newStatistics(5, 4, 3, 2)
		s.add(codedOf(all), 1)
		if procs == 1 {
			want = s
		}
		if !slices.Equal(s.a, want.a) || !slices.Equal(s.b, want.b) {
			t.Errorf("other bits with %d processors", procs)
		}
	}
}

// The windows of the residual are taken from the largest sum of squares on, and none
// overlaps another.
func TestMissed(t *testing.T) {
	all := samples(t, Valid, 2, 3, 2, 2, [][2]int{{8, 7}, {5, 9}})
	b := batch[float64]{}
	for _, x := range all {
		m := x.model
		b.pictures = append(b.pictures, Picture[float64]{m.H, m.W, 2, x.y})
		b.models, b.codes = append(b.models, m), append(b.codes, &Code[float64]{Maps: x.z})
	}
	r := newMissed(&b, 3, 2)
	before := math.Inf(1)
	for range 4 {
		dst := make([]float64, 12)
		if !r.take(dst) {
			t.Fatal("no window is left")
		}
		var sum, top float64
		for _, v := range dst {
			sum += v * v
		}
		for _, w := range r.windows {
			top = max(top, slices.Max(w.Pix))
		}
		if sum > before || top > sum*(1+1e-12) {
			t.Errorf("a window of %v after one of %v, and the next holds %v", sum, before, top)
		}
		before = sum
	}
	for i, x := range all {
		built := make([]float64, len(x.y))
		x.model.Decode(built, nil, x.z.Dense())
		for j := range built {
			built[j] = x.y[j] - built[j]
		}
		near(t, "residual", r.rest[i].Pix, built, 1e-12)
	}
}
