package vae

import (
	"context"
	"math/rand/v2"
	"testing"
	"os"
	"syscall"
	"unsafe"

	"github.com/latentlab/latentlab/datasets"
)

func BenchmarkReal(b *testing.B) {
	digits, _, err := datasets.MNIST(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	x, err := NewGrey[float32](digits.Pix, digits.Dim())
	rng := rand.New(rand.NewPCG(1, 0))
	m, err := Dense(digits.Dim(), []int{400}, 20, Bernoulli[float32]{}, rng)
	t, err := NewTrainer[float32, Grey[float32]](m, Training[float32]{}, rng)
	rows, eps := make([]float32, 128*digits.Dim()), make([]float32, 128*20)
	order := rng.Perm(60000)
	if os.Getenv("HUGE") != "" {
		x.Rows(rows, order[:128], rng)
		t.take(rows, eps, objective{beta: 1})
		for _, v := range [][]float32{m.Params.Value, m.Params.Grad, t.memory.First, t.memory.Second, rows, t.pass.a, t.pass.da} {
			b := unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), 4*len(v))
			p := uintptr(unsafe.Pointer(&b[0]))
			lo := (p + 1<<21 - 1) &^ (1<<21 - 1)
			hi := (p + uintptr(len(b))) &^ (1<<21 - 1)
			lo = p &^ 4095
			hi = (p + uintptr(len(b))) &^ 4095
			if hi > lo {
				err := syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(lo)), hi-lo), 14)
				err2 := syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(lo)), hi-lo), 25)
				println(len(b), hi-lo, err == nil, err2 == nil)
			}
		}
	}
	at := 0
	for b.Loop() {
		of := order[at : at+128]
		at = (at + 128) % 59000
		x.Rows(rows, of, rng)
		noise(eps, rng)
		if _, err := t.take(rows, eps, objective{beta: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
