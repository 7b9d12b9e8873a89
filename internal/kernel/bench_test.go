package kernel

import (
	"fmt"
	"testing"
	"time"
)

// benchShapes are m, k, n: squares, and the shapes that the models use.
var benchShapes = [][3]int{
	{256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
	{512, 784, 256}, {128, 400, 784}, {256, 256, 512},
	{32, 32, 32}, {1, 784, 256},
}

func BenchmarkGemm(b *testing.B) {
	b.Run("float32", benchGemm[float32])
	b.Run("float64", benchGemm[float64])
}

func benchGemm[T Float](b *testing.B) {
	peak := PeakFlops[T](20 * time.Millisecond)
	for _, s := range benchShapes {
		m, k, n := s[0], s[1], s[2]
		x, y, c := benchVector[T](m*k), benchVector[T](k*n), make([]T, m*n)
		for _, serial := range []bool{true, false} {
			name := fmt.Sprintf("%dx%dx%d", m, k, n)
			gemm := Gemm[T]
			if serial {
				name += "/serial"
				gemm = GemmSerial[T]
			}
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					gemm(false, false, m, n, k, 1, x, k, y, n, 0, c, n)
				}
				reportFlops(b, 2*float64(m*n*k), peak)
			})
		}
	}
}

func BenchmarkSyrk(b *testing.B) {
	const n, k = 256, 784
	x, c := benchVector[float64](n*k), make([]float64, n*n)
	peak := PeakFlops[float64](20 * time.Millisecond)
	for b.Loop() {
		Syrk(true, false, n, k, 1, x, k, 0, c, n)
		Mirror(n, c, n)
	}
	reportFlops(b, n*(n+1)*k, peak)
}

func BenchmarkGemv(b *testing.B) {
	for _, tA := range []bool{false, true} {
		b.Run(fmt.Sprintf("256x784/trans=%v", tA), func(b *testing.B) {
			const m, n = 256, 784
			a, x, y := benchVector[float64](m*n), benchVector[float64](n), make([]float64, m)
			if tA {
				x, y = y, x
			}
			for b.Loop() {
				Gemv(tA, m, n, 1, a, n, x, 0, y)
			}
			reportBytes(b, 8*m*n)
		})
	}
}

func BenchmarkVector(b *testing.B) {
	b.Run("float32", benchVectors[float32])
	b.Run("float64", benchVectors[float64])
}

func benchVectors[T Float](b *testing.B) {
	size := 8
	if is32[T]() {
		size = 4
	}
	for _, n := range []int{256, 4096, 1 << 20} {
		x, y, z := benchVector[T](n), benchVector[T](n), make([]T, n)
		var sink T
		for _, c := range []struct {
			name  string
			reads int // vectors read or written
			run   func()
		}{
			{"Dot", 2, func() { sink += Dot(x, y) }},
			{"Axpy", 3, func() { Axpy(1e-9, x, y) }},
			{"AbsMax", 1, func() { _, m := AbsMax(x); sink += m }},
			{"Shrink", 2, func() { Shrink(z, x, 0.5) }},
			{"ShrinkStep", 3, func() { ShrinkStep(z, x, 0.1, y, 0.5) }},
		} {
			b.Run(fmt.Sprintf("%s/n=%d", c.name, n), func(b *testing.B) {
				for b.Loop() {
					c.run()
				}
				reportBytes(b, float64(c.reads*n*size))
			})
		}
	}
}

func benchVector[T Float](n int) []T {
	x := make([]T, n)
	fill(newRand(1), x)
	return x
}

// reportFlops prints the rate, and its share of the peak of one core.
func reportFlops(b *testing.B, ops, peak float64) {
	rate := ops * float64(b.N) / b.Elapsed().Seconds()
	b.ReportMetric(rate/1e9, "GFLOP/s")
	if peak > 0 {
		b.ReportMetric(100*rate/peak, "%core-peak")
	}
}

func reportBytes(b *testing.B, bytes float64) {
	b.ReportMetric(bytes*float64(b.N)/b.Elapsed().Seconds()/1e9, "GB/s")
}
