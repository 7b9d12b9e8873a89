package embed

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// groups returns three groups of n/3 samples in 6 dimensions.
func groups(n int) *mat.Dense {
	rng := rand.New(rand.NewPCG(1, 2))
	X := mat.NewDense(n, 6, nil)
	for i := range n {
		for j := range 6 {
			X.Set(i, j, rng.NormFloat64())
		}
		X.Set(i, i%3, X.At(i, i%3)+12)
	}
	return X
}

// The axes are eigenvectors of the covariance, and places have the variances told.
func TestPCA(t *testing.T) {
	X := groups(60)
	p, err := FitPCA(X, 3)
	if err != nil {
		t.Fatal(err)
	}
	var C mat.SymDense
	stat.CovarianceMatrix(&C, X, nil)
	Y, err := p.Project(X)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		var Cv mat.VecDense
		v := p.Axes.RowView(i)
		Cv.MulVec(&C, v)
		Cv.AddScaledVec(&Cv, -p.Variances[i], v)
		if off := mat.Norm(&Cv, 2); off > 1e-10 || math.Abs(mat.Norm(v, 2)-1) > 1e-12 {
			t.Errorf("axis %d is off an eigenvector by %v", i, off)
		}
		mean, variance := stat.MeanVariance(mat.Col(nil, i, Y), nil)
		if math.Abs(mean) > 1e-12 || math.Abs(variance-p.Variances[i]) > 1e-10 {
			t.Errorf("component %d has mean %v and variance %v, expected %v", i, mean, variance, p.Variances[i])
		}
		if row := p.Axes.RawRowView(i); floats.Max(row) < -floats.Min(row) {
			t.Errorf("axis %d has its largest entry negative", i)
		}
	}
}

// P is symmetric with sum 1, and each row before that has the perplexity asked for.
func TestAffinities(t *testing.T) {
	X := groups(30)
	p, n := affinities(X, 5)
	for i := range n {
		for j := range n {
			if p[i*n+j] != p[j*n+i] || p[i*n+i] != 0 {
				t.Fatalf("p[%d,%d] = %v, p[%d,%d] = %v", i, j, p[i*n+j], j, i, p[j*n+i])
			}
		}
	}
	if s := floats.Sum(p); math.Abs(s-1) > 1e-12 {
		t.Errorf("the sum is %v", s)
	}
	row := make([]float64, n)
	for j := range row {
		row[j] = sq(floats.Distance(X.RawRowView(4), X.RawRowView(j), 2))
	}
	choose(row, 4, math.Log(5))
	var h float64
	for _, v := range row {
		if v > 0 {
			h -= v * math.Log(v)
		}
	}
	if math.Abs(math.Exp(h)-5) > 1e-9 {
		t.Errorf("the perplexity is %v, expected 5", math.Exp(h))
	}
}

func sq(v float64) float64 { return v * v }

// The gradient is that of finite differences of KL(P‖Q) from its definition.
func TestGradient(t *testing.T) {
	f := newField(affinities(groups(12), 3))
	rng := rand.New(rand.NewPCG(3, 4))
	y := make([]float64, 24)
	for i := range y {
		y[i] = rng.NormFloat64()
	}
	kl := func(factor float64) float64 {
		var z, sum float64
		for i := range 12 {
			for j := range 12 {
				if i != j {
					z += nearness(y, i, j)
				}
			}
		}
		for i := range 12 {
			for j := range 12 {
				if i != j {
					sum += factor*f.p[i*12+j]*math.Log(f.p[i*12+j]/nearness(y, i, j)) + f.p[i*12+j]*math.Log(z)
				}
			}
		}
		return sum
	}
	for _, factor := range []float64{1, 12} {
		grad := make([]float64, 24)
		got := f.gradient(grad, y, factor)
		if want := kl(1); math.Abs(got-want) > 1e-12 {
			t.Errorf("KL is %v, expected %v", got, want)
		}
		for i := range y {
			const h = 1e-5
			keep := y[i]
			y[i] = keep + h
			up := kl(factor)
			y[i] = keep - h
			want := (up - kl(factor)) / (2 * h)
			y[i] = keep
			if math.Abs(grad[i]-want) > 1e-7*max(1, math.Abs(want)) {
				t.Errorf("factor %v: derivative %d is %v, by differences %v", factor, i, grad[i], want)
			}
		}
	}
}

// Samples of one group have their nearest neighbour in it, the divergence falls, and the
// bits do not depend on the number of processors.
func TestTSNE(t *testing.T) {
	const n = 150 // more than one part of the rows
	X := groups(n)
	s := TSNE{Perplexity: 10, Steps: 200}
	states, err := s.Iterate(X)
	if err != nil {
		t.Fatal(err)
	}
	var first, last float64
	for i, st := range states {
		if i == 1 {
			first = st.KL
		}
		last = st.KL
	}
	if last > first/3 {
		t.Errorf("KL %v at the start, %v at the end", first, last)
	}
	var want []float64
	for _, procs := range []int{1, 2, 5} {
		old := runtime.GOMAXPROCS(procs)
		Y, err := s.Embed(context.Background(), X)
		runtime.GOMAXPROCS(old)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = Y.RawMatrix().Data
		} else if !slices.Equal(want, Y.RawMatrix().Data) {
			t.Errorf("other bits on %d processors", procs)
		}
	}
	for i := range n {
		best, least := -1, math.Inf(1)
		for j := range n {
			if d := math.Hypot(want[2*i]-want[2*j], want[2*i+1]-want[2*j+1]); j != i && d < least {
				best, least = j, d
			}
		}
		if best%3 != i%3 {
			t.Errorf("sample %d of group %d has its neighbour in group %d", i, i%3, best%3)
		}
	}
}

func TestRefuses(t *testing.T) {
	X := groups(9)
	nan := mat.DenseCopyOf(X)
	nan.Set(2, 3, math.NaN())
	p, err := FitPCA(X, 2)
	if err != nil {
		t.Fatal(err)
	}
	e := func(_ any, err error) error { return err }
	run := func(s TSNE, X mat.Matrix) error { _, err := s.Embed(context.Background(), X); return err }
	for want, err := range map[string]error{
		"X is nil":                   run(TSNE{}, nil),
		"X[2,3] is NaN":              run(TSNE{}, nan),
		"X is 1×6":                   e(FitPCA(mat.NewDense(1, 6, nil), 1)),
		"7 components":               e(FitPCA(X, 7)),
		"2 columns, expected 6":      e(p.Project(mat.NewDense(4, 2, nil))),
		"a perplexity of 4":          run(TSNE{Perplexity: 4}, X),
		"is -1, expected":            run(TSNE{Rate: -1}, X),
		"at least four rows and two": run(TSNE{}, mat.NewDense(9, 1, nil)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected %q", err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (TSNE{}).Embed(ctx, X); err != context.Canceled {
		t.Errorf("after the end of ctx: %v", err)
	}
}

// Points on a line in three dimensions need one component.
func ExamplePCA() {
	X := mat.NewDense(3, 3, []float64{0, 0, 0, 1, 2, 2, 2, 4, 4})
	p, err := FitPCA(X, 1)
	fmt.Println(err)
	Y, err := p.Project(X)
	fmt.Printf("%.1f %.1f %v\n", p.Variances, mat.Formatted(Y.T()), err)
	// Output:
	// <nil>
	// [9.0] [-3.0   0.0   3.0] <nil>
}

// Two groups of samples, and how far they are apart in the plane.
func ExampleTSNE() {
	X := mat.NewDense(8, 2, []float64{0, 0, 0, 1, 1, 0, 1, 1, 20, 20, 20, 21, 21, 20, 21, 21})
	Y, err := TSNE{Perplexity: 2}.Embed(context.Background(), X)
	near := floats.Distance(Y.RawRowView(0), Y.RawRowView(1), 2)
	far := floats.Distance(Y.RawRowView(0), Y.RawRowView(4), 2)
	fmt.Println(near < far, err)
	// Output: true <nil>
}
