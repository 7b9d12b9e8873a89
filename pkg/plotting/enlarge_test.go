package plotting

import (
	"math"
	"math/rand/v2"
	"testing"
)

// naive is the definition: a sum over all pixels with the kernel in both directions.
func naive(v []float64, h, w, c, scale int) []float64 {
	out := make([]float64, 0, len(v)*scale*scale)
	for y := range h * scale {
		for x := range w * scale {
			cy, cx := (float64(y)+0.5)/float64(scale)-0.5, (float64(x)+0.5)/float64(scale)-0.5
			for ch := range c {
				s := 0.0
				for j := -3; j < h+3; j++ {
					for i := -3; i < w+3; i++ {
						s += cubic(cy-float64(j)) * cubic(cx-float64(i)) * v[(clamp(j, h)*w+clamp(i, w))*c+ch]
					}
				}
				out = append(out, s)
			}
		}
	}
	return out
}

func TestEnlarge(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, s := range []struct{ h, w, c, scale int }{{1, 1, 1, 3}, {5, 4, 1, 2}, {3, 6, 3, 5}, {4, 4, 1, 1}} {
		v := make([]float64, s.h*s.w*s.c)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		got, want := enlarge(v, s.h, s.w, s.c, s.scale), naive(v, s.h, s.w, s.c, s.scale)
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-12 {
				t.Fatalf("%+v: value %d is %v, the definition gives %v", s, i, got[i], want[i])
			}
		}
	}
}

func TestEnlargeKeepsConstantsAndRamps(t *testing.T) {
	const h, w, scale = 7, 8, 4
	v := make([]float64, h*w)
	for i := range v {
		v[i] = float64(i % w)
	}
	out := enlarge(v, h, w, 1, scale)
	for y := range h * scale {
		for x := 2 * scale; x < (w-2)*scale; x++ {
			want := (float64(x)+0.5)/scale - 0.5
			if got := out[y*w*scale+x]; math.Abs(got-want) > 1e-12 {
				t.Fatalf("ramp at %d: %v, expected %v", x, got, want)
			}
		}
	}
	for i := range v {
		v[i] = 0.3
	}
	for _, got := range enlarge(v, h, w, 1, scale) {
		if math.Abs(got-0.3) > 1e-15 {
			t.Fatalf("a constant 0.3 became %v", got)
		}
	}
}

func TestSmoothTilesKeepMidGrey(t *testing.T) {
	v := make([]float64, 9*9)
	v[40] = -1
	img := tilePixels(v, 9, 9, 1, 4, true, Symmetric.toneOf(v, 0))
	wantLevels(t, "a corner", levels(t, img, 0, 0, 2, 1), 128, 128)
	if got := levels(t, img, 17, 17, 1, 1)[0]; got > 30 {
		t.Errorf("the darkest pixel is %d, expected nearly black", got)
	}
}
