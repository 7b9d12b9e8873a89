package landscape

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// byHand is a free energy that is a plain function.
type byHand func(y []float64) float64

func (f byHand) Free(ctx context.Context, dst []float64, Y *mat.Dense) error {
	for i := range dst {
		dst[i] = f(Y.RawRowView(i))
	}
	return ctx.Err()
}

// kmeans is min_k ½‖y − p_k‖²: its z names a prototype.
func kmeans(prototypes ...[2]float64) byHand {
	return func(y []float64) float64 {
		least := math.Inf(1)
		for _, p := range prototypes {
			a, b := y[0]-p[0], y[1]-p[1]
			least = min(least, (a*a+b*b)/2)
		}
		return least
	}
}

// pca is ½‖y − w·wᵀy‖² for the direction at an angle: the distance from a line.
func pca(angle float64) byHand {
	s, c := math.Sincos(angle)
	return func(y []float64) float64 {
		d := c*y[1] - s*y[0]
		return d * d / 2
	}
}

var square = Axis{-2, 2, 81}

func plane(t *testing.T, f ebm.FreeEnergy, x, y Axis) *Landscape {
	t.Helper()
	l, err := Plane(t.Context(), f, x, y, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestPlaneValuesAndOrder(t *testing.T) {
	f := byHand(func(y []float64) float64 { return y[0] + 10*y[1] })
	var heard [][2]int
	l, err := Plane(t.Context(), f, Axis{0, 1, 70}, Axis{-3, 3, 100}, func(done, of int) { heard = append(heard, [2]int{done, of}) })
	if err != nil {
		t.Fatal(err)
	}
	for i, y := range l.Y {
		for j, x := range l.X {
			if got := l.F.At(i, j); got != x+10*y {
				t.Fatalf("F[%d,%d] is %v, expected %v", i, j, got, x+10*y)
			}
		}
	}
	if l.X[0] != 0 || l.X[69] != 1 || l.Y[0] != -3 || l.Y[99] != 3 {
		t.Errorf("the axes go from %v to %v and %v to %v", l.X[0], l.X[69], l.Y[0], l.Y[99])
	}
	if len(heard) != 2 || heard[0] != [2]int{4096, 7000} || heard[1] != [2]int{7000, 7000} {
		t.Errorf("progress heard %v", heard)
	}
	if lo, hi := l.Range(); lo != -30 || hi != 31 {
		t.Errorf("the range is %v to %v", lo, hi)
	}
}

// A circle around each of two prototypes.
func TestVolumeOfKMeans(t *testing.T) {
	l := plane(t, kmeans([2]float64{-1, 0}, [2]float64{1, 0.5}), square, square)
	const r = 0.7
	h := 4.0 / 80
	area, part := l.Volume(r * r / 2)
	if want := 2 * math.Pi * r * r; math.Abs(area-want) > 4*h*h || math.Abs(part-want/16) > h*h {
		t.Errorf("the area is %v, the part %v; expected %v and %v", area, part, want, want/16)
	}
	if paths := l.LevelSet(r * r / 2); len(paths) != 2 || !paths[0].Closed || !paths[1].Closed {
		t.Errorf("%d paths, expected two circles", len(paths))
	}
	minima := l.Minima()
	if len(minima) != 2 || minima[0].F > 1e-20 || minima[1].F > 1e-20 {
		t.Errorf("the minima are %v, expected the prototypes", minima)
	}
}

// A band along a line: its width is 2√(2c).
func TestVolumeOfPCA(t *testing.T) {
	l := plane(t, pca(0), square, square)
	if area, _ := l.Volume(0.125); math.Abs(area-4) > 4*0.05*0.05 {
		t.Errorf("the band of width 1 has area %v, expected 4", area)
	}
	c, err := Line(t.Context(), byHand(func(y []float64) float64 { return y[0] * y[0] }), Axis{-2, 2, 81}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if length, part := c.Volume(0.5); math.Abs(length-math.Sqrt2) > 0.05*0.05 || math.Abs(part-length/4) > 1e-15 {
		t.Errorf("{y² ≤ ½} has length %v, part %v; expected √2", length, part)
	}
	if length, _ := c.Volume(-1); length != 0 {
		t.Errorf("the length below the least energy is %v", length)
	}
}

// Where every y has energy 0 the region is everything.
func TestCollapse(t *testing.T) {
	l := plane(t, byHand(func([]float64) float64 { return 0 }), square, square)
	if area, part := l.Volume(0); area != 16 || part != 1 {
		t.Errorf("area %v, part %v; expected 16 and 1", area, part)
	}
}

// The gradient of a quadratic, for which differences are exact, on any grid.
func TestGradientOfQuadratic(t *testing.T) {
	f := byHand(func(y []float64) float64 { return 2*y[0]*y[0] - y[0]*y[1] + 3*y[1]*y[1] + y[0] })
	l := plane(t, f, Axis{-1, 2, 17}, Axis{-2, 1, 9})
	l.X[3] += 0.05 // uneven
	for i, y := range l.Y {
		l.F.Set(i, 3, f([]float64{l.X[3], y}))
	}
	v := l.Gradient()
	for i, y := range l.Y {
		for j, x := range l.X {
			if u, w := 4*x-y+1, 6*y-x; math.Abs(v.U.At(i, j)-u) > 1e-11 || math.Abs(v.V.At(i, j)-w) > 1e-11 {
				t.Fatalf("∇F at (%v, %v) is (%v, %v), expected (%v, %v)", x, y, v.U.At(i, j), v.V.At(i, j), u, w)
			}
		}
	}
	if d := v.Downhill(); d.U.At(2, 2) != -v.U.At(2, 2) || d.V.At(2, 2) != -v.V.At(2, 2) {
		t.Error("Downhill is not −∇F")
	}
}

// coder has k atoms around the circle.
func coder(k int, lambda float64) *sparse.Coder {
	atoms := mat.NewDense(k, 2, nil)
	for i := range k {
		s, c := math.Sincos(math.Pi * (float64(i) + 0.3) / float64(k))
		atoms.SetRow(i, []float64{c, s})
	}
	D, err := sparse.NewDictionary(atoms)
	if err != nil {
		panic(err)
	}
	return &sparse.Coder{Dict: D, Lambda: lambda}
}

func rebuilder(c *sparse.Coder) func(context.Context, *mat.Dense) (*mat.Dense, error) {
	return func(ctx context.Context, Y *mat.Dense) (*mat.Dense, error) {
		codes, err := c.Encode(ctx, Y)
		if err != nil {
			return nil, err
		}
		return codes.Rebuild(c.Dict), nil
	}
}

// The envelope's gradient is that of the differences, to their O(h²), and exactly that
// of finite differences of F with a small step.
func TestEnvelopeOfSparseCoding(t *testing.T) {
	c := coder(5, 0.3)
	c.Tol = 1e-12
	axis := Axis{-1.5, 1.5, 7}
	v, err := Envelope(t.Context(), rebuilder(c), axis, axis)
	if err != nil {
		t.Fatal(err)
	}
	const h = 1e-5
	for i, y := range v.Y {
		for j, x := range v.X {
			around := mat.NewDense(4, 2, []float64{x + h, y, x - h, y, x, y + h, x, y - h})
			var f [4]float64
			if err := c.Free(t.Context(), f[:], around); err != nil {
				t.Fatal(err)
			}
			u, w := (f[0]-f[1])/(2*h), (f[2]-f[3])/(2*h)
			if math.Abs(u-v.U.At(i, j)) > 1e-5 || math.Abs(w-v.V.At(i, j)) > 1e-5 {
				t.Errorf("∇F at (%v, %v) is (%v, %v), differences give (%v, %v)", x, y, v.U.At(i, j), v.V.At(i, j), u, w)
			}
		}
	}
}

// With more λ less of the plane has low energy.
func TestFamilyShrinks(t *testing.T) {
	lambdas := []float64{0, 0.05, 0.1, 0.2, 0.4}
	at := func(lambda float64) ebm.FreeEnergy { return coder(6, lambda) }
	last := 0
	lands, err := Planes(t.Context(), lambdas, at, square, square, func(done, of int) {
		if done <= last || of != 5*81*81 {
			t.Errorf("progress says %d of %d after %d", done, of, last)
		}
		last = done
	})
	if err != nil {
		t.Fatal(err)
	}
	before := math.Inf(1)
	for i, l := range lands {
		_, part := l.Volume(0.1)
		if part >= before {
			t.Errorf("λ = %v: the part is %v, after %v", lambdas[i], part, before)
		}
		before = part
	}
	if last != 5*81*81 {
		t.Errorf("progress ends at %d", last)
	}
	curves, err := Lines(t.Context(), lambdas, func(lambda float64) ebm.FreeEnergy {
		return &Slice{Of: at(lambda), Origin: []float64{1, 0}, Along: [][]float64{{0, 1}}}
	}, Axis{-1, 1, 5}, nil)
	if err != nil || len(curves) != 5 {
		t.Fatal(curves, err)
	}
	want := plane(t, at(0.4), Axis{0, 1, 2}, Axis{-1, 1, 5})
	for i, v := range curves[4].F {
		if v != want.F.At(i, 1) {
			t.Errorf("the slice at %v is %v, the plane %v", curves[4].Y[i], v, want.F.At(i, 1))
		}
	}
}

// The same bits whatever the number of processors.
func TestSameBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := plane(t, coder(12, 0.1), square, square)
	runtime.GOMAXPROCS(4)
	four := plane(t, coder(12, 0.1), square, square)
	for i, v := range one.F.RawMatrix().Data {
		if w := four.F.RawMatrix().Data[i]; math.Float64bits(v) != math.Float64bits(w) {
			t.Fatalf("point %d: %v on one processor, %v on four", i, v, w)
		}
	}
}

func TestErrors(t *testing.T) {
	ok := byHand(func(y []float64) float64 { return y[0] })
	bad := func(v float64) byHand { return func([]float64) float64 { return v } }
	broken := errors.New("broken")
	nan, inf := math.NaN(), math.Inf(1)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	get := func(f ebm.FreeEnergy, x, y Axis) error { _, err := Plane(t.Context(), f, x, y, nil); return err }
	env := func(r func(context.Context, *mat.Dense) (*mat.Dense, error)) error {
		_, err := Envelope(t.Context(), r, square, square)
		return err
	}
	give := func(m *mat.Dense, err error) func(context.Context, *mat.Dense) (*mat.Dense, error) {
		return func(context.Context, *mat.Dense) (*mat.Dense, error) { return m, err }
	}
	slice := func(s Slice) error { return s.Free(t.Context(), make([]float64, 2), mat.NewDense(2, 1, nil)) }
	_, endedErr := Plane(ended, ok, square, square, nil)
	_, lineErr := Line(t.Context(), ok, Axis{0, 1, 1}, nil)
	_, lambdaErr := Planes(t.Context(), []float64{0, nan}, func(float64) ebm.FreeEnergy { return ok }, square, square, nil)
	for want, err := range map[string]error{
		"there is no free energy to evaluate":                        get(nil, square, square),
		"the axis of x has 1 points, expected 2 to":                  get(ok, Axis{0, 1, 1}, square),
		"the axis of y goes from 1 to 1, expected Min below Max":     get(ok, square, Axis{1, 1, 5}),
		"the axis of y goes from NaN to 1, expected finite numbers":  get(ok, square, Axis{nan, 1, 5}),
		"the axis of x goes from 0 to +Inf":                          get(ok, Axis{0, inf, 5}, square),
		"points that can be told apart":                              get(ok, Axis{1, 1 + 1e-15, 50}, square),
		"the grid has 67108864×67108864 points":                      get(ok, Axis{0, 1, most}, Axis{0, 1, most}),
		"the energy of y = [-2 -2] is NaN, expected a finite number": get(bad(nan), square, square),
		"is -Inf, expected a finite number or +Inf":                  get(bad(-inf), square, square),
		"context canceled":                                           endedErr,
		"the axis of y has 1 points":                                 lineErr,
		"λ[1] is NaN":                                                lambdaErr,
		"there is no function that rebuilds y":                       env(nil),
		"rebuild returned nil, expected 81×2 numbers":                env(give(nil, nil)),
		"rebuild returned 3×2 numbers, expected 81×2":                env(give(mat.NewDense(3, 2, nil), nil)),
		"broken":                      env(give(nil, broken)),
		"the slice's Origin is empty": slice(Slice{Of: ok}),
		"the slice goes along 0 directions, the points have 1 entries":   slice(Slice{Of: ok, Origin: []float64{1}}),
		"Along[0] has 2 entries, Origin has 1":                           slice(Slice{Of: ok, Origin: []float64{1}, Along: [][]float64{{1, 2}}}),
		"Along[0][0] is NaN":                                             slice(Slice{Of: ok, Origin: []float64{1}, Along: [][]float64{{nan}}}),
		"sparse: X has 3 columns, the dictionary's atoms have 2 entries": (&Slice{Of: coder(3, 1), Origin: []float64{1, 2, 3}, Along: [][]float64{{1, 0, 0}}}).Free(t.Context(), make([]float64, 1), mat.NewDense(1, 1, nil)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected %q", err, want)
		}
	}
	if err := get(bad(inf), square, square); err != nil {
		t.Errorf("an energy of +Inf: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a level that is NaN does not panic")
		}
	}()
	plane(t, ok, square, square).Volume(nan)
}

// The bar: 200×200 points, 64 atoms, under 1 s on two cores.
func BenchmarkSparseCoding200x200x64(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	atoms := mat.NewDense(64, 2, nil)
	for i := range 64 {
		atoms.SetRow(i, []float64{rng.NormFloat64(), rng.NormFloat64()})
	}
	D, err := sparse.NewDictionary(atoms)
	if err != nil {
		b.Fatal(err)
	}
	axis := Axis{-2, 2, 200}
	for b.Loop() {
		if _, err := Plane(b.Context(), &sparse.Coder{Dict: D, Lambda: 0.1}, axis, axis, nil); err != nil {
			b.Fatal(err)
		}
	}
}
