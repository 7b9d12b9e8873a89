package vae

import (
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/datasets"
)

// BenchmarkStep is a step of vae-train: 784–400–20, a batch of 128 drawn digits.
func BenchmarkStep(b *testing.B) {
	digits, err := datasets.Strokes(1280, 1)
	if err != nil {
		b.Fatal(err)
	}
	x, err := NewGrey[float32](digits.Pix, digits.Dim())
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 0))
	m, err := Dense(digits.Dim(), []int{400}, 20, Bernoulli[float32]{}, rng)
	if err != nil {
		b.Fatal(err)
	}
	t, err := NewTrainer[float32, Grey[float32]](m, Training[float32]{}, rng)
	if err != nil {
		b.Fatal(err)
	}
	rows, eps := make([]float32, 128*digits.Dim()), make([]float32, 128*20)
	for b.Loop() {
		of := rng.Perm(digits.Len())[:128]
		x.Rows(rows, of, rng)
		noise(eps, rng)
		if _, err := t.take(rows, eps, objective{beta: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
