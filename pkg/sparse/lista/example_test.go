package lista_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
	"github.com/latentlab/latentlab/pkg/sparse/lista"
)

// samples returns a dictionary of 30 atoms and n samples, each a sum of a few of them.
func samples(n int) (*sparse.Dictionary, *mat.Dense) {
	rng := rand.New(rand.NewPCG(1, 2))
	atoms, Z := mat.NewDense(30, 20, nil), mat.NewDense(n, 30, nil)
	atoms.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() }, atoms)
	D, err := sparse.NewDictionary(atoms)
	if err != nil {
		panic(err)
	}
	Z.Apply(func(_, _ int, _ float64) float64 {
		if rng.Float64() < 0.1 {
			return rng.NormFloat64()
		}
		return 0
	}, Z)
	var Y mat.Dense
	Y.Mul(Z, D.Atoms())
	return D, &Y
}

// codeError returns Σ‖z − z*‖²/Σ‖z*‖².
func codeError(Z, want *mat.Dense) float64 {
	var diff mat.Dense
	diff.Sub(Z, want)
	return mat.Norm(&diff, 2) * mat.Norm(&diff, 2) / (mat.Norm(want, 2) * mat.Norm(want, 2))
}

// Three layers learn to predict the codes of the lasso.
func Example() {
	ctx := context.Background()
	const lambda = 0.1
	D, Y := samples(1200)
	train, test := Y.Slice(0, 1000, 0, 20).(*mat.Dense), Y.Slice(1000, 1200, 0, 20).(*mat.Dense)
	coder := sparse.Coder{Dict: D, Lambda: lambda}
	target, err := coder.Encode(ctx, train)
	if err != nil {
		fmt.Println(err)
		return
	}
	want, err := coder.Encode(ctx, test)
	if err != nil {
		fmt.Println(err)
		return
	}

	net, err := lista.New[float32](D, lambda, lista.Tied{}, 3) // three steps of ISTA
	if err != nil {
		fmt.Println(err)
		return
	}
	before, _ := net.Encode(ctx, test)
	rng := rand.New(rand.NewPCG(1, 1))
	if _, err := net.Train(ctx, train, lista.Codes(target.Z), lista.Training[float32]{Steps: 500}, rng, nil); err != nil {
		fmt.Println(err)
		return
	}
	after, _ := net.Encode(ctx, test)
	fmt.Printf("error of the codes: %.1f before, %.1f after\n", codeError(before, want.Z), codeError(after, want.Z))
	for _, s := range net.Params().Shapes {
		fmt.Println(s.Name, s.Dims)
	}
	// Output:
	// error of the codes: 0.4 before, 0.0 after
	// We [30 20]
	// S [30 30]
	// theta [30]
}

// The codes after each layer, deeper than the network was made.
func ExampleNetwork_Layers() {
	D, Y := samples(50)
	net, err := lista.New[float64](D, 0.1, lista.Tied{}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	deep, err := net.Deepen(8)
	if err != nil {
		fmt.Println(err)
		return
	}
	all, err := deep.Layers(context.Background(), Y)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range []int{0, 1, 4, 8} {
		var r mat.Dense
		r.Mul(all[t], D.Atoms())
		r.Sub(Y, &r)
		fmt.Printf("layer %d: residual %.2f\n", t, mat.Norm(&r, 2)/mat.Norm(Y, 2))
	}
	// Output:
	// layer 0: residual 1.00
	// layer 1: residual 0.58
	// layer 4: residual 0.33
	// layer 8: residual 0.24
}

// A training without codes: the energy is enough.
func ExampleEnergy() {
	D, Y := samples(400)
	net, err := lista.New[float32](D, 0.1, lista.StepLISTA{}, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	rng := rand.New(rand.NewPCG(1, 1))
	t, err := net.Train(context.Background(), Y, lista.Energy{}, lista.Training[float32]{Steps: 200}, rng, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	h := t.History()
	fmt.Println(h[199].Loss < h[0].Loss, net.Form(), net.Depth())
	// Output: true Step-LISTA 4
}

// The network's own picture of itself.
func ExampleNetwork_Graph() {
	D, _ := samples(1)
	net, err := lista.New[float32](D, 0.1, lista.Untied{}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range net.Graph().Edges {
		fmt.Println(e.From, "→", e.To)
	}
	// Output:
	// y → W_{e,1}
	// W_{e,1} → sh1
	// y → W_{e,2}
	// sh1 → S2
	// S2 → +2
	// +2 → sh2
	// W_{e,2} → +2
	// sh2 → out
}

// The matrix of ALISTA has products with the atoms that are smaller than theirs with
// each other.
func ExampleAnalytic() {
	D, _ := samples(1)
	V, err := lista.Analytic(D)
	if err != nil {
		fmt.Println(err)
		return
	}
	var analytic, plain mat.Dense
	analytic.Mul(V, D.Atoms().T())
	plain.Mul(D.Atoms(), D.Atoms().T())
	fmt.Printf("%.2f %.2f\n", mat.Norm(&analytic, 2), mat.Norm(&plain, 2))
	// Output: 6.80 8.62
}

// An auto-encoder: the encoder is pulled to the codes, and pulls them.
func ExampleAutoEncoder() {
	_, Y := samples(400)
	s := lista.Joint[float32]{
		Learning: sparse.Learning{Atoms: 30, Lambda: 0.1},
		Alpha:    0.5,
		Training: lista.Training[float32]{Steps: 100, Batch: 100},
	}
	a, err := lista.NewAutoEncoder(Y, s, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := a.Learn(context.Background(), Y, nil); err != nil {
		fmt.Println(err)
		return
	}
	h := a.History()
	fmt.Println(h[99].Objective < h[0].Objective, h[99].Distance < h[0].Distance/2)
	fmt.Println(a.Graph().Groups)
	// Output:
	// true true
	// [[Enc z̄ D]]
}

// A network is trained on codes that are known because they were there first, new ones
// in each step, and scored on others.
func ExamplePlanted() {
	D, _ := samples(1)
	src := lista.Planted{Dict: D, Part: 0.4}
	net, err := lista.New[float32](D, 0.2, lista.CP{}, 4)
	if err != nil {
		panic(err)
	}
	Y, Z := mat.NewDense(200, 20, nil), mat.NewDense(200, 30, nil)
	if err := src.Draw(Y, Z, rand.New(rand.NewPCG(3, 4))); err != nil {
		panic(err)
	}
	score := func() float64 {
		codes, err := net.Encode(context.Background(), Y)
		if err != nil {
			panic(err)
		}
		e, err := lista.NewNMSE(codes, Z)
		if err != nil {
			panic(err)
		}
		return e.OfSums
	}
	before := score()
	s := lista.Training[float32]{Steps: 300, Batch: 64}
	if _, err := net.TrainFresh(context.Background(), src, s, rand.New(rand.NewPCG(5, 6)), nil); err != nil {
		panic(err)
	}
	fmt.Println("at least 3 dB better:", score() < before-3)
	// Output: at least 3 dB better: true
}

func ExampleNewNMSE() {
	known := mat.NewDense(2, 2, []float64{1, 0, 0, 2})
	codes := mat.NewDense(2, 2, []float64{0.9, 0, 0, 2.4})
	e, err := lista.NewNMSE(codes, known)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.1f %.1f %.1f dB\n", e.OfSums, e.OfRatio, e.OfLogs)
	// Output: -14.7 -16.0 -17.0 dB
}
