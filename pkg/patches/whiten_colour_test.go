package patches_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/patches"
)

// Every pixel is the middle one of its own patch, whitened by Apply.
func TestWhitenColourIsApplyOnEveryPatch(t *testing.T) {
	for _, s := range []struct{ height, width, channels, h, w int }{{7, 9, 3, 3, 3}, {5, 6, 2, 4, 3}, {3, 2, 3, 5, 2}, {4, 4, 1, 1, 1}} {
		d := s.h * s.w * s.channels
		zca, err := patches.FitZCA(walks(5*d, d, 1), patches.Spectrum{Epsilon: 0.2})
		if err != nil {
			t.Fatal(err)
		}
		img := noise(s.height*s.width*s.channels, 2)
		got, err := patches.WhitenColour(img, s.height, s.width, s.channels, zca, s.h, s.w)
		if err != nil {
			t.Fatal(err)
		}
		for y := range s.height {
			for x := range s.width {
				patch := make([]float64, d)
				for i := range patch {
					patch[i] = mirrored(img, s.height, s.width, s.channels, y+i/s.channels/s.w-s.h/2, x+i/s.channels%s.w-s.w/2, i%s.channels)
				}
				white, err := zca.Apply(mat.NewDense(1, d, patch))
				if err != nil {
					t.Fatal(err)
				}
				for c := range s.channels {
					want := white.At(0, (s.h/2*s.w+s.w/2)*s.channels+c)
					if v := got[(y*s.width+x)*s.channels+c]; math.Abs(v-want) > 1e-11 {
						t.Errorf("%+v: pixel (%d, %d), channel %d is %v, expected %v", s, x, y, c, v, want)
					}
				}
			}
		}
	}
}

func TestWhitenColourRefuses(t *testing.T) {
	zca, err := patches.FitZCA(walks(40, 12, 1), patches.Spectrum{})
	if err != nil {
		t.Fatal(err)
	}
	pca, err := patches.FitPCA(walks(40, 12, 1), patches.Spectrum{Keep: 3})
	if err != nil {
		t.Fatal(err)
	}
	img := noise(48, 1)
	for name, f := range map[string]func() error{
		"another patch": func() error { _, err := patches.WhitenColour(img, 4, 4, 3, zca, 3, 3); return err },
		"no patch":      func() error { _, err := patches.WhitenColour(img, 4, 4, 3, zca, 0, 3); return err },
		"a short PCA":   func() error { _, err := patches.WhitenColour(img, 4, 4, 3, pca, 2, 2); return err },
		"a length":      func() error { _, err := patches.WhitenColour(img, 4, 5, 3, zca, 2, 2); return err },
		"no whitening":  func() error { _, err := patches.WhitenColour(img, 4, 4, 3, nil, 2, 2); return err },
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func ExampleWhitenColour() {
	X := mat.NewDense(4, 2, []float64{3, 3, -3, -3, 1, -1, -1, 1}) // patches of one pixel, two channels
	zca, err := patches.FitZCA(X, patches.Spectrum{})
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := patches.WhitenColour([]float64{3, 3, 1, -1}, 1, 2, 2, zca, 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", out)
	// Output: [0.87 0.87 0.87 -0.87]
}
