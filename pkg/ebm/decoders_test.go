package ebm_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// must returns a part that has to be possible.
func must[T any](part T, err error) T {
	if err != nil {
		panic(err)
	}
	return part
}

func drawMatrix(r, c int, rng *rand.Rand) *mat.Dense {
	return mat.NewDense(r, c, normalVector(r*c, rng))
}

// ellipse is ȳ = h·(θ₁ cos z, θ₂ sin z): an ellipse with learned radii θ, whose size is h.
func ellipse() *ebm.FuncDecoder {
	theta := []float64{2, 1}
	return &ebm.FuncDecoder{
		D: 2, K: 1, H: 1, Theta: theta,
		F: func(dst, h, z []float64) {
			s, c := math.Sincos(z[0])
			dst[0], dst[1] = h[0]*theta[0]*c, h[0]*theta[1]*s
		},
		BackZ: func(dst, h, z, u []float64) {
			s, c := math.Sincos(z[0])
			dst[0] = h[0] * (theta[1]*c*u[1] - theta[0]*s*u[0])
		},
		BackH: func(dst, h, z, u []float64) {
			s, c := math.Sincos(z[0])
			dst[0] = theta[0]*c*u[0] + theta[1]*s*u[1]
		},
		BackTheta: func(dst, h, z, u []float64) {
			s, c := math.Sincos(z[0])
			dst[0] += h[0] * c * u[0]
			dst[1] += h[0] * s * u[1]
		},
	}
}

// decoders returns one of each kind, by name, with the h that it takes.
func decoders() map[string]struct {
	dec ebm.Decoder
	h   []float64
} {
	rng := rng()
	h1, h2 := []float64{0.7}, []float64{0.3, -1}
	unit := must(ebm.NewLinearDecoder(drawMatrix(3, 5, rng)))
	unit.UnitNorm = true
	network := func(d, k, h int, s ebm.NetworkSettings) ebm.Decoder {
		return must(ebm.NewNetworkDecoder(d, k, h, s, rng))
	}
	linear := func(d, k int) ebm.Decoder { return must(ebm.NewLinearDecoder(drawMatrix(d, k, rng))) }
	deep := ebm.NetworkSettings{Hidden: []int{4, 7, 3}}
	soft := ebm.NetworkSettings{Hidden: []int{6}, Activation: ebm.Softplus}
	return map[string]struct {
		dec ebm.Decoder
		h   []float64
	}{
		"linear":               {linear(3, 4), nil},
		"linear, wide":         {unit, nil},
		"linear with an x":     {linear(2, 2), h2},
		"affine":               {must(ebm.NewAffineDecoder(drawMatrix(4, 2, rng), normalVector(4, rng))), nil},
		"table":                {must(ebm.NewTable(drawMatrix(5, 3, rng))), nil},
		"function":             {ellipse(), h1},
		"function without θ":   {&ebm.FuncDecoder{D: 3, K: 2, F: triple{}.Decode, BackZ: triple{}.Pullback}, nil},
		"network":              {network(2, 1, 0, ebm.NetworkSettings{}), nil},
		"network with h":       {network(3, 2, 2, soft), h2},
		"deep network":         {network(2, 3, 0, deep), nil},
		"deep network with h":  {network(2, 3, 1, deep), h1},
		"linear of function":   {must(ebm.ComposeDecoders(must(ebm.NewLinearDecoder(drawMatrix(4, 3, rng))), triple{})), nil},
		"network of linear":    {must(ebm.ComposeDecoders(network(2, 3, 2, soft), linear(3, 2))), h2},
		"three":                {must(ebm.ComposeDecoders(linear(3, 2), must(ebm.ComposeDecoders(network(2, 2, 1, soft), network(2, 4, 1, deep))))), h1},
		"three, the other way": {must(ebm.ComposeDecoders(must(ebm.ComposeDecoders(linear(3, 2), network(2, 2, 1, soft))), linear(2, 4))), h1},
		"function of function": {must(ebm.ComposeDecoders(triple{}, &ebm.FuncDecoder{D: 2, K: 1, H: 1, F: ellipse().F, BackZ: ellipse().BackZ, BackH: ellipse().BackH})), h1},
	}
}

func TestDecodersByDefinition(t *testing.T) {
	for name, c := range decoders() {
		if err := ebmtest.Decoder(c.dec, c.h, rng()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// predictors returns one of each kind, by name.
func predictors() map[string]ebm.Predictor {
	rng := rng()
	network := func(h, x int) ebm.Predictor {
		return must(ebm.NewNetworkPredictor(h, x, ebm.NetworkSettings{Hidden: []int{5, 4}, Activation: ebm.Softplus}, rng))
	}
	theta := []float64{0.4}
	wave := &ebm.FuncPredictor{
		H: 2, X: 1, Theta: theta,
		F:         func(dst, x []float64) { dst[1], dst[0] = math.Sincos(theta[0] * x[0]) },
		BackX:     func(dst, x, u []float64) { s, c := math.Sincos(theta[0] * x[0]); dst[0] = theta[0] * (c*u[1] - s*u[0]) },
		BackTheta: func(dst, x, u []float64) { s, c := math.Sincos(theta[0] * x[0]); dst[0] += x[0] * (c*u[1] - s*u[0]) },
	}
	linear := must(ebm.NewLinearPredictor(drawMatrix(2, 3, rng)))
	return map[string]ebm.Predictor{
		"linear":                       linear,
		"affine":                       must(ebm.NewAffinePredictor(drawMatrix(2, 3, rng), normalVector(2, rng))),
		"function":                     wave,
		"function without derivatives": &ebm.FuncPredictor{H: 1, X: 1, F: double{}.Predict},
		"network":                      network(2, 3),
		"network of linear":            must(ebm.ComposePredictors(network(3, 2), must(ebm.NewLinearPredictor(drawMatrix(2, 4, rng))))),
		"three":                        must(ebm.ComposePredictors(network(1, 2), must(ebm.ComposePredictors(network(2, 2), must(ebm.NewLinearPredictor(drawMatrix(2, 1, rng))))))),
		"network of the unknown":       must(ebm.ComposePredictors(network(1, 2), echo{})),
		"the unknown of a function":    must(ebm.ComposePredictors(echo{}, &ebm.FuncPredictor{H: 2, X: 1, F: wave.F})),
	}
}

func TestPredictorsByDefinition(t *testing.T) {
	for name, p := range predictors() {
		if err := ebmtest.Predictor(p, rng()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The linear decoder is the dictionary, and the table its transpose.
func TestLinearDecodersAgainstTheDictionary(t *testing.T) {
	rng := rng()
	for _, size := range [][2]int{{3, 7}, {7, 3}, {4, 4}} {
		atoms := drawMatrix(size[0], size[1], rng)
		D := must(sparse.RawDictionary(atoms))
		d, k := D.Dims()
		z, u := normalVector(k, rng), normalVector(d, rng)
		for _, dec := range []ebm.Decoder{must(ebm.NewLinearDecoder(atoms.T())), must(ebm.NewTable(atoms))} {
			y, want, g, wantG := make([]float64, d), make([]float64, d), make([]float64, k), make([]float64, k)
			dec.Decode(y, nil, z)
			D.Decode(want, nil, z)
			dec.Pullback(g, nil, z, u)
			D.Pullback(wantG, nil, z, u)
			if squaredDistance(y, want) > 1e-26 || squaredDistance(g, wantG) > 1e-26 {
				t.Errorf("%T: %v and %v, expected %v and %v", dec, y, g, want, wantG)
			}
			wantNear(t, "‖W‖²", dec.(ebm.Linear).SquaredNorm(), D.SquaredNorm(), 1e-12)
		}
	}
}

// The norm follows the parameters.
func TestSquaredNormFollowsLearning(t *testing.T) {
	dec := must(ebm.NewLinearDecoder(mat.NewDense(2, 2, []float64{3, 0, 0, 1})))
	wantNear(t, "‖W‖²", dec.SquaredNorm(), 9, 1e-14)
	dec.Params()[3] = 5
	wantNear(t, "‖W‖²", dec.SquaredNorm(), 25, 1e-14)
	dec.UnitNorm = true
	dec.Normalize()
	wantNear(t, "‖W‖²", dec.SquaredNorm(), 1, 1e-14)
}

func TestNormalizeColumns(t *testing.T) {
	dec := must(ebm.NewLinearDecoder(mat.NewDense(2, 3, []float64{3, 0, 1e-200, 4, 0, 0})))
	before := slices.Clone(dec.Params())
	dec.Normalize()
	if !slices.Equal(dec.Params(), before) {
		t.Errorf("without UnitNorm, %v became %v", before, dec.Params())
	}
	dec.UnitNorm = true
	dec.Normalize()
	if want := []float64{0.6, 0, 1, 0.8, 0, 0}; !slices.Equal(dec.Params(), want) {
		t.Errorf("%v, expected %v", dec.Params(), want)
	}
}

// A composition's θ is that of its parts: a step on it is a step on both.
func TestComposedParamsAreShared(t *testing.T) {
	a, b := must(ebm.NewLinearDecoder(mat.NewDense(1, 1, []float64{2}))), must(ebm.NewLinearDecoder(mat.NewDense(1, 1, []float64{3})))
	c := must(ebm.ComposeDecoders(a, b))
	y := make([]float64, 1)
	c.Decode(y, nil, []float64{1})
	if y[0] != 6 {
		t.Errorf("2·3·1 is %v", y[0])
	}
	c.Params()[0], c.Params()[1] = 5, 7
	c.Decode(y, nil, []float64{1})
	if y[0] != 35 || a.Params()[0] != 5 || b.Params()[0] != 7 {
		t.Errorf("5·7·1 is %v, with parts %v and %v", y[0], a.Params(), b.Params())
	}
}

// One decoder, many goroutines: each has its own scratch.
func TestDecodersServeManyGoroutines(t *testing.T) {
	for name, c := range decoders() {
		d, k := c.dec.Dims()
		z, u := normalVector(k, rng()), normalVector(d, rng())
		want := make([]float64, k)
		c.dec.Pullback(want, c.h, z, u)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				other, g := normalVector(k, rand.New(rand.NewPCG(9, uint64(i)))), make([]float64, k)
				for range 50 {
					c.dec.Pullback(g, c.h, other, u)
					c.dec.Pullback(g, c.h, z, u)
					if !slices.Equal(g, want) {
						t.Errorf("%s: %v in a goroutine, %v alone", name, g, want)
						return
					}
				}
			})
		}
		wg.Wait()
	}
}

// A step allocates nothing.
func TestDecodersDoNotAllocate(t *testing.T) {
	for name, c := range decoders() {
		d, k := c.dec.Dims()
		z, u, y, g := normalVector(k, rng()), normalVector(d, rng()), make([]float64, d), make([]float64, k)
		theta := []float64{}
		p, parametric := c.dec.(ebm.Parametric)
		if parametric {
			theta = make([]float64, len(p.Params()))
		}
		if n := testing.AllocsPerRun(100, func() {
			c.dec.Decode(y, c.h, z)
			c.dec.Pullback(g, c.h, z, u)
			if parametric {
				p.PullbackParams(theta, c.h, z, u)
			}
		}); n >= 1 {
			t.Errorf("%s allocates %v times a step", name, n)
		}
	}
}

// Same seed, same network; another seed, another one.
func TestNetworksFromSeeds(t *testing.T) {
	draw := func(seed uint64) []float64 {
		return must(ebm.NewNetworkDecoder(2, 1, 1, ebm.NetworkSettings{}, rand.New(rand.NewPCG(seed, 0)))).Params()
	}
	if a := draw(1); !slices.Equal(a, draw(1)) || slices.Equal(a, draw(2)) || len(a) != 32*3+2*33 {
		t.Errorf("%d parameters that do not follow the seed", len(a))
	}
}

func TestDecodersAndPredictorsRefuse(t *testing.T) {
	two, nan := mat.NewDense(2, 2, []float64{1, 2, 3, 4}), mat.NewDense(2, 2, []float64{1, 2, math.NaN(), 4})
	linear := func() *ebm.LinearDecoder { return must(ebm.NewLinearDecoder(two)) }
	same := linear()
	for want, err := range map[string]error{
		"there is no W":            func() error { _, err := ebm.NewLinearDecoder(nil); return err }(),
		"W is 0×0":                 func() error { _, err := ebm.NewLinearDecoder(&mat.Dense{}); return err }(),
		"W[1][0] is NaN":           func() error { _, err := ebm.NewLinearPredictor(nan); return err }(),
		"prototypes[1][0] is NaN":  func() error { _, err := ebm.NewTable(nan); return err }(),
		"b has 3 entries, W has 2": func() error { _, err := ebm.NewAffineDecoder(two, make([]float64, 3)); return err }(),
		"b[1] is +Inf":             func() error { _, err := ebm.NewAffinePredictor(two, []float64{0, infinity}); return err }(),
		"there is no b":            func() error { _, err := ebm.NewAffineDecoder(two, nil); return err }(),
		"0, 1 and 0 entries":       func() error { _, err := ebm.NewNetworkDecoder(0, 1, 0, ebm.NetworkSettings{}, rng()); return err }(),
		"no rng":                   func() error { _, err := ebm.NewNetworkDecoder(1, 1, 0, ebm.NetworkSettings{}, nil); return err }(),
		"[1 0 1] units": func() error {
			_, err := ebm.NewNetworkPredictor(1, 1, ebm.NetworkSettings{Hidden: []int{0}}, rng())
			return err
		}(),
		"Activation is 7": func() error {
			_, err := ebm.NewNetworkPredictor(1, 1, ebm.NetworkSettings{Activation: 7}, rng())
			return err
		}(),
		"decoder to compose is miss": func() error { _, err := ebm.ComposeDecoders(nil, linear()); return err }(),
		"makes 3 entries, the outer": func() error { _, err := ebm.ComposeDecoders(linear(), triple{}); return err }(),
		"*ebm.FuncDecoder with 2":    func() error { _, err := ebm.ComposeDecoders(linear(), ellipse()); return err }(),
		"is there twice":             func() error { _, err := ebm.ComposeDecoders(same, same); return err }(),
		"takes an h of 2 entries": func() error {
			n := must(ebm.NewNetworkDecoder(1, 2, 2, ebm.NetworkSettings{}, rng()))
			_, err := ebm.ComposeDecoders(n, ellipse())
			return err
		}(),
		"predictor to compose is miss": func() error { _, err := ebm.ComposePredictors(echo{}, nil); return err }(),
		"no PullbackX":                 func() error { _, err := ebm.ComposePredictors(echo{}, must(ebm.NewLinearPredictor(two))); return err }(),
		"makes 1 entries, the outer":   func() error { _, err := ebm.ComposePredictors(echo{}, double{}); return err }(),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
}

// An h that does not fit is an error before any work, from x or from the predictor.
func TestProblemChecksH(t *testing.T) {
	y := []float64{1, 1}
	for _, c := range []struct {
		pred ebm.Predictor
		x    []float64
		want string
	}{
		{nil, nil, "x has 0 entries, the decoder takes 1"},
		{nil, []float64{1, 2}, "x has 2 entries, the decoder takes 1"},
		{echo{}, []float64{1, 2}, "the predictor's h has 2 entries, the decoder takes 1"},
		{double{}, []float64{1}, "<nil>"},
		{nil, []float64{1}, "<nil>"},
	} {
		m := ebm.Model{Pred: c.pred, Dec: ellipse(), Cost: ebm.SquaredError{}}
		if _, err := m.Problem(c.x, y); !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%v, expected %q", err, c.want)
		}
	}
}

// Without a predictor, a decoder that takes h takes x.
func TestGraphOfAConditionalDecoder(t *testing.T) {
	dec := ellipse()
	m := ebm.Model{Dec: dec, Cost: ebm.SquaredError{}}
	if got, want := describe(m.Graph()), "x z Dec(z,h) ȳ y ½‖y−ȳ‖² x→Dec z→Dec Dec→ȳ ȳ→C y→C"; got != want {
		t.Errorf("%s, expected %s", got, want)
	}
	if err := m.Graph().Check(); err != nil {
		t.Error(err)
	}
}

// An ellipse whose size is x, and an angle z that says where on it: one x, several y.
func ExampleFuncDecoder() {
	ellipse := &ebm.FuncDecoder{
		D: 2, K: 1, H: 1,
		F: func(dst, h, z []float64) {
			dst[0], dst[1] = 2*h[0]*math.Cos(z[0]), h[0]*math.Sin(z[0])
		},
		BackZ: func(dst, h, z, u []float64) {
			dst[0] = -2*h[0]*math.Sin(z[0])*u[0] + h[0]*math.Cos(z[0])*u[1]
		},
	}
	x := []float64{1.5}
	fmt.Println(ebmtest.Decoder(ellipse, x, rand.New(rand.NewPCG(1, 1))))

	model := &ebm.Model{Dec: ellipse, Cost: ebm.SquaredError{}}
	problem, _ := model.Problem(x, []float64{0, 2})
	result, _ := ebm.Infer(context.Background(), problem, sparse.ISTA{L: 20}, []float64{1}, ebm.Settings{})
	fmt.Printf("z = %.4f, F(x, y) = %.4f\n", result.Z[0], result.Energy)
	// Output:
	// <nil>
	// z = 1.5708, F(x, y) = 0.1250
}

func ExampleLinearDecoder() {
	dec, _ := ebm.NewLinearDecoder(mat.NewDense(2, 2, []float64{
		3, 1,
		4, 0,
	}))
	dec.UnitNorm = true
	dec.Normalize()
	y := make([]float64, 2)
	dec.Decode(y, nil, []float64{1, -1})
	fmt.Printf("%.1f\n", y)
	// Output: [-0.4 0.8]
}

func ExampleAffineDecoder() {
	dec, _ := ebm.NewAffineDecoder(mat.NewDense(2, 1, []float64{1, 2}), []float64{10, 20})
	y := make([]float64, 2)
	dec.Decode(y, nil, []float64{3})
	fmt.Println(y)
	// Output: [13 26]
}

// K-means: three prototypes, and z picks one of them.
func ExampleTable() {
	table, _ := ebm.NewTable(mat.NewDense(3, 2, []float64{0, 0, 4, 0, 0, 4}))
	model := &ebm.Model{Dec: table, Cost: ebm.SquaredError{}, Reg: ebm.OneOfK{}}

	problem, _ := model.Problem(nil, []float64{3, 1})
	for z := range (ebm.OneOfK{}).Points(3) {
		fmt.Println(z, problem.Energy(z))
	}
	// Output:
	// [1 0 0] 5
	// [0 1 0] 1
	// [0 0 1] 9
}

func ExampleNetworkDecoder() {
	rng := rand.New(rand.NewPCG(1, 2))
	dec, _ := ebm.NewNetworkDecoder(2, 1, 1, ebm.NetworkSettings{Hidden: []int{16}, Activation: ebm.Softplus}, rng)
	fmt.Println(len(dec.Params()), ebmtest.Decoder(dec, []float64{0.5}, rng))
	// Output: 82 <nil>
}

// A line, bent by a network.
func ExampleComposedDecoder() {
	rng := rand.New(rand.NewPCG(1, 2))
	line, _ := ebm.NewAffineDecoder(mat.NewDense(2, 1, []float64{1, -1}), []float64{0, 0.5})
	bend, _ := ebm.NewNetworkDecoder(3, 2, 0, ebm.NetworkSettings{Hidden: []int{8}}, rng)
	dec, _ := ebm.ComposeDecoders(bend, line)
	d, k := dec.Dims()
	fmt.Println(d, k, len(bend.Params()), len(line.Params()), len(dec.Params()))
	// Output: 3 1 51 4 55
}

func ExampleAffinePredictor() {
	p, _ := ebm.NewAffinePredictor(mat.NewDense(1, 2, []float64{2, -1}), []float64{0.5})
	h := make([]float64, 1)
	p.Predict(h, []float64{3, 1})
	fmt.Println(h)
	// Output: [5.5]
}

func ExampleLinearPredictor() {
	p, _ := ebm.NewLinearPredictor(mat.NewDense(1, 2, []float64{2, -1}))
	h := make([]float64, 1)
	p.Predict(h, []float64{3, 1})
	fmt.Println(h)
	// Output: [5]
}

func ExampleFuncPredictor() {
	p := &ebm.FuncPredictor{H: 1, X: 1, F: func(dst, x []float64) { dst[0] = math.Exp(x[0]) }}
	fmt.Println(ebmtest.Predictor(p, rand.New(rand.NewPCG(1, 1))))
	// Output: <nil>
}

func ExampleNetworkPredictor() {
	rng := rand.New(rand.NewPCG(1, 2))
	p, _ := ebm.NewNetworkPredictor(2, 3, ebm.NetworkSettings{}, rng)
	fmt.Println(len(p.Params()), ebmtest.Predictor(p, rng))
	// Output: 194 <nil>
}

func ExampleComposedPredictor() {
	rng := rand.New(rand.NewPCG(1, 2))
	outer, _ := ebm.NewLinearPredictor(mat.NewDense(1, 2, []float64{1, 1}))
	inner, _ := ebm.NewNetworkPredictor(2, 1, ebm.NetworkSettings{Hidden: []int{4}}, rng)
	p, _ := ebm.ComposePredictors(outer, inner)
	fmt.Println(len(p.Params()), ebmtest.Predictor(p, rng))
	// Output: 20 <nil>
}
