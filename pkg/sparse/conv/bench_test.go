package conv_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

// BenchmarkEncode is time and memory from 64² to 1024² pixels, 64 kernels of 9×9, λ a fifth
// of λ_max, to a gap of 1e-2.
func BenchmarkEncode(b *testing.B) {
	for side := 64; side <= 1024; side *= 2 {
		b.Run(fmt.Sprint(side), func(b *testing.B) {
			c, y := texture(b, conv.Circular, side, side, 64, 9, 1)
			c.Tol = 1e-2
			b.ReportAllocs()
			var code *conv.Code[float32]
			var err error
			for b.Loop() {
				if code, err = c.Encode(context.Background(), y); err != nil {
					b.Fatal(err)
				}
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/1e6, "MB")
			b.ReportMetric(100*code.Share(), "%nonzero")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(side*side), "ns/pixel")
		})
	}
}

// BenchmarkPullback is the direct correlation with 16 kernels of each size.
func BenchmarkPullback(b *testing.B) {
	for _, k := range []int{9, 13, 17, 25, 33, 49, 65} {
		b.Run(fmt.Sprint(k), func(b *testing.B) {
			c, y := texture(b, conv.Circular, 256, 256, 16, k, 1)
			_, n := c.Model.Dims()
			dst := make([]float32, n)
			for b.Loop() {
				c.Model.Pullback(dst, nil, nil, y)
			}
			b.ReportMetric(2*float64(n*k*k)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
		})
	}
}
