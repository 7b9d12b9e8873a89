package datasets

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

// slope returns the exponent a of the radially averaged power spectrum f^a of the
// middle 256×256 of the photographs in grey, fitted from 4 to 64 cycles a side.
func slope(t *testing.T, photos *Photos) float64 {
	const n = 256
	crops, err := photos.Grey().CentreCrop(n, n)
	if err != nil {
		t.Fatal(err)
	}
	power := make([]float64, n)
	count := make([]float64, n)
	fft := fourier.NewCmplxFFT(n)
	for _, p := range crops.Items {
		pix := p.Pixels()
		mean := 0.0
		for _, v := range pix {
			mean += float64(v) / n / n
		}
		z := make([][]complex128, n)
		for y := range z {
			z[y] = make([]complex128, n)
			for x := range z[y] {
				window := (1 - math.Cos(2*math.Pi*float64(x)/n)) * (1 - math.Cos(2*math.Pi*float64(y)/n))
				z[y][x] = complex((float64(pix[y*n+x])-mean)*window, 0)
			}
			fft.Coefficients(z[y], z[y])
		}
		column := make([]complex128, n)
		for x := range n {
			for y := range column {
				column[y] = z[y][x]
			}
			fft.Coefficients(column, column)
			for y, c := range column {
				f := math.Hypot(fold(x, n), fold(y, n))
				power[int(f+0.5)] += real(c)*real(c) + imag(c)*imag(c)
				count[int(f+0.5)]++
			}
		}
	}
	// Least squares over equal steps of log f.
	var sx, sy, sxx, sxy, m float64
	for f := 4.0; f <= 64; f *= 1.1 {
		i := int(f + 0.5)
		x, y := math.Log(float64(i)), math.Log(power[i]/count[i])
		sx, sy, sxx, sxy, m = sx+x, sy+y, sxx+x*x, sxy+x*y, m+1
	}
	return (m*sxy - sx*sy) / (m*sxx - sx*sx)
}

func fold(i, n int) float64 { return float64(min(i, n-i)) }

func TestDeadLeavesPower(t *testing.T) {
	photos, err := DeadLeaves(12, 256, 256, 1)
	if err != nil {
		t.Fatal(err)
	}
	a := slope(t, photos)
	if a < -2.4 || a > -1.6 {
		t.Errorf("power falls as f^%.2f, expected about f^-2", a)
	}
	if photos.Source != "generated dead leaves, seed 1" || photos.Len() != 12 {
		t.Errorf("got %v", photos)
	}
	t.Logf("power falls as f^%.2f", a)
}

func TestDeadLeavesBadInput(t *testing.T) {
	for _, c := range [][3]int{{0, 64, 64}, {-1, 64, 64}, {1, 7, 64}, {1, 64, -3}, {1, 64, 5000}} {
		_, err := DeadLeaves(c[0], c[1], c[2], 1)
		if err == nil || !strings.Contains(err.Error(), "expected") {
			t.Errorf("DeadLeaves%v: error %v", c, err)
		}
	}
}
