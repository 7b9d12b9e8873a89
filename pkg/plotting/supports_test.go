package plotting

import (
	"image/color"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestSupportColour(t *testing.T) {
	Z := mat.NewDense(3, 2, []float64{0, 0, 2, 0, -1, 3})
	want := []color.RGBA{{255, 255, 255, 255}, {128, 185, 217, 255}, {181, 180, 172, 255}}
	for i, w := range want {
		if got := supportColour(Z, i, 2); got != w {
			t.Errorf("row %d has the colour %v, want %v", i, got, w)
		}
	}
	img := supportImage(Z, 1, 3, 2)
	if got := img.RGBAAt(2, 0); got != (color.RGBA{0x66, 0x66, 0x66, 255}) {
		t.Errorf("the pixel between two regions is %v, want the line's grey", got)
	}
}

func TestSupports(t *testing.T) {
	square := Axes{XMin: -1, XMax: 1, YMin: -1, YMax: 1, Equal: true}
	line := Series{X: []float64{-1, 1}, Y: []float64{0, 1}}
	Z := mat.NewDense(4, 2, []float64{0, 0, 1, 0, 0, 1, 1, -1})
	if _, err := Supports(square, Z, 2, line).raster(); err != nil {
		t.Error(err)
	}
	for name, f := range map[string]*Figure{
		"no limits":  Supports(Axes{}, Z, 2, line),
		"3 columns":  Supports(square, Z, 3, line),
		"0 columns":  Supports(square, Z, 0, line),
		"NaN":        Supports(square, mat.NewDense(1, 1, []float64{math.NaN()}), 1, line),
		"nil":        Supports(square, nil, 1, line),
		"no series":  Supports(square, Z, 2),
		"log axis":   Supports(Axes{XMin: 1, XMax: 2, YMin: 1, YMax: 2, LogX: true}, Z, 2, line),
		"empty line": Supports(square, Z, 2, Series{}),
	} {
		if f.Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
