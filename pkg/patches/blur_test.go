package patches_test

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/latentlab/latentlab/pkg/patches"
)

//go:embed testdata/blur.json
var scipyBlurs []byte

func TestBlurIsThatOfSciPy(t *testing.T) {
	var golden struct {
		Cases []struct {
			H, W      int
			Sigma     float64
			Img, Blur []float64
		}
	}
	if err := json.Unmarshal(scipyBlurs, &golden); err != nil || len(golden.Cases) == 0 {
		t.Fatalf("%v, %d cases", err, len(golden.Cases))
	}
	for _, c := range golden.Cases {
		got, err := patches.Blur(c.Img, c.H, c.W, 1, c.Sigma)
		if err != nil {
			t.Fatal(err)
		}
		high, err := patches.HighPass(c.Img, c.H, c.W, 1, c.Sigma)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.Blur {
			if math.Abs(got[i]-want) > 1e-13 || math.Abs(high[i]-(c.Img[i]-want)) > 1e-13 {
				t.Errorf("%d×%d, σ %v, pixel %d: blur %v, high-pass %v, expected %v and %v", c.H, c.W, c.Sigma, i, got[i], high[i], want, c.Img[i]-want)
			}
		}
	}
}

// mirrored is the picture at (y, x), reflected as often as it takes.
func mirrored(img []float64, h, w, channels, y, x, c int) float64 {
	for y < 0 || y >= h {
		y = max(-1-y, min(y, 2*h-1-y))
	}
	for x < 0 || x >= w {
		x = max(-1-x, min(x, 2*w-1-x))
	}
	return img[(y*w+x)*channels+c]
}

// weighted is the naive double sum Σ_pq w_pq·f(y+p, x+q) with Σ_pq w_pq = 1.
func weighted(sigma float64, r, y, x int, f func(y, x int) float64) float64 {
	sum, weights := 0.0, 0.0
	for p := -r; p <= r; p++ {
		for q := -r; q <= r; q++ {
			weight := math.Exp(-float64(p*p+q*q) / (2 * sigma * sigma))
			sum += weight * f(y+p, x+q)
			weights += weight
		}
	}
	return sum / weights
}

func noise(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 7))
	v := make([]float64, n)
	for i := range v {
		v[i] = 0.5 + 0.2*rng.NormFloat64()
	}
	return v
}

var shapes = [][3]int{{1, 1, 1}, {1, 6, 3}, {5, 1, 2}, {7, 9, 1}, {8, 6, 3}, {3, 17, 4}}

func TestBlurIsTheSum(t *testing.T) {
	for _, s := range shapes {
		h, w, channels := s[0], s[1], s[2]
		img := noise(h*w*channels, 1)
		before := slices.Clone(img)
		for _, sigma := range []float64{0.3, 1.2, 4} {
			got, err := patches.Blur(img, h, w, channels, sigma)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range got {
				y, x, c := i/channels/w, i/channels%w, i%channels
				want := weighted(sigma, int(4*sigma+0.5), y, x, func(y, x int) float64 { return mirrored(img, h, w, channels, y, x, c) })
				if math.Abs(v-want) > 1e-12 {
					t.Errorf("%d×%d×%d, σ %v, value %d: %v, expected %v", h, w, channels, sigma, i, v, want)
				}
			}
		}
		if !slices.Equal(img, before) {
			t.Error("the input changed")
		}
	}
}

// A reflected edge loses nothing: the blur keeps the sum of every channel.
func TestBlurKeepsTheMean(t *testing.T) {
	const h, w, channels = 23, 31, 3
	img := noise(h*w*channels, 2)
	high, err := patches.HighPass(img, h, w, channels, 2.5)
	if err != nil {
		t.Fatal(err)
	}
	var sum [channels]float64
	for i, v := range high {
		sum[i%channels] += v
	}
	for c, s := range sum {
		if math.Abs(s) > 1e-10 {
			t.Errorf("channel %d of the high-pass sums to %v", c, s)
		}
	}
}

func TestPicturesSameBits(t *testing.T) {
	const h, w, channels = 40, 33, 3
	img := noise(h*w*channels, 3)
	run := func() (out []float64) {
		for _, name := range slices.Sorted(maps.Keys(pictureFuncs)) {
			v, err := pictureFuncs[name](img, h, w, channels)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, v...)
		}
		return out
	}
	before := runtime.GOMAXPROCS(1)
	one := run()
	runtime.GOMAXPROCS(3)
	three := run()
	runtime.GOMAXPROCS(before)
	if !slices.Equal(one, three) {
		t.Error("one processor and three give different bits")
	}
}

var pictureFuncs = map[string]func(img []float64, h, w, channels int) ([]float64, error){
	"Blur":     func(v []float64, h, w, c int) ([]float64, error) { return patches.Blur(v, h, w, c, 1.5) },
	"HighPass": func(v []float64, h, w, c int) ([]float64, error) { return patches.HighPass(v, h, w, c, 1.5) },
	"SubtractLocalMean": func(v []float64, h, w, c int) ([]float64, error) {
		return patches.SubtractLocalMean(v, h, w, c, patches.LocalContrast{})
	},
	"NormalizeLocal": func(v []float64, h, w, c int) ([]float64, error) {
		return patches.NormalizeLocal(v, h, w, c, patches.LocalContrast{})
	},
}

func TestPicturesRefuse(t *testing.T) {
	for name, f := range pictureFuncs {
		for _, c := range []struct {
			img            []float64
			h, w, channels int
			what           string
		}{
			{nil, 0, 0, 1, "an empty picture"},
			{make([]float64, 5), 2, 2, 1, "a length that does not fit"},
			{make([]float64, 4), 2, 2, 0, "no channels"},
			{make([]float64, 4), -2, -2, 1, "a negative size"},
			{[]float64{1, math.NaN()}, 1, 2, 1, "NaN"},
			{[]float64{1, math.Inf(-1)}, 1, 1, 2, "−Inf"},
		} {
			if _, err := f(c.img, c.h, c.w, c.channels); err == nil {
				t.Errorf("%s takes %s", name, c.what)
			}
		}
	}
	for _, sigma := range []float64{0, -1, math.NaN(), math.Inf(1), 1e9} {
		if _, err := patches.Blur([]float64{1}, 1, 1, 1, sigma); err == nil {
			t.Errorf("σ = %v is taken", sigma)
		}
	}
	for _, s := range []patches.LocalContrast{{Sigma: -1}, {Sigma: math.NaN()}, {Radius: -1}, {Floor: -1}, {Floor: math.NaN()}, {Floor: math.Inf(1)}} {
		if _, err := patches.NormalizeLocal([]float64{1}, 1, 1, 1, s); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}

func ExampleHighPass() {
	img := []float64{1, 1, 1, 9, 1, 1, 1}
	high, err := patches.HighPass(img, 1, 7, 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", high)
	// Output: [-0.04 -0.43 -1.94 4.81 -1.94 -0.43 -0.04]
}

func BenchmarkNormalizeLocal(b *testing.B) {
	const h, w, channels = 321, 481, 3
	img := noise(h*w*channels, 4)
	for b.Loop() {
		if _, err := patches.NormalizeLocal(img, h, w, channels, patches.LocalContrast{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHighPass(b *testing.B) {
	const h, w = 321, 481
	img := noise(h*w, 5)
	for b.Loop() {
		if _, err := patches.HighPass(img, h, w, 1, 5); err != nil {
			b.Fatal(err)
		}
	}
}
