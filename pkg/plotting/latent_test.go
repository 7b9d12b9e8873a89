package plotting

import (
	"bytes"
	"encoding/base64"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// codes are three points, and images their three pictures of 2×2.
func codes() (Z, images *mat.Dense, labels []int) {
	return mat.NewDense(3, 2, []float64{-1, -1, 1, -1, 1, 1}),
		mat.NewDense(3, 4, []float64{0, 0.2, 0.4, 1, 1, 1, 1, 1, 0, 0, 0, 0.6}), []int{0, 1, 6}
}

func TestLatentErrors(t *testing.T) {
	Z, images, labels := codes()
	nan := mat.NewDense(3, 2, []float64{0, 0, 0, math.NaN(), 0, 0})
	html := func(Z, images mat.Matrix, labels []int, g Grid) error {
		return WriteLatentHTML(new(bytes.Buffer), Axes{}, Z, labels, images, g)
	}
	for want, err := range map[string]error{
		"plotting: Latent: Z is nil":              Latent(Axes{}, nil, nil).Err(),
		"codes are 2×3; expected two columns":     Latent(Axes{}, mat.NewDense(2, 3, nil), nil).Err(),
		"Z[1,1] is NaN":                           Latent(Axes{}, nan, nil).Err(),
		"2 labels; Z has 3 rows":                  Latent(Axes{}, Z, labels[:2]).Err(),
		"labels[1] is 10; expected 0 to 9":        Latent(Axes{}, Z, []int{0, 10, 0}).Err(),
		"an axis is logarithmic":                  Latent(Axes{LogX: true}, Z, nil).Err(),
		"ShowLatent: images has 4 columns":        html(Z, images, labels, Grid{H: 3, W: 3}),
		"there are 3 images; expected at most":    html(Z.Slice(0, 2, 0, 2), images, nil, Grid{}),
		"C 3; expected grey":                      html(Z, images, nil, Grid{C: 3}),
		"501, and at most 500":                    html(mat.NewDense(501, 2, nil), mat.NewDense(501, 1, nil), nil, Grid{}),
		"images[0,0] is NaN":                      html(Z, mat.NewDense(1, 1, []float64{math.NaN()}), nil, Grid{}),
		"ShowLatent: images is nil; expected a m": html(Z, nil, nil, Grid{}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected %q", err, want)
		}
	}
}

// Every dot has the colour of its label at its place.
func TestLatentColours(t *testing.T) {
	Z, _, _ := codes()
	f := Latent(Axes{Width: 300, Height: 300, XMin: -2, XMax: 2, YMin: -2, YMax: 2}, Z, nil)
	img := pixelsOf(t, f)
	seen := map[color.Color]int{}
	for y := range 300 {
		for x := range 300 {
			seen[img.At(x, y)]++
		}
	}
	l, err := newLatent(Axes{}, Z, []int{0, 1, 6})
	if err != nil {
		t.Fatal(err)
	}
	over := func(c color.NRGBA) color.RGBA { // a dot of opacity 190/255 on white
		mix := func(v uint8) uint8 { return uint8((int(v)*190 + 255*65 + 127) / 255) }
		return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
	}
	n := 0
	for c, k := range seen {
		if near(c, over(classColours[0])) {
			n += k
		}
	}
	if n < 3*15 {
		t.Errorf("%d pixels have the colour of label 0, expected three dots of about 40", n)
	}
	for label, want := range map[int][2]float64{0: {-1, -1}, 1: {1, -1}, 6: {1, 1}} {
		if x, y, ok := l.middle(label); !ok || x != want[0] || y != want[1] {
			t.Errorf("label %d stands at (%v, %v), %v", label, x, y, ok)
		}
	}
	if _, _, ok := l.middle(3); ok {
		t.Error("a label without dots has a place")
	}
}

func near(a color.Color, b color.RGBA) bool {
	r, g, bl, _ := a.RGBA()
	off := func(x uint32, y uint8) float64 { return math.Abs(float64(x>>8) - float64(y)) }
	return off(r, b.R) < 4 && off(g, b.G) < 4 && off(bl, b.B) < 4
}

// The sheet of the view holds the images, pixel for pixel, and works offline.
func TestLatentView(t *testing.T) {
	Z, images, labels := codes()
	view, err := pointing(Axes{Title: "</script>"}, Z, labels, images, Grid{})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(view, []byte("</script>")) != 1 || !bytes.Contains(view, []byte("data-interactive")) {
		t.Error("a title can end the script, or the view does not say that it is one")
	}
	for _, not := range []string{"http:", "https:", "src=\"//", "import("} {
		if bytes.Contains(view, []byte(not)) {
			t.Errorf("the view has %q: it must work offline", not)
		}
	}
	found := regexp.MustCompile(`"Sheet":"data:image/png;base64,([^"]+)"`).FindSubmatch(view)
	if found == nil {
		t.Fatal("no sheet")
	}
	file, err := base64.StdEncoding.DecodeString(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil || img.Bounds().Dx() != 6 || img.Bounds().Dy() != 2 {
		t.Fatal(img.Bounds(), err)
	}
	for i := range 3 {
		for k := range 4 {
			got, _, _, _ := img.At(2*i+k%2, k/2).RGBA()
			if want := uint32(math.Round(255 * images.At(i, k))); got>>8 != want {
				t.Errorf("image %d, pixel %d is %d, expected %d", i, k, got>>8, want)
			}
		}
	}
}

func TestLatentOutsideANotebook(t *testing.T) {
	dir := t.TempDir()
	o := &outlet{dir: dir, out: failing{t}, err: failing{t}}
	Z, images, labels := codes()
	o.latent(Axes{}, Z, labels, images, Grid{}, "Codes")
	if _, err := os.Stat(filepath.Join(dir, "codes.png")); err != nil {
		t.Error(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "codes-pointing.html"))
	if err != nil || !bytes.HasPrefix(page, []byte("<!DOCTYPE html>")) {
		t.Errorf("the page begins with %.20q, %v", page, err)
	}
}
