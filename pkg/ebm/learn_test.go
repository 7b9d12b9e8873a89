package ebm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// exact infers codes so well that the envelope theorem holds to rounding.
var exact = ebm.Learning{Restarts: ebm.Restarts{Settings: ebm.Settings{Tol: 1e-10, MaxIter: 100000}}}

// prox is exact by a method that takes regularizers without gradient.
var prox = ebm.Learning{Method: sparse.FISTA{Backtrack: true, Restart: sparse.GradientRestart}, Restarts: exact.Restarts}

// The gradient of the average free energy, over every parameter of every decoder, against
// central differences of the average free energy. Where the decoder takes an h, each
// sample has its own.
func TestAverageFreeGradient(t *testing.T) {
	for name, c := range decoders() {
		dec, ok := c.dec.(ebm.Parametric)
		if !ok || len(dec.Params()) == 0 {
			continue
		}
		r := rng()
		m := &ebm.Model{Dec: c.dec, Cost: ebm.SquaredError{}, Reg: ebm.SquaredL2{}, Lambda: 0.5}
		d, _ := c.dec.Dims()
		var X *mat.Dense
		if c.h != nil {
			X = drawMatrix(5, len(c.h), r)
		}
		checkAverage(t, name, m, X, drawMatrix(5, d, r), exact)
		m.Reg, m.Lambda = ebm.L1{}, 0.1
		checkAverage(t, name+" with L1", m, X, drawMatrix(5, d, r), prox)
	}
	r := rng()
	m := &ebm.Model{Dec: must(ebm.NewTable(drawMatrix(4, 3, r))), Cost: ebm.SquaredError{}, Reg: ebm.OneOfK{}}
	checkAverage(t, "table with one of k", m, nil, drawMatrix(9, 3, r), exact)
	m = &ebm.Model{Dec: must(ebm.NewAffineDecoder(drawMatrix(4, 2, r), normalVector(4, r))), Cost: ebm.Bernoulli{}, Reg: ebm.SquaredL2{}, Lambda: 0.5}
	checkAverage(t, "affine under cross-entropy", m, nil, mat.NewDense(2, 4, []float64{0, 1, 1, 0.5, 0, 0, 1, 0}), exact)
}

// The same over the parameters of every predictor, through a network above it, and over
// those of that network.
func TestAverageFreeGradientOfPredictors(t *testing.T) {
	for name, pred := range predictors() {
		if p, ok := pred.(ebm.ParametricPredictor); !ok || len(p.Params()) == 0 {
			continue
		}
		r := rng()
		h, x := pred.Dims()
		dec := must(ebm.NewNetworkDecoder(3, 2, h, ebm.NetworkSettings{Hidden: []int{5}}, r))
		m := &ebm.Model{Pred: pred, Dec: dec, Cost: ebm.SquaredError{}, Reg: ebm.SquaredL2{}, Lambda: 0.5}
		checkAverage(t, name, m, drawMatrix(5, x, r), drawMatrix(5, 3, r), exact)
	}
	r := rng()
	m := &ebm.Model{Pred: axes(0.3, -0.4, 1, 2), Dec: oval{}, Cost: ebm.SquaredError{}}
	checkAverage(t, "conditional ellipse", m, drawMatrix(5, 1, r), drawMatrix(5, 2, r), exact)
}

// checkAverage checks the gradients of all the parameters of m.
func checkAverage(t *testing.T, name string, m *ebm.Model, X, Y *mat.Dense, s ebm.Learning) {
	t.Helper()
	got := averageFree(t, m, X, Y, s)
	value := func() float64 { return averageFree(t, m, X, Y, s).Free }
	if dec, ok := m.Dec.(ebm.Parametric); ok {
		checkGradient(t, name+", decoder", dec.Params(), got.Dec, value)
	}
	if pred, ok := m.Pred.(ebm.ParametricPredictor); ok {
		checkGradient(t, name+", predictor", pred.Params(), got.Pred, value)
	}
}

func averageFree(t *testing.T, m *ebm.Model, X, Y *mat.Dense, s ebm.Learning) *ebm.Average {
	t.Helper()
	a, err := ebm.AverageFree(context.Background(), m, X, Y, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Unsolved > 0 {
		t.Fatalf("%d codes are not solved", a.Unsolved)
	}
	return a
}

func checkGradient(t *testing.T, name string, theta, grad []float64, value func() float64) {
	t.Helper()
	if len(grad) != len(theta) {
		t.Fatalf("%s: %d gradients for %d parameters", name, len(grad), len(theta))
	}
	const h = 1e-5
	var largest float64
	for i, v := range theta {
		theta[i] = v + h
		up := value()
		theta[i] = v - h
		down := value()
		theta[i] = v
		want := (up - down) / (2 * h)
		largest = math.Max(largest, math.Abs(grad[i]-want))
		if !(math.Abs(grad[i]-want) <= 1e-6*math.Max(1, math.Abs(want))) {
			t.Errorf("%s: gradient[%d] is %v, finite differences give %v", name, i, grad[i], want)
		}
	}
	t.Logf("%s: off by at most %.1e", name, largest)
}

// The average is that of the free energies one by one.
func TestAverageFreeIsTheMean(t *testing.T) {
	r := rng()
	const n = 37
	m := &ebm.Model{Dec: smallNetwork(3, 2, r), Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 0.1}
	Y, each := drawMatrix(n, 3, r), make([]float64, n)
	if err := (ebm.Min{Model: m, Restarts: exact.Restarts}).Free(context.Background(), each, Y); err != nil {
		t.Fatal(err)
	}
	a := averageFree(t, m, nil, Y, exact)
	var mean float64
	for i, e := range each {
		mean += e / n
		if got := m.Energy(nil, Y.RawRowView(i), a.Z.RawRowView(i)); got != e {
			t.Errorf("sample %d: the code has energy %v, the free energy is %v", i, got, e)
		}
	}
	if math.Abs(mean-a.Free) > 1e-14 {
		t.Errorf("the average is %v, the mean of the free energies %v", a.Free, mean)
	}
}

func smallNetwork(d, k int, r *rand.Rand) *ebm.NetworkDecoder {
	return must(ebm.NewNetworkDecoder(d, k, 0, ebm.NetworkSettings{Hidden: []int{5}}, r))
}

// unitAtoms returns a decoder with atoms of unit norm.
func unitAtoms(d, k int, r *rand.Rand) *ebm.LinearDecoder {
	dec := must(ebm.NewLinearDecoder(drawMatrix(d, k, r)))
	dec.UnitNorm = true
	dec.Normalize()
	return dec
}

// axes predicts (a, b) = (θ₀·x + θ₂, θ₁·x + θ₃) from x of one entry.
func axes(theta ...float64) *ebm.AffinePredictor {
	return must(ebm.NewAffinePredictor(mat.NewDense(2, 1, theta[:2]), theta[2:]))
}

// oval is the decoder ȳ = (h₁·cos z, h₂·sin z), without parameters of its own.
type oval struct{}

func (oval) Dims() (d, k int) { return 2, 1 }
func (oval) Decode(dst, h, z []float64) {
	dst[0], dst[1] = h[0]*math.Cos(z[0]), h[1]*math.Sin(z[0])
}
func (oval) Pullback(dst, h, z, u []float64) {
	dst[0] = -u[0]*h[0]*math.Sin(z[0]) + u[1]*h[1]*math.Cos(z[0])
}
func (oval) PullbackH(dst, h, z, u []float64) {
	dst[0], dst[1] = u[0]*math.Cos(z[0]), u[1]*math.Sin(z[0])
}

// learn learns, and fails where the free energy is not lower in the end.
func learn(t *testing.T, m *ebm.Model, X, Y *mat.Dense, s ebm.Learning) *ebm.Learned {
	t.Helper()
	l, err := ebm.Learn(context.Background(), m, X, Y, s, rng(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if l.Free > l.History[0].Free {
		t.Errorf("the mean free energy went from %v to %v", l.History[0].Free, l.Free)
	}
	return l
}

// With one-of-k codes the step is that of k-means: at the end every prototype is the mean
// of the samples that it serves.
func TestLearnKMeans(t *testing.T) {
	r := rng()
	const n, k = 90, 3
	Y := mat.NewDense(n, 2, nil)
	for i := range n {
		centre := [][]float64{{2, 0}, {-1, 2}, {-1, -2}}[i%k]
		Y.SetRow(i, []float64{centre[0] + 0.3*r.NormFloat64(), centre[1] + 0.3*r.NormFloat64()})
	}
	table := must(ebm.NewTable(mat.NewDense(k, 2, []float64{1, 0, 0, 1, 0, -1})))
	l := learn(t, &ebm.Model{Dec: table, Cost: ebm.SquaredError{}, Reg: ebm.OneOfK{}}, nil, Y,
		ebm.Learning{Rule: ebm.SGD{Rate: 1}, Batch: n, Epochs: 100})
	for j := range k {
		mean, count := []float64{0, 0}, 0.0
		for i := range n {
			if l.Z.At(i, j) == 1 {
				floats.Add(mean, Y.RawRowView(i))
				count++
			}
		}
		for c := range 2 {
			if got, want := table.Prototypes().At(j, c), mean[c]/count; math.Abs(got-want) > 1e-9 {
				t.Errorf("prototype %d is %v in direction %d, the mean of its %v samples is %v", j, got, c, count, want)
			}
		}
	}
}

// A linear decoder with fewer codes than outputs and no regularizer finds the plane of
// principal component analysis: the mean free energy is half the rest of the variance.
func TestLearnPCA(t *testing.T) {
	r := rng()
	const n, d, k = 200, 4, 2
	Y := mat.NewDense(n, d, nil)
	for i := range n {
		for j, sd := range []float64{2, 1, 0.5, 0.3} {
			Y.Set(i, j, sd*r.NormFloat64())
		}
	}
	var svd mat.SVD
	svd.Factorize(Y, mat.SVDNone)
	var rest float64
	for _, s := range svd.Values(nil)[k:] {
		rest += s * s / n / 2
	}
	l := learn(t, &ebm.Model{Dec: unitAtoms(d, k, r), Cost: ebm.SquaredError{}}, nil, Y,
		ebm.Learning{Rule: ebm.SGD{Rate: 0.2}, Batch: n, Epochs: 200})
	if math.Abs(l.Free-rest) > 1e-6*rest {
		t.Errorf("mean free energy %v, the singular values leave %v", l.Free, rest)
	}
}

// Sparse coding: unit atoms and L1 find back the atoms that made the data.
func TestLearnSparseCoding(t *testing.T) {
	r := rng()
	const n, d, k = 600, 5, 7
	truth, dec := unitAtoms(d, k, r), unitAtoms(d, k, r)
	Y, z := mat.NewDense(n, d, nil), make([]float64, k)
	for i := range n {
		clear(z)
		z[i%k] = 1 + r.Float64()
		truth.Decode(Y.RawRowView(i), nil, z)
	}
	for j := range k { // starts are near samples
		for i := range d {
			dec.W().Set(i, j, Y.At(j, i)+0.3*r.NormFloat64())
		}
	}
	dec.Normalize()
	m := &ebm.Model{Dec: dec, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 0.05}
	l := learn(t, m, nil, Y, ebm.Learning{Method: prox.Method, Epochs: 100, Rule: ebm.SGD{Rate: 0.5, Momentum: 0.9}})
	m.Dec = truth
	if best := averageFree(t, m, nil, Y, prox).Free; l.Free > best {
		t.Errorf("mean free energy %v, the atoms that made the data have %v", l.Free, best)
	}
	var cosines mat.Dense
	cosines.Mul(truth.W().T(), dec.W())
	for j := range k {
		if best := floats.Norm(cosines.RawRowView(j), math.Inf(1)); best < 0.999 {
			t.Errorf("atom %d has a cosine of %v at most with what was learned", j, best)
		}
	}
}

// The conditional ellipse: axes that are linear in x come out of samples (x, y), with the
// angle never seen.
func TestLearnConditionalEllipse(t *testing.T) {
	r := rng()
	const n = 300
	X, Y := mat.NewDense(n, 1, nil), mat.NewDense(n, 2, nil)
	for i := range n {
		x, angle := r.Float64(), 2*math.Pi*r.Float64()
		X.Set(i, 0, x)
		Y.SetRow(i, []float64{(0.5 + 1.5*x) * math.Cos(angle), (1 - 0.5*x) * math.Sin(angle)})
	}
	pred := axes(0, 0, 1, 1)
	l := learn(t, &ebm.Model{Pred: pred, Dec: oval{}, Cost: ebm.SquaredError{}}, X, Y,
		ebm.Learning{Restarts: ebm.Restarts{Starts: 3, Scale: 2}, Epochs: 60, Rule: ebm.SGD{Rate: 0.5, Momentum: 0.9}})
	for i, want := range []float64{1.5, -0.5, 0.5, 1} { // slopes, then axes at x = 0
		if got := pred.Params()[i]; math.Abs(got-want) > 1e-3 {
			t.Errorf("parameter %d is %v, the data were made with %v", i, got, want)
		}
	}
	if l.Free > 1e-6 {
		t.Errorf("mean free energy %v for data without noise", l.Free)
	}
}

func TestLearnSameBits(t *testing.T) {
	run := func(procs int) ([]float64, *ebm.Learned) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		r := rng()
		dec := smallNetwork(2, 1, r)
		l := learn(t, &ebm.Model{Dec: dec, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 0.1}, nil, drawMatrix(70, 2, r),
			ebm.Learning{Restarts: ebm.Restarts{Starts: 2}, Epochs: 4})
		return dec.Params(), l
	}
	one, a := run(1)
	for _, procs := range []int{2, 5} {
		many, b := run(procs)
		if !slices.Equal(one, many) || !mat.Equal(a.Z, b.Z) || !slices.Equal(a.History, b.History) {
			t.Errorf("%d processors give other bits than one", procs)
		}
	}
}

// Ending the context leaves whole steps and the history of whole epochs.
func TestLearnCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := rng()
	m := &ebm.Model{Dec: unitAtoms(2, 1, r), Cost: ebm.SquaredError{}}
	l, err := ebm.Learn(ctx, m, nil, drawMatrix(40, 2, r), exact, r, func(e ebm.Epoch) {
		if e.T == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || l == nil || len(l.History) != 3 {
		t.Errorf("error %v with %v, expected three epochs", err, l)
	}
}

func TestLearnRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	type input struct {
		m    *ebm.Model
		X, Y *mat.Dense
		s    ebm.Learning
		rng  *rand.Rand
	}
	cases := map[string]struct {
		change func(in *input)
		want   string
	}{
		"no model":         {func(in *input) { in.m = nil }, "no model"},
		"no decoder":       {func(in *input) { in.m.Dec = nil }, "no decoder"},
		"nothing to learn": {func(in *input) { in.m.Dec, in.m.Pred = triple{}, nil; in.Y = mat.NewDense(4, 3, nil) }, "parameters to learn"},
		"unreachable":      {func(in *input) { in.m.Dec = triple{}; in.Y = mat.NewDense(4, 3, nil) }, "PullbackH"},
		"bad θ":            {func(in *input) { in.m.Dec.(*ebm.NetworkDecoder).Params()[2] = nan }, "θ of the decoder[2] is NaN"},
		"no Y":             {func(in *input) { in.Y = nil }, "Y has no rows"},
		"empty Y":          {func(in *input) { in.Y = &mat.Dense{} }, "Y has no rows"},
		"other rows":       {func(in *input) { in.X = mat.NewDense(3, 1, nil) }, "X has 3 rows, Y has 4"},
		"no X":             {func(in *input) { in.X = nil }, "x has 0 entries, the predictor takes 1"},
		"wide Y":           {func(in *input) { in.Y = mat.NewDense(4, 5, nil) }, "y has 5 entries, the decoder makes 2"},
		"NaN in Y":         {func(in *input) { in.Y.Set(3, 1, nan) }, "sample 3: ebm: y[1] is NaN"},
		"Inf in X":         {func(in *input) { in.X.Set(2, 0, inf) }, "sample 2: ebm: x[0] is +Inf"},
		"negative λ":       {func(in *input) { in.m.Lambda = -1 }, "λ is -1"},
		"method's own":     {func(in *input) { in.s.Method = sparse.ISTA{L: -1} }, "L is -1"},
		"negative starts":  {func(in *input) { in.s.Restarts.Starts = -1 }, "starts is -1"},
		"negative epochs":  {func(in *input) { in.s.Epochs = -2 }, "Epochs -2"},
		"NaN spread":       {func(in *input) { in.s.Restarts.Scale = nan }, "scale of the starts is NaN"},
		"NaN tolerance":    {func(in *input) { in.s.Restarts.Tol = nan }, "tolerance is NaN"},
		"negative rate":    {func(in *input) { in.s.Rule = ebm.SGD{Rate: -1} }, "Rate is -1"},
		"momentum of one":  {func(in *input) { in.s.Rule = ebm.SGD{Momentum: 1} }, "Momentum is 1"},
		"Adam's decay":     {func(in *input) { in.s.Rule = ebm.Adam{Beta2: 1.5} }, "Beta2 is 1.5"},
		"Adam's ε":         {func(in *input) { in.s.Rule = ebm.Adam{Eps: -1} }, "Eps is -1"},
		"no rng":           {func(in *input) { in.rng = nil }, "no random generator"},
	}
	for name, c := range cases {
		r := rng()
		in := &input{&ebm.Model{Pred: must(ebm.NewLinearPredictor(drawMatrix(1, 1, r))), Dec: must(ebm.NewNetworkDecoder(2, 1, 1, ebm.NetworkSettings{}, r)), Cost: ebm.SquaredError{}},
			mat.NewDense(4, 1, nil), mat.NewDense(4, 2, nil), exact, r}
		c.change(in)
		_, err := ebm.Learn(context.Background(), in.m, in.X, in.Y, in.s, in.rng, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, expected it to say %q", name, err, c.want)
		}
	}
}

// A rate far too large ends in an error, not in parameters that are not numbers.
func TestLearnDiverges(t *testing.T) {
	r := rng()
	s := exact
	s.Rule = ebm.SGD{Rate: 1e200}
	_, err := ebm.Learn(context.Background(), &ebm.Model{Dec: must(ebm.NewLinearDecoder(drawMatrix(2, 1, r))), Cost: ebm.SquaredError{}}, nil, drawMatrix(40, 2, r), s, r, nil)
	if err == nil || !strings.Contains(err.Error(), "smaller Rate") {
		t.Errorf("error %v, expected advice to take a smaller rate", err)
	}
}

// The rules on ½c·θ², against their recursions written out.
func TestRules(t *testing.T) {
	theta, want, m, v := []float64{1}, 1.0, 0.0, 0.0
	step := ebm.SGD{Rate: 0.1, Momentum: 0.5}.Start(1)
	for range 10 {
		m = 0.5*m + 3*want
		want -= 0.1 * m
		step(theta, []float64{3 * theta[0]})
	}
	if math.Abs(theta[0]-want) > 1e-15 {
		t.Errorf("SGD comes to %v, its recursion to %v", theta[0], want)
	}
	theta[0], want, m = 1, 1, 0
	step = ebm.Adam{}.Start(1)
	for i := 1; i <= 10; i++ {
		g := 3 * want
		m, v = 0.9*m+0.1*g, 0.999*v+0.001*g*g
		want -= 0.01 * m / (1 - math.Pow(0.9, float64(i))) / (math.Sqrt(v/(1-math.Pow(0.999, float64(i)))) + 1e-8)
		step(theta, []float64{3 * theta[0]})
	}
	if math.Abs(theta[0]-want) > 1e-12 {
		t.Errorf("Adam comes to %v, its recursion to %v", theta[0], want)
	}
}
