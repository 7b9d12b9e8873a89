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
