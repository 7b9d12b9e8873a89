package vae_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/vae"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// grey is n samples of d pixels that vary along a line.
func grey[T nn.Float](n, d int) vae.Grey[T] {
	pix := make([]uint8, n*d)
	for i := range n {
		for j := range d {
			pix[i*d+j] = uint8(255 * math.Pow(math.Sin(float64(i)/float64(n)*3+float64(j)), 2))
		}
	}
	x, err := vae.NewGrey[T](pix, d)
	if err != nil {
		panic(err)
	}
	return x
}

func dense[T nn.Float](t testing.TB, d int, hidden []int, k int, lik vae.Likelihood[T], seed uint64) *vae.Model[T] {
	t.Helper()
	m, err := vae.Dense(d, hidden, k, lik, newRand(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// linear is x = W·z + b + noise with a known posterior, as a model whose encoder is that
// posterior: μ = M⁻¹Wᵀ(x−b), diagonal covariance only where WᵀW is diagonal.
func linear(t *testing.T, variance float64) (*vae.Model[float64], *distmv.Normal, int) {
	t.Helper()
	const d, k = 5, 2
	enc, dec := &nn.Dense[float64]{In: d, Out: 2 * k}, &nn.Dense[float64]{In: k, Out: d}
	m, err := vae.New(enc, dec, vae.Gaussian[float64]{Variance: variance}, newRand(3))
	if err != nil {
		t.Fatal(err)
	}
	// Columns at right angles, of different lengths.
	W := mat.NewDense(d, k, []float64{1, 0, 0, 0.5, 0.3, 0, 0, 0.2, 0.4, 0})
	b := []float64{0.1, -0.2, 0.3, 0, 0.5}
	decW, _ := m.Params.View("decoder.weight")
	decB, _ := m.Params.View("decoder.bias")
	copy(decW, W.RawMatrix().Data)
	copy(decB, b)
	encW, _ := m.Params.View("encoder.weight")
	encB, _ := m.Params.View("encoder.bias")
	clear(encW)
	for j := range k {
		var sq float64
		for i := range d {
			sq += W.At(i, j) * W.At(i, j)
		}
		prec := 1 + sq/variance
		for i := range d {
			encW[j*d+i] = W.At(i, j) / variance / prec
		}
		encB[j] = 0
		for i := range d {
			encB[j] -= encW[j*d+i] * b[i]
		}
		encB[k+j] = -math.Log(prec)
	}
	cov := mat.NewSymDense(d, nil)
	cov.SymOuterK(1, W)
	for i := range d {
		cov.SetSym(i, i, cov.At(i, i)+variance)
	}
	exact, ok := distmv.NewNormal(b, cov, nil)
	if !ok {
		t.Fatal("covariance")
	}
	return m, exact, d
}

// On a linear Gaussian model the evidence is a normal density. With the exact posterior
// every importance weight is the evidence, and the ELBO reaches it.
func TestEvidenceOfLinearGaussian(t *testing.T) {
	m, exact, d := linear(t, 0.3)
	rng, x, want := newRand(4), []float64(nil), 0.0
	const n = 40
	for range n {
		row := make([]float64, d)
		for j := range row {
			row[j] = rng.NormFloat64()
		}
		x, want = append(x, row...), want+exact.LogProb(row)/n
	}
	data, err := vae.NewReals(x, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []int{1, 50} {
		got, err := vae.Importance(context.Background(), m, data, k, newRand(5))
		if err != nil || math.Abs(got.LogP-want) > 1e-10 {
			t.Errorf("exact posterior, %d draws: log p %v, exact %v, %v", k, got.LogP, want, err)
		}
	}
	// With a posterior that is off, many draws still come within 1e-3 nats, and the mean
	// ELBO lies below.
	bias, _ := m.Params.View("encoder.bias")
	bias[0] += 0.1
	bias[2] += 0.2
	got, err := vae.Importance(context.Background(), m, data, 20000, newRand(6))
	if err != nil || math.Abs(got.LogP-want) > 1e-3 {
		t.Errorf("20000 draws: log p %v, exact %v, %v", got.LogP, want, err)
	}
	few, err := vae.Importance(context.Background(), m, data, 1, newRand(6))
	if err != nil || few.LogP >= want {
		t.Errorf("one draw: %v, exact %v, %v", few.LogP, want, err)
	}
}

// KL(N(μ, v) ‖ N(0, 1)) by its closed form and by many draws of log q − log p.
func TestKLAgainstDraws(t *testing.T) {
	m := dense(t, 4, []int{6}, 3, vae.Bernoulli[float64]{}, 1)
	x := grey[float64](5, 4)
	s, err := vae.Evaluate(context.Background(), m, x, newRand(1))
	if err != nil {
		t.Fatal(err)
	}
	mu, sigma, err := m.Encode(context.Background(), x, newRand(1))
	if err != nil {
		t.Fatal(err)
	}
	rng := newRand(2)
	const draws = 200000
	got := 0.0
	for i, v := range mu {
		for range draws {
			e := rng.NormFloat64()
			z := v + sigma[i]*e
			got += (z*z - e*e - 2*math.Log(sigma[i])) / 2 / draws
		}
	}
	got /= 5
	if math.Abs(got-s.KL) > 5e-3*max(1, s.KL) {
		t.Errorf("KL %v, by draws %v", s.KL, got)
	}
	var sum float64
	for _, v := range s.PerDimension {
		sum += v
	}
	if math.Abs(sum-s.KL) > 1e-12 || math.Abs(s.NegELBO-s.Recon-s.KL) > 1e-12 {
		t.Errorf("the dimensions add to %v, KL %v, −ELBO %v, recon %v", sum, s.KL, s.NegELBO, s.Recon)
	}
}

// states trains a small model for a while and returns the parameters.
func states(t *testing.T, s vae.Training[float32], stop int) []float32 {
	t.Helper()
	x := grey[float32](50, 12)
	m := dense(t, 12, []int{16}, 2, vae.Bernoulli[float32]{}, 7)
	tr, err := vae.NewTrainer[float32, vae.Dynamic[float32]](m, s, newRand(8))
	if err != nil {
		t.Fatal(err)
	}
	data := vae.Dynamic[float32]{Grey: x}
	if stop > 0 {
		ctx, cancel := context.WithCancel(context.Background())
		err := tr.Resume(ctx, data, data, func(p vae.Progress[vae.Dynamic[float32]]) {
			if p.Step == stop {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped with %v", err)
		}
		kept, err := tr.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		m = dense(t, 12, []int{16}, 2, vae.Bernoulli[float32]{}, 99)
		if tr, err = vae.NewTrainer[float32, vae.Dynamic[float32]](m, s, newRand(100)); err != nil {
			t.Fatal(err)
		}
		if err := tr.UnmarshalBinary(kept); err != nil {
			t.Fatal(err)
		}
	}
	if err := tr.Resume(context.Background(), data, data, nil); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true} {
		m, err := tr.After([]int{0, s.Epochs}[i])
		if s.Film != (err == nil) || s.Film && slices.Equal(m.Params.Value, tr.Model.Params.Value) != want {
			t.Fatalf("film %v: the model after %d epochs, %v", s.Film, []int{0, s.Epochs}[i], err)
		}
	}
	if es := tr.Epochs(); len(es) != s.Epochs || es[len(es)-1].N != s.Epochs {
		t.Fatalf("%d epochs, expected %d", len(es), s.Epochs)
	}
	return m.Params.Value
}

func TestSameBits(t *testing.T) {
	for _, s := range []vae.Training[float32]{
		{Epochs: 3, Batch: 16, WarmUp: 2, FreeBits: 0.1, Film: true}, {Epochs: 3, Batch: 16, Draws: 3, IWAE: true},
	} {
		want := states(t, s, 0)
		for _, stop := range []int{1, 4, 6} {
			if !slices.Equal(states(t, s, stop), want) {
				t.Errorf("not the same bits after a stop at step %d", stop)
			}
		}
		for _, procs := range []int{1, 2, 5} {
			old := runtime.GOMAXPROCS(procs)
			if !slices.Equal(states(t, s, 0), want) {
				t.Errorf("not the same bits on %d processors", procs)
			}
			runtime.GOMAXPROCS(old)
		}
	}
}

func TestTrainingLowersTheLoss(t *testing.T) {
	x := grey[float32](200, 12)
	m := dense(t, 12, []int{16}, 2, vae.Bernoulli[float32]{}, 7)
	before, err := vae.Evaluate(context.Background(), m, x, newRand(1))
	if err != nil {
		t.Fatal(err)
	}
	s := vae.Training[float32]{Epochs: 30, Batch: 20, Schedule: nn.Constant(1e-2)}
	tr, err := vae.Fit(context.Background(), m, x, x, s, newRand(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	last := tr.Epochs()[29]
	if last.Valid.NegELBO > before.NegELBO-0.5 || last.Valid.ActiveUnits < 1 {
		t.Errorf("−ELBO %v before, %v after, %d active units", before.NegELBO, last.Valid.NegELBO, last.Valid.ActiveUnits)
	}
	info, err := vae.Information(context.Background(), m, x, newRand(3))
	if err != nil || info <= 0 || info > math.Log(200) || info > last.Valid.KL+0.2 {
		t.Errorf("mutual information %v, KL %v, %v", info, last.Valid.KL, err)
	}
	p, err := vae.Importance(context.Background(), m, x, 100, newRand(4))
	var bound float64
	for i := range 100 {
		score, err := vae.Evaluate(context.Background(), m, x, newRand(uint64(10+i)))
		if err != nil {
			t.Fatal(err)
		}
		bound += score.NegELBO / 100
	}
	if err != nil || -p.LogP > bound {
		t.Errorf("−log p %v above −ELBO %v, %v", -p.LogP, bound, err)
	}
}

func TestPatience(t *testing.T) {
	x := grey[float32](20, 12)
	m := dense(t, 12, []int{16}, 2, vae.Bernoulli[float32]{}, 7)
	s := vae.Training[float32]{Epochs: 200, Batch: 20, Schedule: nn.Constant(0.5), Patience: 2}
	tr, err := vae.Fit(context.Background(), m, x, x, s, newRand(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	es := tr.Epochs()
	if len(es) == 200 || es[len(es)-1].SinceBetter != 2 {
		t.Errorf("stopped after %d epochs, %d since the best", len(es), es[len(es)-1].SinceBetter)
	}
}

func TestRefuses(t *testing.T) {
	rng := newRand(1)
	bernoulli := vae.Likelihood[float64](vae.Bernoulli[float64]{})
	m := dense(t, 4, []int{3}, 2, bernoulli, 1)
	nan := m.Params.Value[0]
	for name, f := range map[string]func() error{
		"positive sizes": func() error { _, err := vae.Dense(0, nil, 2, bernoulli, rng); return err },
		"at least 1":     func() error { _, err := vae.Dense(4, []int{0}, 2, bernoulli, rng); return err },
		"expected d → 2k": func() error {
			_, err := vae.New(&nn.Dense[float64]{In: 4, Out: 3}, &nn.Dense[float64]{In: 2, Out: 4}, bernoulli, rng)
			return err
		},
		"variance": func() error {
			_, err := vae.Dense(4, nil, 2, vae.Gaussian[float64]{Variance: -1}, rng)
			return err
		},
		"of 4":            func() error { _, err := vae.Evaluate(context.Background(), m, grey[float64](3, 5), rng); return err },
		"expected one or": func() error { _, err := vae.NewGrey[float64](make([]uint8, 7), 4); return err },
		"finite":          func() error { _, err := vae.NewReals([]float64{1, math.NaN()}, 2); return err },
		"is negative": func() error {
			_, err := vae.NewTrainer[float64, vae.Grey[float64]](m, vae.Training[float64]{Epochs: -1}, rng)
			return err
		},
		"one or the other": func() error {
			_, err := vae.NewTrainer[float64, vae.Grey[float64]](m, vae.Training[float64]{NoKL: true, Beta: 1}, rng)
			return err
		},
		"multiples of 4": func() error { _, err := vae.Convolutional(6, 8, 1, 2, 2, bernoulli, rng); return err },
		"picture of 16": func() error {
			_, err := vae.Convolutional(4, 4, 1, 2, 2, vae.LearnedGaussian[float64]{}, rng)
			return err
		},
		"0 or 1": func() error { _, err := vae.NewBinary[float64]([]uint8{0, 2}, 2); return err },
		"finite number": func() error {
			m.Sigma = math.NaN()
			defer func() { m.Sigma = 0 }()
			_, err := vae.Evaluate(context.Background(), m, grey[float64](3, 4), rng)
			return err
		},
		"expected 0 to 1": func() error {
			x, _ := vae.NewReals([]float64{0, 0.5, 1, 1.5}, 4)
			_, err := vae.Evaluate(context.Background(), m, x, rng)
			return err
		},
		"of code 1 is NaN": func() error { _, err := m.Decode([]float64{0, 0, 0, math.NaN()}); return err },
		"a unit":           func() error { _, err := vae.DenseOf[float64](4, nil, 2, bernoulli, nil, rng); return err },
		"were 12 samples before": func() error {
			x := grey[float64](12, 4)
			tr, _ := vae.NewTrainer[float64, vae.Grey[float64]](m, vae.Training[float64]{Epochs: 2, Batch: 4}, rng)
			if err := tr.Resume(context.Background(), x, x, nil); err != nil {
				return err
			}
			return tr.Resume(context.Background(), x.Part(0, 9), x, nil)
		},
		"codes of":   func() error { _, err := m.Decode(make([]float64, 3)); return err },
		"at least 2": func() error { _, err := m.Interpolate(make([]float64, 2), make([]float64, 2), 1); return err },
		"not a stored": func() error {
			tr, _ := vae.NewTrainer[float64, vae.Grey[float64]](m, vae.Training[float64]{}, rng)
			return tr.UnmarshalBinary([]byte("x"))
		},
		"lower the rate": func() error {
			m.Params.Value[0] = math.NaN()
			defer func() { m.Params.Value[0] = nan }()
			_, err := vae.Fit(context.Background(), m, grey[float64](9, 4), grey[float64](9, 4), vae.Training[float64]{}, rng, nil)
			return err
		},
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q is not in the error %v", name, err)
		}
	}
}

// With fixed balls −ELBO still bounds −log p(x): the constant of the KL is in it.
func TestFixedBallsBound(t *testing.T) {
	m, exact, d := linear(t, 0.3)
	m.Sigma = 0.4
	x, want := make([]float64, 200*d), 0.0
	rng := newRand(4)
	for i := range 200 {
		row := exact.Rand(x[i*d : (i+1)*d])
		for j := range row {
			row[j] += 0.1 * rng.NormFloat64()
		}
		want -= exact.LogProb(row) / 200
	}
	data, err := vae.NewReals(x, d)
	if err != nil {
		t.Fatal(err)
	}
	s, err := vae.Evaluate(context.Background(), m, data, newRand(5))
	if err != nil || s.NegELBO < want {
		t.Errorf("−ELBO %v below −log p %v, %v", s.NegELBO, want, err)
	}
	// By draws: KL is E_q[log q − log p].
	mu, _, err := m.Encode(context.Background(), data, rng)
	if err != nil {
		t.Fatal(err)
	}
	kl := 0.0
	const draws = 2000
	for _, v := range mu {
		for range draws {
			e := rng.NormFloat64()
			z := v + 0.4*e
			kl += (z*z - e*e - 2*math.Log(0.4)) / 2 / draws / 200
		}
	}
	if math.Abs(kl-s.KL) > 0.01 {
		t.Errorf("KL %v, by draws %v", s.KL, kl)
	}
}

// More draws than are decoded at once give one estimate; few samples at a time give the
// same as many.
func TestImportanceInParts(t *testing.T) {
	m, exact, d := linear(t, 0.3)
	x := make([]float64, 3*d)
	for i := range x {
		x[i] = float64(i%4) - 1
	}
	data, err := vae.NewReals(x, d)
	if err != nil {
		t.Fatal(err)
	}
	var want float64
	for i := range 3 {
		want += exact.LogProb(x[i*d:(i+1)*d]) / 3
	}
	for _, k := range []int{4096, 4097, 10000} {
		got, err := vae.Importance(context.Background(), m, data, k, newRand(5))
		if err != nil || math.Abs(got.LogP-want) > 1e-9 || got.Draws != k {
			t.Errorf("%d draws: %v, exact %v, %v", k, got, want, err)
		}
	}
}

// The mutual information against its definition, term by term, with the same draws: for
// balls that do not overlap it is log n, for equal balls it is 0.
func TestInformationAtItsEnds(t *testing.T) {
	m, _, d := linear(t, 0.3)
	const n = 32
	x := make([]float64, n*d)
	for i := range n {
		x[i*d] = 1000 * float64(i)
	}
	data, err := vae.NewReals(x, d)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := vae.Information(context.Background(), m, data, newRand(1)); err != nil || math.Abs(got-math.Log(n)) > 1e-12 {
		t.Errorf("far apart: %v, expected log %d, %v", got, n, err)
	}
	clear(x)
	if data, err = vae.NewReals(x, d); err != nil {
		t.Fatal(err)
	}
	if got, err := vae.Information(context.Background(), m, data, newRand(1)); err != nil || math.Abs(got) > 1e-12 {
		t.Errorf("all alike: %v, expected 0, %v", got, err)
	}
}

func TestUses(t *testing.T) {
	m, err := vae.Convolutional(8, 8, 1, 2, 3, vae.Bernoulli[float64]{}, newRand(1))
	if err != nil {
		t.Fatal(err)
	}
	x := grey[float64](300, 64)
	mu, sigma, err := m.Encode(context.Background(), x, newRand(2))
	if err != nil || len(mu) != 900 || len(sigma) != 900 {
		t.Fatalf("%d μ and %d σ, %v", len(mu), len(sigma), err)
	}
	rebuilt, err := m.Reconstruct(context.Background(), x, newRand(2))
	if err != nil {
		t.Fatal(err)
	}
	if want, err := m.Decode(mu); err != nil || !slices.Equal(rebuilt, want) {
		t.Errorf("rebuilt is not the decoded mean, %v", err)
	}
	between, err := m.Interpolate(mu[:3], mu[3:6], 5)
	if err != nil || len(between) != 5*64 || !slices.Equal(between[:64], rebuilt[:64]) || !slices.Equal(between[4*64:], rebuilt[64:128]) {
		t.Errorf("an interpolation does not end at its ends, %v", err)
	}
	a, err := m.Sample(4, newRand(3))
	if err != nil || len(a) != 4*64 {
		t.Fatal(err)
	}
	if b, _ := m.Sample(4, newRand(3)); !slices.Equal(a, b) {
		t.Error("the same seed gives other samples")
	}
}

// The kinds keep their bits: parts of dynamic data stay dynamic, and binary ones are 0
// or 1 in every draw.
func TestKinds(t *testing.T) {
	x := grey[float64](40, 12)
	row := func(x vae.Pixels[float64], seed uint64) []float64 {
		dst := make([]float64, 2*12)
		x.Rows(dst, []int{1, 0}, newRand(seed))
		return dst
	}
	dynamic, static := vae.Dynamic[float64]{Grey: x}.Part(10, 20), x.Binarize(newRand(1)).Part(10, 20)
	if slices.Equal(row(dynamic, 1), row(dynamic, 2)) {
		t.Error("a part of dynamic data is not drawn anew")
	}
	if !slices.Equal(row(static, 1), row(static, 2)) {
		t.Error("pixels drawn once change")
	}
	bits, err := vae.NewBinary[float64]([]uint8{0, 1, 1, 0}, 2)
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]float64, 4)
	bits.Rows(dst, []int{1, 0}, nil)
	if !slices.Equal(dst, []float64{1, 0, 0, 1}) {
		t.Errorf("bits are %v", dst)
	}
	for _, v := range append(row(dynamic, 1), row(static, 1)...) {
		if v != 0 && v != 1 {
			t.Errorf("a binary pixel is %v", v)
		}
	}
	const draws = 4000
	one, err := vae.NewGrey[float64]([]uint8{64}, 1)
	if err != nil {
		t.Fatal(err)
	}
	rng, of, sum := newRand(5), make([]int, draws), 0.0
	drawn := make([]float64, draws)
	vae.Dynamic[float64]{Grey: one}.Rows(drawn, of, rng)
	for _, v := range drawn {
		sum += v / draws
	}
	if p := 64.0 / 255; math.Abs(sum-p) > 4*math.Sqrt(p*(1-p)/draws) {
		t.Errorf("a pixel of grey %v is 1 in %v of the draws", p, sum)
	}
}

func TestTableWithLogP(t *testing.T) {
	type kind = vae.Binary[float32]
	var table vae.Table[kind]
	table.Add("a", vae.Score[kind]{NegELBO: 2})
	table.AddWith("b", vae.Score[kind]{NegELBO: 3}, vae.LogLikelihood[kind]{LogP: -1.5, Draws: 7})
	lines := strings.Split(strings.TrimSpace(table.Markdown()), "\n")
	if len(lines) != 4 || !strings.HasSuffix(lines[3], "| 1.5 (7) |") {
		t.Fatalf("%q", lines)
	}
	for _, l := range lines {
		if strings.Count(l, "|") != 8 {
			t.Errorf("%q has not 7 columns", l)
		}
	}
}
