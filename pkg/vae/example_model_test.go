package vae_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/vae"
)

// strokes are n pictures of 8×8 pixels: one bar each, upright or level.
func strokes(n int) vae.Grey[float32] {
	pix, rng := make([]uint8, n*64), newRand(1)
	for i := range n {
		at, upright := rng.IntN(8), rng.IntN(2) == 0
		for j := range 8 {
			if upright {
				pix[i*64+8*j+at] = 255
			} else {
				pix[i*64+8*at+j] = 255
			}
		}
	}
	x, err := vae.NewGrey[float32](pix, 64)
	if err != nil {
		log.Fatal(err)
	}
	return x
}

// trained is a model of bars, 64–32–(2,2)–32–64.
func trained() (*vae.Model[float32], *vae.Trainer[float32, vae.Grey[float32]]) {
	m, err := vae.Dense(64, []int{32}, 2, vae.Bernoulli[float32]{}, newRand(1))
	if err != nil {
		log.Fatal(err)
	}
	s := vae.Training[float32]{Epochs: 30, Batch: 20, Schedule: nn.Constant(5e-3)}
	t, err := vae.Fit(context.Background(), m, strokes(400), strokes(100), s, newRand(2), nil)
	if err != nil {
		log.Fatal(err)
	}
	return m, t
}

// A model of 64 pixels with a code of two numbers, trained and looked at.
func ExampleFit() {
	m, t := trained()
	epochs := t.Epochs()
	first, last := epochs[0].Valid, epochs[29].Valid
	fmt.Printf("−ELBO falls: %t, active units: %d\n", last.NegELBO < first.NegELBO/2, last.ActiveUnits)
	x, err := m.Sample(3, newRand(3))
	fmt.Println(len(x), err)
	// Output:
	// −ELBO falls: true, active units: 2
	// 192 <nil>
}

func ExampleModel() {
	m, err := vae.Dense(784, []int{400}, 20, vae.Bernoulli[float32]{}, newRand(1))
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range m.Params.Shapes {
		fmt.Println(s.Name, s.Dims)
	}
	// Output:
	// encoder.0.weight [784 400]
	// encoder.0.bias [400]
	// encoder.2.weight [40 400]
	// encoder.2.bias [40]
	// decoder.0.weight [400 20]
	// decoder.0.bias [400]
	// decoder.2.weight [784 400]
	// decoder.2.bias [784]
}

func ExampleConvolutional() {
	m, err := vae.Convolutional(28, 28, 1, 16, 20, vae.Bernoulli[float32]{}, newRand(1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Params.Shapes[0], m.Params.Shapes[2])
	// Output: {encoder.0.weight [16 4 4 1]} {encoder.2.weight [32 4 4 16]}
}

// A training that is stopped, kept, and resumed by another trainer.
func ExampleTrainer() {
	type kind = vae.Grey[float32]
	x, s := strokes(100), vae.Training[float32]{Epochs: 2, Batch: 20}
	start := func() *vae.Trainer[float32, kind] {
		m, err := vae.Dense(64, nil, 2, vae.Bernoulli[float32]{}, newRand(1))
		if err != nil {
			log.Fatal(err)
		}
		t, err := vae.NewTrainer[float32, kind](m, s, newRand(2))
		if err != nil {
			log.Fatal(err)
		}
		return t
	}
	ctx, stop := context.WithCancel(context.Background())
	t := start()
	err := t.Resume(ctx, x, x, func(p vae.Progress[kind]) {
		if p.Step == 7 {
			stop()
		}
	})
	fmt.Println(len(t.Epochs()), err)
	kept, err := t.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}
	t = start()
	if err := t.UnmarshalBinary(kept); err != nil {
		log.Fatal(err)
	}
	err = t.Resume(context.Background(), x, x, nil)
	fmt.Println(len(t.Epochs()), err)
	// Output:
	// 1 context canceled
	// 2 <nil>
}

func ExampleEvaluate() {
	m, _ := trained()
	s, err := vae.Evaluate(context.Background(), m, strokes(100), newRand(4))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.NegELBO == s.Recon+s.KL, s.ReconAtMean < s.Recon, len(s.PerDimension))
	// Output: true true 2
}

// With draws enough, −log p lies below −ELBO.
func ExampleImportance() {
	m, _ := trained()
	x := strokes(100).Binarize(newRand(5))
	s, err := vae.Evaluate(context.Background(), m, x, newRand(4))
	if err != nil {
		log.Fatal(err)
	}
	p, err := vae.Importance(context.Background(), m, x, 200, newRand(4))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(-p.LogP < s.NegELBO, p.Draws)
	// Output: true 200
}

// A table takes scores of data of one kind: that of binary pixels does not compile here.
func ExampleTable() {
	var t vae.Table[vae.Grey[float32]]
	t.Add("β = 1", vae.Score[vae.Grey[float32]]{NegELBO: 104.2, Recon: 79.1, KL: 25.1, ReconAtMean: 72.4, PerDimension: make([]float64, 20), ActiveUnits: 19})
	fmt.Print(t.Markdown())
	// Output:
	// | model | −ELBO | reconstruction | KL | at z = μ | active units |
	// | --- | ---: | ---: | ---: | ---: | ---: |
	// | β = 1 | 104.2 | 79.1 | 25.1 | 72.4 | 19 of 20 |
}

// Each pixel of binary data is drawn once, each of dynamic data whenever asked for.
func ExampleGrey() {
	x, err := vae.NewGrey[float64]([]uint8{0, 51, 255, 0, 0, 255}, 3)
	if err != nil {
		log.Fatal(err)
	}
	row := make([]float64, 3)
	x.Rows(row, []int{0}, nil)
	fmt.Println(row, x.Kind())
	var bits vae.Binary[float64] = x.Binarize(newRand(1))
	bits.Rows(row, []int{1}, nil)
	fmt.Println(row, bits.Kind())
	fmt.Println(vae.Dynamic[float64]{Grey: x}.Kind())
	// Output:
	// [0 0.2 1] grey pixels
	// [0 0 1] binary pixels, drawn once
	// binary pixels, drawn anew
}

func ExampleReals() {
	x, err := vae.NewReals([]float64{1.5, -2, 0, 7}, 2)
	n, d := x.Dims()
	fmt.Println(n, d, err)
	// Output: 2 2 <nil>
}

func ExampleGaussian() {
	a, x := []float64{1, 2}, []float64{1, 4}
	da := make([]float64, 2)
	loss := vae.Gaussian[float64]{Variance: 4}.Loss(da, a, x, make([]float64, 2))
	fmt.Printf("%.4f %v\n", loss, da)
	// Output: 3.7242 [0 -0.5]
}

func ExampleLearnedGaussian() {
	lik := vae.LearnedGaussian[float64]{}
	a, x := []float64{1, 0}, []float64{3} // a mean, a log variance
	da := make([]float64, 2)
	loss := lik.Loss(da, a, x, make([]float64, 2))
	fmt.Printf("%d %.3f %.3f\n", lik.Outputs(1), loss, da)
	// Output: 2 2.919 [-2.000 -1.500]
}

func ExampleBernoulli() {
	logits := []float64{0, 2}
	mean := make([]float64, 2)
	vae.Bernoulli[float64]{}.Mean(mean, logits)
	fmt.Printf("%.3f\n", mean)
	// Output: [0.500 0.881]
}

func ExampleInformation() {
	m, _ := trained()
	info, err := vae.Information(context.Background(), m, strokes(100), newRand(4))
	fmt.Println(info > 1, err) // 16 bars that differ hold log 16 = 2.8 nats
	// Output: true <nil>
}

func ExampleTraining() {
	s := vae.Training[float32]{Beta: 1, NoKL: true}
	_, err := vae.Fit(context.Background(), &vae.Model[float32]{}, strokes(2), strokes(2), s, newRand(1), nil)
	fmt.Println(strings.Contains(err.Error(), "expected one or the other"))
	// Output: true
}
