package filters_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/pkg/filters"
)

// dog is a difference of Gaussians of equal volume, s and 2s wide, times sign.
func dog(n int, s, x0, y0, sign float64) []float64 {
	return picture(n, func(x, y float64) float64 {
		q := ((x-x0)*(x-x0) + (y-y0)*(y-y0)) / (2 * s * s)
		return sign * (math.Exp(-q) - math.Exp(-q/4)/4)
	})
}

// Centre, sign and the radius of the first zero, r² = (8/3)·s²·ln 4, are known.
func TestRadialOfDifferencesOfGaussians(t *testing.T) {
	const n = 15
	for _, s := range []float64{1, 1.3, 1.7} {
		for _, at := range [][2]float64{{0, 0}, {0.5, -1}, {-2, 1.5}} {
			for _, sign := range []float64{1, -1, 1e-200, -1e200} {
				r, err := filters.RadialOf(dog(n, s, at[0], at[1], sign), n, n)
				if err != nil {
					t.Fatal(err)
				}
				if r.X0 != 7+at[0] || r.Y0 != 7+at[1] || float64(r.Sign) != math.Copysign(1, sign) {
					t.Errorf("s %v at %v, sign %v: %+v", s, at, sign, r)
				}
				if want := s * math.Sqrt(8./3*math.Log(4)); math.Abs(r.Radius-want) > 0.1 {
					t.Errorf("s %v: radius %v, expected %v", s, r.Radius, want)
				}
				if r.Share < 0.995 || r.CentreSurround() != r.Share*r.Balance || r.Balance < 0.5 {
					t.Errorf("s %v at %v: %+v", s, at, r)
				}
			}
		}
	}
	if r, err := filters.RadialOf(dog(25, 1.2, 0, 0, 1), 25, 25); err != nil || r.CentreSurround() < 0.97 {
		t.Errorf("seen whole, centre and surround cancel: %+v, %v", r, err)
	}
}

// The wave cos(kx) under a round Gaussian e has the radial part e·J₀(kr). Its share
// of the energy is the sum over the pixels.
func TestRadialShareOfAWave(t *testing.T) {
	const n, s = 25, 3.0
	for _, cycles := range []float64{0.2, 0.35, 0.5} {
		k := 2 * math.Pi * cycles / s
		var part, all float64
		v := picture(n, func(x, y float64) float64 {
			e := math.Exp(-(x*x + y*y) / (2 * s * s))
			part += math.Pow(e*math.J0(k*math.Hypot(x, y)), 2)
			all += math.Pow(e*math.Cos(k*x), 2)
			return e * math.Cos(k*x)
		})
		r, err := filters.RadialOf(v, n, n)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(r.Share-part/all) > 0.02 {
			t.Errorf("%v cycles: share %v, expected %v", cycles, r.Share, part/all)
		}
	}
}

func TestRadialOfOthers(t *testing.T) {
	blob := picture(9, func(x, y float64) float64 { return -math.Exp(-(x*x + y*y) / 6) })
	if r, err := filters.RadialOf(blob, 9, 9); err != nil || r.Share < 0.999 || r.Sign != -1 || r.Balance > 0.01 {
		t.Errorf("blob: %+v, %v", r, err)
	}
	if r, err := filters.RadialOf(make([]float64, 12), 3, 4); err != nil || r != (filters.Radial{}) {
		t.Errorf("zeros: %+v, %v", r, err)
	}
	rng := rand.New(rand.NewPCG(9, 0))
	mean := 0.0
	for range 40 {
		v := make([]float64, 81)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		r, err := filters.RadialOf(v, 9, 9)
		if err != nil {
			t.Fatal(err)
		}
		mean += r.Share / 40
	}
	if mean > 0.25 {
		t.Errorf("noise has a radial share of %.2f on average", mean)
	}
	if _, err := filters.RadialOf([]float64{1, 2, 3, 4, 5, 6, 7, 8, math.NaN()}, 3, 3); err == nil {
		t.Error("NaN is taken")
	}
}

func ExampleRadialOf() {
	r, err := filters.RadialOf(dog(13, 1.2, 0, 0, -1), 13, 13)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("centre %+d at (%.0f, %.0f), index %.1f\n", r.Sign, r.X0, r.Y0, r.CentreSurround())
	// Output: centre -1 at (6, 6), index 1.0
}
