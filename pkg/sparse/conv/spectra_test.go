package conv

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"runtime"
	"slices"
	"testing"
)

// A wave is the sum in its comment, and its own inverse with the parts exchanged.
func TestWave(t *testing.T) {
	t.Run("float32", func(t *testing.T) { waveIsItsSum[float32](t, 1e-6) })
	t.Run("float64", func(t *testing.T) { waveIsItsSum[float64](t, 1e-14) })
}

func waveIsItsSum[T Float](t *testing.T, eps float64) {
	for n := 16; n <= 512; n *= 2 {
		const count = 80 // more than go together
		re, im := drawn[T](n*count), drawn[T](2 * n * count)[n*count:]
		x, y := slices.Clone(re), slices.Clone(im)
		w := newWave[T](n)
		for i, from := range w.order {
			copy(re[i*count:][:count], x[from*count:])
			copy(im[i*count:][:count], y[from*count:])
		}
		w.columns(re, im, count, count)
		for _, at := range []int{0, 63, 64, 79} {
			for k := range n {
				var want complex128
				for j := range n {
					p := complex(float64(x[j*count+at]), float64(y[j*count+at]))
					want += p * cmplx.Exp(complex(0, -2*math.Pi*float64(j*k%n)/float64(n)))
				}
				got := complex(float64(re[k*count+at]), float64(im[k*count+at]))
				if cmplx.Abs(got-want) > eps*math.Sqrt(float64(n))*math.Log2(float64(n)) {
					t.Fatalf("%d numbers, column %d: %v in row %d, by the sum %v", n, at, got, k, want)
				}
			}
		}
	}
}

// Transforms give the direct correlation at every boundary, with one channel and more, an
// odd number of kernels, and tiles that do and do not divide the picture.
func TestSpectra(t *testing.T) {
	t.Run("float32", func(t *testing.T) { spectraAreDirect[float32](t, 1e-6) })
	t.Run("float64", func(t *testing.T) { spectraAreDirect[float64](t, 1e-14) })
}

// spectraAreDirect bounds the error by that share of the largest correlation there can be,
// the norm of the picture under a kernel of norm 1.
func spectraAreDirect[T Float](t *testing.T, eps float64) {
	for _, b := range []Boundary{Valid, Zero, Circular} {
		for _, s := range []struct{ maps, side, channels, h, w int }{
			{1, 1, 1, 1, 1}, {3, 5, 1, 20, 31}, {2, 12, 3, 40, 15}, {5, 31, 2, 33, 300}, {4, 33, 1, 290, 70}, {2, 64, 1, 64, 64},
		} {
			direct, waves := bothWays[T](t, s.maps, s.side, s.channels, s.h, s.w, b)
			d, k := direct.Dims()
			y, want, got := drawn[T](d), make([]T, k), make([]T, k)
			direct.Pullback(want, nil, nil, y)
			var square, most float64
			for _, v := range y {
				square += float64(v) * float64(v)
			}
			for range 2 { // the second time with what the first left behind
				waves.Pullback(got, nil, nil, y)
				for i := range want {
					most = max(most, math.Abs(float64(got[i]-want[i])))
				}
			}
			if !(most <= eps*math.Sqrt(square)) {
				t.Errorf("%v, %+v: off by %v, ‖y‖ %v", b, s, most, math.Sqrt(square))
			}
		}
	}
}

// The rule takes the direct correlation for small kernels and transforms for large ones, and
// from the first size that it takes transforms for it keeps to them.
func TestRule(t *testing.T) {
	for _, b := range []Boundary{Valid, Zero, Circular} {
		for _, channels := range []int{1, 3} {
			first := 0
			for side := 3; side <= 65; side += 2 {
				D, err := NewDictionary(drawn[float32](16*side*side*channels), side, side, channels)
				if err != nil {
					t.Fatal(err)
				}
				m, err := NewModel(D, 256, 256, b)
				if err != nil {
					t.Fatal(err)
				}
				worth := worthTransforms(newTiling[float32](m.rows), newTiling[float32](m.cols), m)
				if worth && first == 0 {
					first = side
				}
				if worth != (first > 0) {
					t.Errorf("%v, %d channels: transforms from %d on, and not for %d", b, channels, first, side)
				}
			}
			if first <= 9 && channels == 1 || first == 0 || first > 33 {
				t.Errorf("%v, %d channels: transforms from %d on", b, channels, first)
			}
		}
	}
}

// Codes by transforms are those by the direct correlation, to the gap, and the same bits
// whatever GOMAXPROCS.
func TestEncodeBySpectra(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, b := range []Boundary{Valid, Zero, Circular} {
		var energy [2]float64
		direct, waves := bothWays[float64](t, 3, 17, 2, 60, 40, b)
		for i, m := range []*Model[float64]{direct, waves} {
			d, k := m.Dims()
			y := drawn[float64](d)
			for _, alpha := range []float64{0, 0.5} {
				c := Coder[float64]{Model: m, Tol: 1e-6, Alpha: alpha, Target: drawn[float64](k)}
				top, err := c.LambdaMax(y)
				if err != nil {
					t.Fatal(err)
				}
				c.Lambda = 0.7 * top
				var first *Code[float64]
				for procs := 1; procs <= 3; procs++ {
					runtime.GOMAXPROCS(procs)
					code, err := c.Encode(context.Background(), y)
					if err != nil || code.Count() == 0 || code.Gap > c.Tol {
						t.Fatalf("%v: %d entries, gap %v, %v", b, code.Count(), code.Gap, err)
					}
					if first == nil {
						first = code
					}
					if !slices.Equal(code.Entries, first.Entries) || code.Certificate != first.Certificate {
						t.Errorf("%v: other codes with GOMAXPROCS=%d", b, procs)
					}
				}
				energy[i] += first.Primal
			}
		}
		if math.Abs(energy[1]-energy[0]) > 2e-6*energy[0] {
			t.Errorf("%v: E is %v by transforms, %v direct", b, energy[1], energy[0])
		}
	}
}

// Memory counts what a model keeps of transforms, and what an encoding takes for them.
func TestSpectraMemory(t *testing.T) {
	y := drawn[float32](200 * 200)
	_, m := bothWays[float32](t, 8, 33, 1, 200, 200, Circular)
	c := Coder[float32]{Model: m}
	top, err := c.LambdaMax(y)
	if err != nil {
		t.Fatal(err)
	}
	c.Lambda = 0.8 * top
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools hold is gone
	runtime.ReadMemStats(&before)
	if _, err := c.Encode(context.Background(), y); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if took, most := after.TotalAlloc-before.TotalAlloc, c.Memory(0.1); took > uint64(most) {
		t.Errorf("%d bytes, Memory says %d", took, most)
	}
	with := c.Memory(0)
	kept := int64(4 * len(m.layout().spectra.kernels))
	m.layout().spectra = nil
	if without := c.Memory(0); with < without+kept {
		t.Errorf("Memory is %d with transforms and %d without, %d are kept", with, without, kept)
	}
}

func ExampleModel_Pullback() {
	// Where an edge of 2×2 pixels fits.
	D, _ := NewDictionary([]float64{1, -1, 1, -1}, 2, 2, 1)
	m, _ := NewModel(D, 3, 4, Valid)
	_, k := m.Dims()
	corr := make([]float64, k)
	m.Pullback(corr, nil, nil, []float64{
		0, 1, -1, 0,
		0, 1, -1, 0,
		0, 0, 0, 0,
	})
	fmt.Println(corr[:3], corr[3:])
	// Output:
	// [-1 2 -1] [-0.5 1 -0.5]
}
