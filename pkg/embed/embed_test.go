package embed

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// groups are n points around each of some far middles, in 5 dimensions.
func groups(middles, n int) *mat.Dense {
	rng := rand.New(rand.NewPCG(1, 0))
	X := mat.NewDense(middles*n, 5, nil)
	for i := range middles * n {
		for j := range 5 {
			X.Set(i, j, rng.NormFloat64())
		}
		X.Set(i, i/n%5, 20+X.At(i, i/n%5))
	}
	return X
}

func TestSlopeAgainstDifferences(t *testing.T) {
	m, err := TSNE{Perplexity: 5}.Start(groups(2, 6))
	if err != nil {
		t.Fatal(err)
	}
	rng, y := rand.New(rand.NewPCG(2, 0)), m.Y.RawMatrix().Data
	for i := range y {
		y[i] = rng.NormFloat64()
	}
	m.slope(1)
	got := slices.Clone(m.grad)
	for i := range y {
		const h = 1e-4
		at := func(step float64) float64 {
			old := y[i]
			defer func() { y[i] = old }()
			y[i] += step * h
			return m.KL()
		}
		want := (at(-2) - 8*at(-1) + 8*at(1) - at(2)) / (12 * h)
		if math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("derivative %d is %v, by differences %v", i, got[i], want)
		}
	}
}

func TestPerplexity(t *testing.T) {
	X := groups(3, 20)
	n, _ := X.Dims()
	for i := range n {
		p := make([]float64, n)
		conditional(p, X, i, 7)
		var h float64
		for _, v := range p {
			if v > 0 {
				h -= v * math.Log(v)
			}
		}
		if math.Abs(math.Exp(h)-7) > 1e-9 || p[i] != 0 {
			t.Fatalf("point %d has the perplexity %v, and itself as a neighbour by %v", i, math.Exp(h), p[i])
		}
	}
	var sum float64
	for _, v := range joint(X, 7) {
		sum += v
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("p sums to %v", sum)
	}
}

// Points that lie on each other give finite maps.
func TestTSNEOfEqualPoints(t *testing.T) {
	m, err := TSNE{Steps: 50}.Fit(context.Background(), mat.NewDense(20, 3, make([]float64, 60)))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range m.Y.RawMatrix().Data {
		if v-v != 0 {
			t.Fatalf("the map has %v", v)
		}
	}
}

func TestTSNEKeepsGroupsApart(t *testing.T) {
	X := groups(4, 25)
	fit := func(procs int) *Map {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		m, err := TSNE{Perplexity: 10}.Fit(context.Background(), X)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := fit(1)
	if !mat.Equal(m.Y, fit(3).Y) {
		t.Error("another number of processors gives another map")
	}
	for i := range 100 {
		near, at := math.Inf(1), -1
		for j := range 100 {
			if d := math.Hypot(m.Y.At(i, 0)-m.Y.At(j, 0), m.Y.At(i, 1)-m.Y.At(j, 1)); j != i && d < near {
				near, at = d, j
			}
		}
		if at/25 != i/25 {
			t.Errorf("point %d of group %d has its neighbour in group %d", i, i/25, at/25)
		}
	}
	var first float64
	for i, m := range (TSNE{Perplexity: 10}).Run(must(TSNE{Perplexity: 10}.Start(X))) {
		if i == 1 {
			first = m.KL()
		}
	}
	if m.KL() > first/2 {
		t.Errorf("KL is %v at first and %v at last", first, m.KL())
	}
}

func must(m *Map, err error) *Map {
	if err != nil {
		panic(err)
	}
	return m
}

// The variance along the axes is that of the projections, which do not correlate.
func TestPCA(t *testing.T) {
	X := groups(3, 30)
	a, err := PCA(X)
	if err != nil {
		t.Fatal(err)
	}
	Y, err := a.Project(X, 5)
	if err != nil {
		t.Fatal(err)
	}
	var C, VV mat.Dense
	C.Mul(Y.T(), Y)
	VV.Mul(a.Vectors.T(), a.Vectors)
	for i := range 5 {
		for j := range 5 {
			c, v := 0.0, 0.0
			if i == j {
				c, v = a.Variances[i], 1
			}
			if math.Abs(C.At(i, j)/89-c) > 1e-10*a.Variances[0] || math.Abs(VV.At(i, j)-v) > 1e-12 {
				t.Errorf("covariance of %d and %d is %v, product of axes %v", i, j, C.At(i, j)/89, VV.At(i, j))
			}
		}
	}
	if !slices.IsSortedFunc(a.Variances, func(a, b float64) int { return -int(math.Copysign(1, a-b)) }) {
		t.Errorf("variances %v do not fall", a.Variances)
	}
}

func TestRefuses(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := (TSNE{}).Fit(ctx, groups(2, 5)); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended gives %v", err)
	}
	bad := groups(2, 5)
	bad.Set(3, 1, math.NaN())
	for name, f := range map[string]func() error{
		"at least 4":     func() error { _, err := TSNE{}.Start(groups(1, 3)); return err },
		"of point 3":     func() error { _, err := TSNE{}.Start(bad); return err },
		"of point 3 is":  func() error { _, err := PCA(bad); return err },
		"from 1 to 9":    func() error { _, err := TSNE{Perplexity: 10}.Start(groups(2, 5)); return err },
		"rate -1":        func() error { _, err := TSNE{Rate: -1}.Start(groups(2, 5)); return err },
		"onto 1 to 5":    func() error { a, _ := PCA(groups(2, 5)); _, err := a.Project(groups(2, 5), 6); return err },
		"points of 5 on": func() error { a, _ := PCA(groups(2, 5)); _, err := a.Project(mat.NewDense(1, 4, nil), 1); return err },
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q is not in the error %v", name, err)
		}
	}
}

func ExamplePCA() {
	a, err := PCA(mat.NewDense(3, 2, []float64{0, 0, 3, 4, 6, 8}))
	if err != nil {
		fmt.Println(err)
		return
	}
	Y, err := a.Project(mat.NewDense(1, 2, []float64{6, 8}), 1)
	fmt.Printf("%.1f %.1f %v\n", a.Variances[0], Y.At(0, 0), err)
	// Output: 25.0 5.0 <nil>
}

func ExampleTSNE() {
	X := mat.NewDense(6, 2, []float64{0, 0, 0, 1, 1, 0, 9, 9, 9, 8, 8, 9})
	m, err := TSNE{Perplexity: 2}.Fit(context.Background(), X)
	if err != nil {
		fmt.Println(err)
		return
	}
	near := math.Hypot(m.Y.At(0, 0)-m.Y.At(1, 0), m.Y.At(0, 1)-m.Y.At(1, 1))
	far := math.Hypot(m.Y.At(0, 0)-m.Y.At(3, 0), m.Y.At(0, 1)-m.Y.At(3, 1))
	fmt.Println(near < far)
	// Output: true
}
