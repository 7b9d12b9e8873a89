package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// square is ȳ = z_i²: each entry has two answers.
type square struct{ k int }

func (s square) Dims() (d, k int) { return s.k, s.k }
func (square) Decode(dst, _, z []float64) {
	for i, v := range z {
		dst[i] = v * v
	}
}
func (square) Pullback(dst, _, z, u []float64) {
	for i, v := range z {
		dst[i] = 2 * v * u[i]
	}
}

// One y = z² has two causes. A second, weaker observation prefers the positive one.
func ExampleMinima() {
	model := &ebm.Model{Dec: tilted{}, Cost: ebm.SquaredError{}}
	problem, _ := model.Problem(nil, []float64{4, 0.1})
	rng := rand.New(rand.NewPCG(1, 1))
	minima, _ := ebm.Minima(context.Background(), problem, ebm.LBFGS{}, ebm.Restarts{Starts: 10}, rng)
	for _, m := range minima {
		fmt.Printf("z = %.3f, E = %.4f, reached %d times\n", m.Z[0], m.Energy, m.Count)
	}
	// Output:
	// z = 1.999, E = 0.0050, reached 4 times
	// z = -1.998, E = 0.0450, reached 6 times
}

// Three entries with two answers each make eight minima.
func TestMinimaFindsAll(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: square{3}}, 1, 4, 9)
	found, err := ebm.Minima(context.Background(), p, nil, ebm.Restarts{Starts: 200, Scale: 3}, rng())
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 8 {
		t.Fatalf("%d minima, expected 8", len(found))
	}
	count := 0
	for _, m := range found {
		count += m.Count
		for i, want := range []float64{1, 2, 3} {
			if math.Abs(math.Abs(m.Z[i])-want) > 1e-5 {
				t.Errorf("minimum at %v, expected (±1, ±2, ±3)", m.Z)
			}
		}
	}
	if count != 200 {
		t.Errorf("%d starts led to a minimum, expected 200", count)
	}
}

// tilted is ȳ = (z², z/10): the two minima of ½‖y − ȳ‖² for y = (1, 1) differ.
type tilted struct{}

func (tilted) Dims() (d, k int)                { return 2, 1 }
func (tilted) Decode(dst, _, z []float64)      { dst[0], dst[1] = z[0]*z[0], z[0]/10 }
func (tilted) Pullback(dst, _, z, u []float64) { dst[0] = 2*z[0]*u[0] + u[1]/10 }

func TestMinimaBestFirst(t *testing.T) {
	for _, m := range []ebm.Method{ebm.LBFGS{}, ebm.GradientDescent{}, sparse.ISTA{Backtrack: true}} {
		p := problemOf(t, ebm.Model{Dec: tilted{}}, 1, 1)
		found, err := ebm.Minima(context.Background(), p, m, ebm.Restarts{Scale: 2, Settings: ebm.Settings{Tol: 1e-9, MaxIter: 5000}}, rng())
		if err != nil || len(found) != 2 {
			t.Fatalf("%T: %+v, %v", m, found, err)
		}
		if found[0].Z[0] < 0 || found[1].Z[0] > 0 || found[0].Energy >= found[1].Energy {
			t.Errorf("%T: %+v, expected the positive one first", m, found)
		}
	}
}

func TestMinimaOfAnAngle(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: circle{1}}, 2, 0)
	turns := func(a, b []float64) float64 { return math.Abs(math.Remainder(a[0]-b[0], 2*math.Pi)) }
	r := ebm.Restarts{Starts: 30, Distance: turns, Draw: func(z []float64, rng *rand.Rand) { z[0] = 20 * rng.Float64() }}
	found, err := ebm.Minima(context.Background(), p, nil, r, rng())
	if err != nil || len(found) != 1 || found[0].Count != 30 {
		t.Errorf("%+v, %v, expected one minimum", found, err)
	}
}

// circle is ȳ = r(cos z, sin z).
type circle struct{ r float64 }

func (circle) Dims() (d, k int)             { return 2, 1 }
func (c circle) Decode(dst, _, z []float64) { dst[0], dst[1] = c.r*math.Cos(z[0]), c.r*math.Sin(z[0]) }
func (c circle) Pullback(dst, _, z, u []float64) {
	dst[0] = c.r * (math.Cos(z[0])*u[1] - math.Sin(z[0])*u[0])
}

// sameBits runs f on one processor and on four and compares what it returns.
func sameBits[T any](t *testing.T, f func() T) {
	t.Helper()
	before := runtime.GOMAXPROCS(1)
	one := f()
	runtime.GOMAXPROCS(4)
	four := f()
	runtime.GOMAXPROCS(before)
	if !reflect.DeepEqual(one, four) {
		t.Errorf("one processor gives %v, four give %v", one, four)
	}
}

func TestMinimaSameBits(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: square{3}}, 1, 4, 9)
	sameBits(t, func() []ebm.Minimum {
		found, err := ebm.Minima(context.Background(), p, nil, ebm.Restarts{Starts: 50}, rng())
		if err != nil {
			t.Fatal(err)
		}
		return found
	})
}

// whole hides that a smooth part can be copied: the starts then run one after another.
type whole struct{ ebm.Smooth }

func TestMinimaWithoutCopies(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: square{2}}, 1, 4)
	a, err := ebm.Minima(context.Background(), p, nil, ebm.Restarts{}, rng())
	b, err2 := ebm.Minima(context.Background(), &ebm.Problem{F: whole{p.F}}, nil, ebm.Restarts{}, rng())
	if err != nil || err2 != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("%v with copies, %v without, %v, %v", a, b, err, err2)
	}
}

func TestMinimaRefuses(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: square{1}}, 1)
	ctx := context.Background()
	for want, r := range map[string]ebm.Restarts{
		"number of starts is -1":    {Starts: -1},
		"scale of the starts is -2": {Scale: -2},
		"merge within is NaN":       {Merge: math.NaN()},
		"tolerance is -1":           {Settings: ebm.Settings{Tol: -1}},
	} {
		if _, err := ebm.Minima(ctx, p, nil, r, rng()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
	if _, err := ebm.Minima(ctx, nil, nil, ebm.Restarts{}, rng()); err == nil {
		t.Error("no error without a problem")
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := ebm.Minima(ctx, p, nil, ebm.Restarts{}, rng()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v after the context ended", err)
	}
}

// The free energy of a line is the squared distance from it.
func ExampleMin() {
	line, _ := ebm.NewLinearDecoder(mat.NewDense(2, 1, []float64{1, 0}))
	F := ebm.Min{Model: &ebm.Model{Dec: line, Cost: ebm.SquaredError{}}}
	dst := make([]float64, 3)
	_ = F.Free(context.Background(), dst, mat.NewDense(3, 2, []float64{5, 0, 5, 1, -3, 2}))
	fmt.Printf("%.3f\n", dst)
	// Output: [0.000 0.500 2.000]
}

func TestMinAgainstTheDistance(t *testing.T) {
	rng := rng()
	Y := gaussian(200, 2, rng)
	f := ebm.Min{Model: &ebm.Model{Dec: circle{2}, Cost: ebm.SquaredError{}}, Restarts: ebm.Restarts{Starts: 4, Scale: 3, Settings: ebm.Settings{Tol: 1e-9}}}
	dst := make([]float64, 200)
	if err := f.Free(context.Background(), dst, Y); err != nil {
		t.Fatal(err)
	}
	for i, got := range dst {
		r := math.Hypot(Y.At(i, 0), Y.At(i, 1))
		if want := (r - 2) * (r - 2) / 2; math.Abs(got-want) > 1e-12 {
			t.Errorf("F(%v) = %v, expected %v", Y.RawRowView(i), got, want)
		}
	}
	sameBits(t, func() []float64 {
		if err := f.Free(context.Background(), dst, Y); err != nil {
			t.Fatal(err)
		}
		return append([]float64(nil), dst...)
	})
}

// The free energy of sparse coding, by gradient descent and by the coder.
func TestMinAgainstTheCoder(t *testing.T) {
	rng := rng()
	D, err := sparse.NewDictionary(gaussian(8, 3, rng))
	if err != nil {
		t.Fatal(err)
	}
	Y, a, b := gaussian(20, 3, rng), make([]float64, 20), make([]float64, 20)
	ctx := context.Background()
	if err := (ebm.Min{Model: sparse.Model(D, 0.2)}).Free(ctx, a, Y); err != nil {
		t.Fatal(err)
	}
	if err := (&sparse.Coder{Dict: D, Lambda: 0.2, Tol: 1e-12}).Free(ctx, b, Y); err != nil {
		t.Fatal(err)
	}
	for i := range a {
		if math.Abs(a[i]-b[i]) > 1e-8 {
			t.Errorf("row %d: %v, the coder has %v", i, a[i], b[i])
		}
	}
}

func TestMinRefuses(t *testing.T) {
	model := &ebm.Model{Dec: circle{1}, Cost: ebm.SquaredError{}}
	Y := mat.NewDense(2, 2, []float64{1, 2, 3, math.NaN()})
	good := mat.NewDense(2, 2, nil)
	for want, try := range map[string]func(ctx context.Context) error{
		"no model":          func(ctx context.Context) error { return ebm.Min{}.Free(ctx, make([]float64, 2), good) },
		"no rows":           func(ctx context.Context) error { return ebm.Min{Model: model}.Free(ctx, nil, nil) },
		"y[1] is NaN":       func(ctx context.Context) error { return ebm.Min{Model: model}.Free(ctx, make([]float64, 2), Y) },
		"row 1 of Y":        func(ctx context.Context) error { return ebm.Min{Model: model}.Free(ctx, make([]float64, 2), Y) },
		"dst has 1 entries": func(ctx context.Context) error { return ebm.Min{Model: model}.Free(ctx, make([]float64, 1), good) },
		"y has 3 entries": func(ctx context.Context) error {
			return ebm.Min{Model: model}.Free(ctx, make([]float64, 1), mat.NewDense(1, 3, nil))
		},
		"(row 1 of Y)": func(ctx context.Context) error {
			m := &ebm.Model{Dec: circle{1}, Cost: ebm.Bernoulli{}}
			return ebm.Min{Model: m}.Free(ctx, make([]float64, 2), mat.NewDense(2, 2, []float64{0, 1, 0, 2}))
		},
		"does not": func(ctx context.Context) error {
			return ebm.Min{Model: model, Method: ebm.Exhaustive{}}.Free(ctx, make([]float64, 2), good)
		},
	} {
		if err := try(context.Background()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (ebm.Min{Model: model}).Free(ctx, make([]float64, 2), good); !errors.Is(err, context.Canceled) {
		t.Errorf("%v after the context ended", err)
	}
}
