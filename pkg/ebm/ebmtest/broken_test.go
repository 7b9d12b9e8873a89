package ebmtest_test

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
)

// broken is a regularizer with another prox.
type broken struct {
	ebm.Regularizer
	f func(dst, v []float64, t float64)
}

func (b broken) Prox(dst, v []float64, t float64) { b.f(dst, v, t) }

// brokenPoints is one of k with other points.
type brokenPoints struct {
	ebm.OneOfK
	points func(k int) iter.Seq[[]float64]
}

func (b brokenPoints) Points(k int) iter.Seq[[]float64] { return b.points(k) }

// brokenSlope is ½‖z‖² with another gradient.
type brokenSlope struct {
	ebm.SquaredL2
	f func(dst, z []float64)
}

func (b brokenSlope) Grad(dst, z []float64) {
	b.SquaredL2.Grad(dst, z)
	b.f(dst, z)
}

// unspoken is a box that says it is none.
type unspoken struct{ ebm.Box }

func (unspoken) Constraint() string { return "" }

// Sets, discrete codes and other regularizers that are not convex, each with a prox that
// returns a point of the set, but not always the nearest.
func TestWrongProjectionsAreCaught(t *testing.T) {
	for name, c := range map[string]struct {
		r    ebm.Regularizer
		want string
	}{
		"simplex: scaled instead of projected": {broken{ebm.Simplex{}, func(dst, v []float64, _ float64) {
			var sum float64
			for i, x := range v {
				dst[i] = math.Max(x, 0)
				sum += dst[i]
			}
			for i := range dst {
				if dst[i] /= sum; sum == 0 {
					dst[i] = 1 / float64(len(dst))
				}
			}
		}}, "not the minimiser"},
		"simplex: a corner": {broken{ebm.Simplex{}, ebm.OneOfK{}.Prox}, "not the minimiser"},
		"simplex: always the middle": {broken{ebm.Simplex{}, func(dst, v []float64, _ float64) {
			for i := range dst {
				dst[i] = 1 / float64(len(dst))
			}
		}}, "not the minimiser"},
		"simplex: off it": {broken{ebm.Simplex{}, ebm.NonNegative{}.Prox}, "expected a finite number"},
		"simplex: moved by 1e-4": {broken{ebm.Simplex{}, func(dst, v []float64, _ float64) {
			ebm.Simplex{}.Prox(dst, v, 1)
			for i := range dst {
				dst[i] = (1-1e-4)*dst[i] + 1e-4/float64(len(dst))
			}
		}}, "not the minimiser"},
		"ball: a smaller one":     {broken{ebm.Ball{Radius: 2}, ebm.Ball{Radius: 1.999}.Prox}, "not the minimiser"},
		"ball: always the sphere": {broken{ebm.Ball{Radius: 2}, func(dst, v []float64, _ float64) { sphere(dst, v, 2) }}, "not the minimiser"},
		"ball: the box in it":     {broken{ebm.Ball{}, ebm.Box{Lo: -0.5, Hi: 0.5}.Prox}, "not the minimiser"},
		"box: a smaller one":      {broken{ebm.Box{Lo: -1, Hi: 1}, ebm.Box{Lo: -1, Hi: 0.999}.Prox}, "not the minimiser"},
		"box: the other bound":    {broken{ebm.Box{Lo: -1, Hi: 1}, ebm.Box{Lo: -1, Hi: 1.001}.Prox}, "expected a finite number"},
		"non-negative: the size":  {broken{ebm.NonNegative{}, func(dst, v []float64, _ float64) { size(dst, v) }}, "not the minimiser"},
		"k-sparse: one fewer":     {broken{ebm.KSparse{K: 2}, ebm.KSparse{K: 1}.Prox}, "not the minimiser"},
		"k-sparse: one more":      {broken{ebm.KSparse{K: 2}, ebm.KSparse{K: 3}.Prox}, "expected a finite number"},
		"k-sparse: the first":     {broken{ebm.KSparse{K: 2}, func(dst, v []float64, _ float64) { copy(dst, v); clear(dst[2:]) }}, "not the minimiser"},
		"k-sparse: with signs":    {broken{ebm.KSparse{K: 1}, func(dst, v []float64, _ float64) { largest(dst, v) }}, "not the minimiser"},
		"k-sparse: shrunk":        {broken{ebm.KSparse{K: 2}, func(dst, v []float64, _ float64) { ebm.KSparse{K: 2}.Prox(dst, v, 1); scale(dst, 0.9999) }}, "not the minimiser"},
		"L0: soft":                {broken{ebm.L0{}, ebm.L1{}.Prox}, "not the minimiser"},
		"L0: the threshold t":     {broken{ebm.L0{}, func(dst, v []float64, t float64) { ebm.L0{}.Prox(dst, v, t*t/2) }}, "not the minimiser"},
		"L2: each entry alone":    {broken{ebm.L2{}, ebm.L1{}.Prox}, "not the minimiser"},
		"one of k: the last":      {broken{ebm.OneOfK{}, func(dst, v []float64, _ float64) { clear(dst); dst[len(dst)-1] = 1 }}, "not the minimiser"},
		"one of k: the largest size": {broken{ebm.OneOfK{}, func(dst, v []float64, _ float64) {
			w := make([]float64, len(v))
			size(w, v)
			ebm.OneOfK{}.Prox(dst, w, 1)
		}}, "not the minimiser"},
		"sum over parts: t without weight": {broken{halves(0.5), halves(1).Prox}, "not the minimiser"},
		"aliasing": {broken{ebm.OneOfK{}, func(dst, v []float64, _ float64) {
			clear(dst)
			best := 0
			for i := range v {
				if v[i] > v[best] {
					best = i
				}
			}
			dst[best] = 1
		}}, "Prox with dst = v"},
		"changed input":            {broken{ebm.KSparse{K: 2}, func(dst, v []float64, _ float64) { ebm.KSparse{K: 2}.Prox(dst, v, 1); clear(v) }}, "input v[0] was changed"},
		"points of another length": {brokenPoints{points: func(k int) iter.Seq[[]float64] { return ebm.OneOfK{}.Points(k - 1) }}, "has 3 entries, expected 4"},
		"one of k, but not all of them": {brokenPoints{points: func(k int) iter.Seq[[]float64] {
			return slices.Values([][]float64{{1, 0, 0, 0}, {0, 1, 0, 0}})
		}}, "is none of the 2 points"},
		"a point twice": {brokenPoints{points: func(k int) iter.Seq[[]float64] {
			return slices.Values([][]float64{{1, 0, 0, 0}, {0, 1, 0, 0}, {1, 0, 0, 0}})
		}}, "points 0 and 2 are both"},
		"a point too many": {brokenPoints{points: func(k int) iter.Seq[[]float64] {
			return slices.Values([][]float64{make([]float64, k)})
		}}, "the value is +Inf at the point"},
		"slope":                {brokenSlope{f: func(dst, _ []float64) { dst[1] *= 1.001 }}, "finite differences"},
		"slope that changes z": {brokenSlope{f: func(_, z []float64) { z[0]++ }}, "input z of Grad[0]"},
		"a silent set":         {unspoken{ebm.Box{Lo: -1, Hi: 1}}, "Constraint is empty"},
	} {
		err := ebmtest.Regularizer(c.r, 4, rng())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected an error that says %q", name, err, c.want)
		}
	}
}

func sphere(dst, v []float64, radius float64) {
	var s float64
	for _, x := range v {
		s += x * x
	}
	for i, x := range v {
		dst[i] = x * (radius / math.Sqrt(s))
	}
}

func size(dst, v []float64) {
	for i, x := range v {
		dst[i] = math.Abs(x)
	}
}

func largest(dst, v []float64) {
	best := 0
	for i, x := range v {
		if x > v[best] {
			best = i
		}
	}
	x := v[best]
	clear(dst)
	dst[best] = x
}

func scale(v []float64, s float64) {
	for i := range v {
		v[i] *= s
	}
}

func halves(w float64) ebm.Parts {
	return ebm.Parts{{From: 0, To: 2, Reg: ebm.L1{}, Weight: w}, {From: 2, To: 4, Reg: ebm.Simplex{}}}
}

// brokenDecoder is a network with h whose derivatives have been tampered with.
type brokenDecoder struct {
	*ebm.NetworkDecoder
	params    func(dst, theta, z []float64)
	h         func(dst, h []float64)
	normalize func(theta []float64)
}

func (b brokenDecoder) PullbackParams(dst, h, z, u []float64) {
	b.NetworkDecoder.PullbackParams(dst, h, z, u)
	if b.params != nil {
		b.params(dst, b.Params(), z)
	}
}

func (b brokenDecoder) PullbackH(dst, h, z, u []float64) {
	b.NetworkDecoder.PullbackH(dst, h, z, u)
	if b.h != nil {
		b.h(dst, h)
	}
}

func (b brokenDecoder) Normalize() {
	if b.normalize != nil {
		b.normalize(b.Params())
	}
}

func TestWrongLearnedDecodersAreCaught(t *testing.T) {
	dec, err := ebm.NewNetworkDecoder(3, 2, 2, ebm.NetworkSettings{Hidden: []int{4}}, rng())
	if err != nil {
		t.Fatal(err)
	}
	theta := slices.Clone(dec.Params())
	for name, c := range map[string]struct {
		brokenDecoder
		want string
	}{
		"as it is":          {brokenDecoder{}, ""},
		"θ: factor":         {brokenDecoder{params: func(dst, _, _ []float64) { dst[3] *= 1.01 }}, "in PullbackParams"},
		"θ: overwritten":    {brokenDecoder{params: func(dst, _, _ []float64) { dst[0] = 0 }}, "in PullbackParams"},
		"θ: z changed":      {brokenDecoder{params: func(_, _, z []float64) { z[1] = 0 }}, "input z[1]"},
		"θ: θ changed":      {brokenDecoder{params: func(_, theta, _ []float64) { theta[2]++ }}, "input θ[2]"},
		"h: sign":           {brokenDecoder{h: func(dst, _ []float64) { dst[1] = -dst[1] }}, "in PullbackH"},
		"h: h changed":      {brokenDecoder{h: func(_, h []float64) { h[0] += 1e-9 }}, "input h[0]"},
		"h: not set":        {brokenDecoder{h: func(dst, _ []float64) { dst[1] = math.NaN() }}, "in PullbackH"},
		"norm: NaN":         {brokenDecoder{normalize: func(theta []float64) { theta[1] = math.NaN() }}, "θ after Normalize[1] is NaN"},
		"norm: not at once": {brokenDecoder{normalize: func(theta []float64) { scale(theta, 0.5) }}, "a second Normalize moves"},
	} {
		c.NetworkDecoder = dec
		copy(dec.Params(), theta)
		err := ebmtest.Decoder(c.brokenDecoder, []float64{0.5, -1}, rng())
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, expected an error that says %q", name, err, c.want)
		}
		if c.want == "" && !slices.Equal(theta, dec.Params()) {
			t.Errorf("%s: the check has moved θ from %v to %v", name, theta, dec.Params())
		}
	}
	if err := ebmtest.Decoder(dec, nil, rng()); err == nil || !strings.Contains(err.Error(), "h has 0 entries, the decoder takes 2") {
		t.Errorf("%v without an h, expected an error that says so", err)
	}
}

// brokenPredictor is an affine predictor that has been tampered with.
type brokenPredictor struct {
	*ebm.AffinePredictor
	predict, params, x func(dst, x []float64)
}

func (b brokenPredictor) Predict(dst, x []float64) {
	b.AffinePredictor.Predict(dst, x)
	if b.predict != nil {
		b.predict(dst, x)
	}
}

func (b brokenPredictor) PullbackParams(dst, x, u []float64) {
	b.AffinePredictor.PullbackParams(dst, x, u)
	if b.params != nil {
		b.params(dst, x)
	}
}

func (b brokenPredictor) PullbackX(dst, x, u []float64) {
	b.AffinePredictor.PullbackX(dst, x, u)
	if b.x != nil {
		b.x(dst, x)
	}
}

func TestWrongPredictorsAreCaught(t *testing.T) {
	pred, err := ebm.NewAffinePredictor(mat.NewDense(2, 3, []float64{1, 2, 3, 0, 1, -1}), []float64{1, 0})
	if err != nil {
		t.Fatal(err)
	}
	noise := rand.New(rand.NewPCG(8, 8))
	for name, c := range map[string]struct {
		brokenPredictor
		want string
	}{
		"as it is":      {brokenPredictor{}, ""},
		"x changed":     {brokenPredictor{predict: func(_, x []float64) { x[0]++ }}, "input x[0]"},
		"not set":       {brokenPredictor{predict: func(dst, _ []float64) { dst[1] = math.NaN() }}, "Pred(x)[1] is NaN"},
		"by chance":     {brokenPredictor{predict: func(dst, _ []float64) { dst[0] += noise.Float64() }}, "asked again"},
		"θ: factor":     {brokenPredictor{params: func(dst, _ []float64) { dst[7] *= 1.01 }}, "in PullbackParams"},
		"θ: x changed":  {brokenPredictor{params: func(_, x []float64) { x[2] = 0 }}, "input x[2]"},
		"x: wrong sign": {brokenPredictor{x: func(dst, _ []float64) { dst[0] = -dst[0] }}, "in PullbackX"},
	} {
		c.AffinePredictor = pred
		err := ebmtest.Predictor(c.brokenPredictor, rng())
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, expected an error that says %q", name, err, c.want)
		}
	}
}

// brokenDomain is a cross-entropy whose gradient is that of another.
type brokenDomain struct{ ebm.Categorical }

func (brokenDomain) Grad(dst, y, ybar []float64) float64 {
	ebm.Bernoulli{}.Grad(dst, y, ybar)
	return ebm.Categorical{}.Value(y, ybar)
}

type flatEntropy struct{ ebm.Bernoulli }

func (flatEntropy) Curvature() float64 { return 0.1 }

func TestWrongEntropiesAreCaught(t *testing.T) {
	label := func(*rand.Rand) []float64 { return []float64{0, 1, 0} }
	if err := ebmtest.Cost(brokenDomain{}, 3, label, rng()); err == nil || !strings.Contains(err.Error(), "finite differences") {
		t.Errorf("%v, expected an error about the gradient", err)
	}
	if err := ebmtest.Cost(flatEntropy{}, 3, label, rng()); err == nil || !strings.Contains(err.Error(), "Curvature") {
		t.Errorf("%v, expected an error about Curvature", err)
	}
}
