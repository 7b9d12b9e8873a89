package patches_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/pkg/patches"
)

// dft is the definition: F[a][b] = Σ_{y,x} img[y][x]·e^(−2πi(a·y/h + b·x/w)).
func dft(img []float64, h, w int) []complex128 {
	out := make([]complex128, h*w)
	for a := range h {
		for b := range w {
			for y := range h {
				for x := range w {
					turn := float64(a*y%h)/float64(h) + float64(b*x%w)/float64(w)
					out[a*w+b] += complex(img[y*w+x], 0) * cmplx.Exp(complex(0, -2*math.Pi*turn))
				}
			}
		}
	}
	return out
}

// cycles is the frequency of entry i of n, in (−½, ½] cycles a pixel.
func cycles(i, n int) float64 {
	if 2*i > n {
		i -= n
	}
	return float64(i) / float64(n)
}

var sizes = [][2]int{{1, 1}, {1, 7}, {8, 1}, {6, 6}, {7, 5}, {8, 13}, {9, 4}, {11, 16}}

func TestWhitenImageIsTheFilter(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, size := range sizes {
		h, w := size[0], size[1]
		img := make([]float64, h*w)
		for i := range img {
			img[i] = 10 + rng.NormFloat64()
		}
		before := fmt.Sprint(img)
		got, err := patches.WhitenImage(img, h, w, patches.F0)
		if err != nil {
			t.Fatal(err)
		}
		in, out := dft(img, h, w), dft(got, h, w)
		for a := range h {
			for b := range w {
				f := math.Hypot(cycles(a, h), cycles(b, w))
				want := in[a*w+b] * complex(f*math.Exp(-math.Pow(f/patches.F0, 4)), 0)
				if cmplx.Abs(out[a*w+b]-want) > 1e-10 {
					t.Errorf("%d×%d, frequency (%d, %d): %v, expected %v", h, w, a, b, out[a*w+b], want)
				}
			}
		}
		if fmt.Sprint(img) != before {
			t.Error("the input changed")
		}
	}
}

// The response to an impulse is the same seen from all sides, and has zero sum.
func TestWhitenImageImpulse(t *testing.T) {
	for _, n := range []int{9, 12} {
		img := make([]float32, n*n)
		img[0] = 1
		r, err := patches.WhitenImage(img, n, n, 0.3)
		if err != nil {
			t.Fatal(err)
		}
		sum := float32(0)
		for y := range n {
			for x := range n {
				sum += r[y*n+x]
				for _, other := range []float32{r[x*n+y], r[y*n+(n-x)%n], r[(n-y)%n*n+x]} {
					if d := r[y*n+x] - other; d > 1e-7 || d < -1e-7 {
						t.Errorf("%d×%d: pixel (%d, %d) is %v, its mirror image %v", n, n, x, y, r[y*n+x], other)
					}
				}
			}
		}
		if sum > 1e-6 || sum < -1e-6 {
			t.Errorf("%d×%d: the impulse response sums to %v", n, n, sum)
		}
		if r[0] <= r[1] || r[3] >= 0 {
			t.Errorf("%d×%d: centre %v, next to it %v, three away %v, expected a positive centre in a negative surround", n, n, r[0], r[1], r[3])
		}
	}
}

func ExampleWhitenImage() {
	const h, w = 16, 24
	img := make([]float64, h*w)
	for i := range img {
		img[i] = 5 + math.Cos(2*math.Pi*3*float64(i%w)/w) // 3 cycles in 24 pixels
	}
	out, err := patches.WhitenImage(img, h, w, patches.F0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f, R = %.4f\n", out[0], patches.Response(3./24, patches.F0))
	// Output: 0.1237, R = 0.1237
}
