package plotting

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
)

// everyKind returns one figure of each kind.
func everyKind() map[string]*Figure {
	rng := rand.New(rand.NewPCG(5, 6))
	D := mat.NewDense(12, 25, nil)
	for i := range 12 {
		for j := range 25 {
			D.Set(i, j, rng.NormFloat64())
		}
	}
	colour := mat.NewDense(4, 27, D.RawMatrix().Data[:4*27])
	y := D.RawRowView(0)
	s := Series{Name: "FISTA & <friends>", Y: []float64{4, 2, 1.5, 1.2}, X: []float64{1, 2, 4, 8}, Low: []float64{3, 1, 1, 1}, High: []float64{5, 3, 2, 2}}
	a := Axes{Title: "E(z_{t}) < 10^{−3}", X: "iteration", Y: "energy", Width: 300, Height: 200}
	return map[string]*Figure{
		"filters": Filters(D, Grid{Title: "Title", Scale: 6, Labels: strings.Split("a b c d e f g h i j k <", " ")}),
		"colour":  Filters(colour, Grid{C: 3, Smooth: true, Scale: 4}),
		"images":  Images(D, Grid{Scale: 3}),
		"pairs":   Pairs(D, D, Grid{Scale: 3}),
		"parts":   Parts(y, []float64{1, 0, -2, 3, 0, 0, 0, 0, 0, 0, 0, 1}, D, Grid{Scale: 3}),
		"curves":  Curves(a, s),
		"log":     Curves(Axes{LogX: true, LogY: true, Marks: []Mark{{"all", 3, true}, {"chance", 2, false}}}, s),
		"bars":    Bars(a, []string{"a", "b", "c", "d"}, s, s),
		"hist":    Histogram(a, 0, s, s),
		"scatter": Scatter(Axes{Equal: true}, s),
		"plot":    Plot(plot.New(), 300, 200),
		"latent":  Latent(a, mat.NewDense(6, 2, D.RawMatrix().Data[:12]), []int{0, 3, 9, 9, 9, 1}),
		"row":     Row(Curves(a, s), Filters(D, Grid{Scale: 3})),
		"factors": Diagram(fuzzy(), DiagramStyle{Title: "VAE"}),
		"sized":   Diagram(sized(), DiagramStyle{}),
		"blocks":  Diagram(loop(), DiagramStyle{Look: Blocks}),
		"circuit": Diagram(unrolled(2), DiagramStyle{Look: Circuit}),
		"column":  Column(Filters(D, Grid{Scale: 3}), Curves(a, s)),
	}
}

func TestEveryKindIsWrittenTwiceTheSame(t *testing.T) {
	for name, f := range everyKind() {
		var a, b, s, s2 bytes.Buffer
		if err := errors.Join(f.WritePNG(&a), f.WritePNG(&b), f.WriteSVG(&s), f.WriteSVG(&s2)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) || !bytes.Equal(s.Bytes(), s2.Bytes()) {
			t.Errorf("%s: two runs give two pictures", name)
		}
		img, err := png.Decode(&a)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if w, h := f.Size(); img.Bounds() != image.Rect(0, 0, w, h) {
			t.Errorf("%s: the PNG is %v, the figure %d×%d", name, img.Bounds(), w, h)
		}
		checkSVG(t, name, s.Bytes())
	}
}

// pictureData is what may hold any letters.
var pictureData = regexp.MustCompile(`;base64,[^"]*`)

func checkSVG(t *testing.T, name string, svg []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		_, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Errorf("%s: the SVG is not well-formed: %v", name, err)
			return
		}
	}
	svg = pictureData.ReplaceAll(svg, nil)
	if bytes.Contains(svg, []byte("image/jpg")) || bytes.Contains(svg, []byte("NaN")) {
		t.Errorf("%s: the SVG holds image/jpg or NaN", name)
	}
	if bytes.Contains(svg, []byte("<text")) && !bytes.Contains(svg, []byte("'Liberation S")) {
		t.Errorf("%s: the SVG names one font only", name)
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	f := Curves(Axes{}, Series{Y: []float64{1, 2}})
	for name, magic := range map[string]string{"a.png": "\x89PNG", "b.SVG": "<?xml"} {
		path := filepath.Join(dir, name)
		if err := f.Save(path); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(b), magic) {
			t.Errorf("%s begins with %.6q, %v", name, b, err)
		}
	}
	if err := f.Save(filepath.Join(dir, "c.pdf")); err == nil || !strings.Contains(err.Error(), `the ending is ".pdf"; expected .png or .svg`) {
		t.Errorf("saving a .pdf: %v", err)
	}
	if err := f.Save(filepath.Join(dir, "none", "c.png")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("saving where there is no directory: %v", err)
	}
	if err := Curves(Axes{}).Save(filepath.Join(dir, "a.png")); err == nil {
		t.Error("saving a figure that could not be made: no error")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("the directory holds %v, %v; expected the two pictures", left, err)
	}
}

func TestNoFigure(t *testing.T) {
	for _, f := range []*Figure{nil, {}} {
		w, h := f.Size()
		if f.Err() == nil || f.WritePNG(io.Discard) == nil || f.WriteSVG(io.Discard) == nil || w != 0 || h != 0 {
			t.Errorf("%v: expected errors and no size", f)
		}
	}
}

// gonum/plot panics at what it cannot draw.
func TestPanicBecomesError(t *testing.T) {
	p := plot.New()
	p.Y.Scale = plot.LogScale{}
	p.Y.Min, p.Y.Max = -1, 1
	err := Plot(p, 0, 0).WritePNG(io.Discard)
	if err == nil || !strings.Contains(err.Error(), "could not be drawn") {
		t.Errorf("error %v, expected one", err)
	}
}

func TestWriterErrorsComeBack(t *testing.T) {
	r, w := io.Pipe()
	r.Close()
	f := Curves(Axes{}, Series{Y: []float64{1, 2}})
	if f.WritePNG(w) == nil || f.WriteSVG(w) == nil {
		t.Error("a closed pipe gives no error")
	}
}

// A picture is packed without loss when it is exact or has few colours.
func TestPack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 3))
	paint := func(n int, grey bool) *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, 100, 60))
		for i := range 6000 {
			k := min(i, rng.IntN(n)) % n
			c := color.RGBA{uint8(k), uint8(k >> 4), uint8(k * 7), 255}
			if grey {
				c.G, c.B = c.R, c.R
			}
			img.SetRGBA(i%100, i/100, c)
		}
		return img
	}
	for _, c := range []struct {
		n     int
		grey  bool
		exact bool
		kind  image.Image
		same  bool
	}{
		{2, true, false, &image.Paletted{}, true},
		{200, true, true, &image.Gray{}, true},
		{200, false, true, &image.Paletted{}, true},
		{250, false, false, &image.Paletted{}, true},
		{2000, false, true, &image.RGBA{}, true},
		{2000, false, false, &image.Paletted{}, false},
	} {
		img := paint(c.n, c.grey)
		out := pack(img, c.exact)
		if a, b := kind(out), kind(c.kind); a != b {
			t.Errorf("%+v: packed as %s, expected %s", c, a, b)
		}
		worst := 0
		for i := range 6000 {
			a, b := img.RGBAAt(i%100, i/100), color.RGBAModel.Convert(out.At(i%100, i/100)).(color.RGBA)
			for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
				worst = max(worst, d, -d)
			}
		}
		if c.same && worst != 0 || worst > 128 {
			t.Errorf("%+v: a colour is off by %d", c, worst)
		}
	}
}

func kind(img image.Image) string {
	switch img.(type) {
	case *image.Gray:
		return "grey"
	case *image.Paletted:
		return "palette"
	}
	return "colour"
}

// 256 tiles of noisy strokes stay small enough for a notebook.
func TestPNGSize(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	D := mat.NewDense(256, 784, nil)
	for i := range 256 {
		cx, cy := 8+rng.IntN(12), 8+rng.IntN(12)
		for j := range 784 {
			x, y := j%28-cx, j/28-cy
			v := 0.02 * rng.NormFloat64()
			if x*x+y*y < 60 {
				v += 1 / (1 + float64(x*x))
			}
			D.Set(i, j, v)
		}
	}
	for _, g := range []Grid{{Cols: 20}, {Cols: 20, Smooth: true}} {
		var b bytes.Buffer
		f := Filters(D, g)
		if err := f.WritePNG(&b); err != nil {
			t.Fatal(err)
		}
		if w, _ := f.Size(); w < 800 || w > 1180 || b.Len() > 220_000 {
			t.Errorf("smooth %v: %d pixels wide, %d bytes", g.Smooth, w, b.Len())
		}
	}
}
