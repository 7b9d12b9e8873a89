//go:build !race

package kernel

import (
	"runtime"
	"testing"
)

// The race detector makes sync.Pool forget at random, hence the build tag.

func TestVectorAllocs(t *testing.T) {
	onTiers(t, func(t *testing.T) {
		x, y, z := make([]float32, 100), make([]float32, 100), make([]float32, 100)
		n := testing.AllocsPerRun(10, func() {
			Axpy(2, x, y)
			z[0] = Dot(x, y) + Nrm2(x) + AbsMaxValue(y)
			ShrinkStep(z, x, 0.1, y, 0.2)
			AxpyRows(z[:10], x[:3], y, 20, nil)
		})
		if n != 0 {
			t.Errorf("%v allocations a run", n)
		}
	})
}

func TestGemmAllocs(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	onTiers(t, func(t *testing.T) {
		a, b, c := make([]float32, 128*128), make([]float32, 128*128), make([]float32, 128*128)
		big, x, y := make([]float32, 512*512), make([]float32, 512), make([]float32, 512)
		n := testing.AllocsPerRun(20, func() {
			Gemm(false, true, 128, 128, 128, 1, a, 128, b, 128, 0, c, 128)
			Syrk(true, true, 128, 128, 1, a, 128, 0, c, 128)
			Mirror(128, c, 128)
			Gemv(true, 512, 512, 1, big, 512, x, 0, y)
			GemmSerial(true, false, 20, 30, 40, 1, a, 128, b, 128, 1, c, 128)
		})
		if n != 0 {
			t.Errorf("%v allocations a run", n)
		}
	})
}
