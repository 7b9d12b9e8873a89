package patches_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/latentlab/latentlab/pkg/patches"
)

// naive is the definition, in double loops.
func naive(img []float64, h, w, channels int, s patches.LocalContrast) (v, y []float64) {
	v, y = make([]float64, len(img)), make([]float64, len(img))
	for i := range img {
		mean := weighted(s.Sigma, s.Radius, i/channels/w, i/channels%w, func(y, x int) (m float64) {
			for c := range channels {
				m += mirrored(img, h, w, channels, y, x, c) / float64(channels)
			}
			return m
		})
		if v[i] = img[i] - mean; h*w*channels == 1 {
			v[i] = 0 // what rounding leaves
		}
	}
	sigma, total := make([]float64, h*w), 0.0
	for i := range sigma {
		square := weighted(s.Sigma, s.Radius, i/w, i%w, func(y, x int) (m float64) {
			for c := range channels {
				m += math.Pow(mirrored(v, h, w, channels, y, x, c), 2) / float64(channels)
			}
			return m
		})
		sigma[i] = math.Sqrt(square)
		total += sigma[i]
	}
	floor := s.Floor
	if floor == 0 {
		floor = total / float64(h*w)
	}
	for i := range y {
		y[i] = v[i] / max(floor, sigma[i/channels], 1e-300)
	}
	return v, y
}

func TestLocalContrastIsTheDefinition(t *testing.T) {
	for _, shape := range shapes {
		h, w, channels := shape[0], shape[1], shape[2]
		img := noise(h*w*channels, 1)
		for _, s := range []patches.LocalContrast{{Sigma: 2, Radius: 4}, {Sigma: 0.7, Radius: 1}, {Sigma: 1.1, Radius: 3, Floor: 0.15}, {Sigma: 5, Radius: 6, Floor: 1e-9}} {
			wantV, wantY := naive(img, h, w, channels, s)
			v, err := patches.SubtractLocalMean(img, h, w, channels, s)
			if err != nil {
				t.Fatal(err)
			}
			y, err := patches.NormalizeLocal(img, h, w, channels, s)
			if err != nil {
				t.Fatal(err)
			}
			for i := range img {
				if math.Abs(v[i]-wantV[i]) > 1e-13 || math.Abs(y[i]-wantY[i]) > 1e-11 {
					t.Errorf("%v, %+v, value %d: v %v, y %v, expected %v and %v", shape, s, i, v[i], y[i], wantV[i], wantY[i])
				}
			}
		}
	}
}

// The zero settings are σ 2 and a window of 9×9 pixels.
func TestLocalContrastDefaults(t *testing.T) {
	const h, w = 14, 15
	img := noise(h*w, 2)
	got, err := patches.NormalizeLocal(img, h, w, 1, patches.LocalContrast{})
	if err != nil {
		t.Fatal(err)
	}
	_, want := naive(img, h, w, 1, patches.LocalContrast{Sigma: 2, Radius: 4})
	for i := range got {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Fatalf("pixel %d is %v, expected %v", i, got[i], want[i])
		}
	}
}

// Constant pictures have no contrast, of any size and value, in float32 as well.
func TestLocalContrastOfConstants(t *testing.T) {
	for _, value := range []float32{0, 0.1, 0.7, -3, 1e30} {
		img := make([]float32, 12*7)
		for i := range img {
			img[i] = value
		}
		for name, f := range map[string]func([]float32, int, int, int, patches.LocalContrast) ([]float32, error){
			"SubtractLocalMean": patches.SubtractLocalMean[float32], "NormalizeLocal": patches.NormalizeLocal[float32]} {
			out, err := f(img, 12, 7, 1, patches.LocalContrast{})
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range out {
				if v != 0 {
					t.Fatalf("%s: pixel %d of a constant %v becomes %v", name, i, value, v)
				}
			}
		}
	}
}

// a·img + b has the same normalised picture for a > 0, and its negative for a < 0.
func TestLocalContrastIsInvariant(t *testing.T) {
	const h, w, channels = 19, 16, 3
	img := noise(h*w*channels, 3)
	want, err := patches.NormalizeLocal(img, h, w, channels, patches.LocalContrast{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]float64{{3, 0}, {1, 5}, {-0.2, 1}, {1e-200, 0}, {1e200, 0}, {-1e8, 1e7}} {
		changed := make([]float64, len(img))
		for i, v := range img {
			changed[i] = c[0]*v + c[1]
		}
		got, err := patches.NormalizeLocal(changed, h, w, channels, patches.LocalContrast{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if math.Abs(got[i]-math.Copysign(want[i], c[0]*want[i])) > 1e-9 {
				t.Fatalf("%v·img + %v: value %d is %v, expected ±%v", c[0], c[1], i, got[i], want[i])
			}
		}
	}
}

// Where contrast changes from place to place, it is near one everywhere afterwards:
// the mean is near zero and the mean square near one in every part of the picture.
func TestLocalContrastIsEvenAfterwards(t *testing.T) {
	const h, w = 64, 128
	img := noise(h*w, 4)
	for i := range img {
		img[i] = 3*float64(i%w)/w + img[i]*math.Exp(3*float64(i%w)/w) // brighter and stronger to the right
	}
	out, err := patches.NormalizeLocal(img, h, w, 1, patches.LocalContrast{Sigma: 3, Floor: 1e-6})
	if err != nil {
		t.Fatal(err)
	}
	for part := range 4 {
		var sum, square, before, n float64
		for y := range h {
			for x := part * w / 4; x < (part+1)*w/4; x++ {
				sum += out[y*w+x]
				square += out[y*w+x] * out[y*w+x]
				before += math.Pow(img[y*w+x], 2)
				n++
			}
		}
		if math.Abs(sum/n) > 0.05 || math.Abs(square/n-1) > 0.05 {
			t.Errorf("quarter %d: mean %.3f, mean square %.3f (before %.2f), expected 0 and 1", part, sum/n, square/n, before/n)
		}
	}
}

func ExampleNormalizeLocal() {
	// A weak stripe and one of ten times its contrast.
	img := []float64{5, 5, 5, 6, 5, 5, 5, 5, 5, 5, 5, 15, 5, 5, 5}
	out, err := patches.NormalizeLocal(img, 1, len(img), 1, patches.LocalContrast{Sigma: 1, Floor: 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f and %.1f\n", out[3], out[11])
	// Output: 1.4 and 1.4
}
