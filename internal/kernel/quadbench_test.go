package kernel

import (
	"fmt"
	"testing"
)

// BenchmarkQuadBatch is both products of 128 rows of 784 columns, three in ten blocks
// kept in runs, with a matrix of 400 columns, and the listing of the blocks.
func BenchmarkQuadBatch(b *testing.B) {
	const n, m, k = 128, 784, 400
	rng := newRand(1)
	x := make([]float32, n*m)
	for i := 0; i+8 <= len(x); i += 8 {
		if rng.IntN(10) < 3 {
			for j := range 8 {
				x[i+j] = rng.Float32()
			}
		}
	}
	var a QuadBatch[float32]
	a.Pack(x, m)
	v, w := make([]float32, n*k), make([]float32, m*k)
	flops := 2 * a.Density() * n * m * k
	for _, c := range []struct {
		name  string
		flops float64
		run   func()
	}{
		{"Pack", 0, func() { a.Pack(x, m) }},
		{"Product", flops, func() { a.Product(v, w, k) }},
		{"TransposedProduct", flops, func() { a.TransposedProduct(w, v, k) }},
	} {
		b.Run(fmt.Sprintf("%s/%.2f", c.name, a.Density()), func(b *testing.B) {
			for b.Loop() {
				c.run()
			}
			if c.flops > 0 {
				b.ReportMetric(c.flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			}
		})
	}
}
