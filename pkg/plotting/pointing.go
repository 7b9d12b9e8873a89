package plotting

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/gonbpipe"
)

// pointingScript draws dots on a canvas and the image of the one under the pointer. It
// needs nothing from a network and no library.
//
//go:embed pointing.js
var pointingScript string

// mostPointed is how many images a view takes.
const mostPointed = 500

// ShowLatent shows codes in the plane: the picture that Latent makes, as an output of
// its own, and beside it a view that shows the image under the pointer, or, with the
// arrow keys, of one dot after another. Row i of images, grey and from 0 to 1, belongs to
// row i of Z; there may be fewer, at most 500, and the view has dots for these alone.
// Where scripts do not run, the view is the picture once more. Outside a notebook the
// view becomes a page beside the picture's file, with the ending .html. Of g, H and W are
// used.
func ShowLatent(a Axes, Z mat.Matrix, labels []int, images mat.Matrix, g Grid, caption string) {
	here().latent(a, Z, labels, images, g, caption)
}

func (o *outlet) latent(a Axes, Z mat.Matrix, labels []int, images mat.Matrix, g Grid, caption string) {
	fig := Latent(a, Z, labels)
	view, err := pointing(a, Z, labels, images, g)
	if err != nil {
		fig = &Figure{err: err}
	}
	o.show(fig, caption)
	if err != nil || o.notebook == nil && o.dir == "" {
		return
	}
	if o.notebook != nil {
		o.send(gonbpipe.Display{HTML: string(view), Text: caption + " (point at a dot to see its image)"})
		return
	}
	name := o.fileName(caption + " pointing")
	err = os.WriteFile(filepath.Join(o.dir, name[:len(name)-len(".png")]+".html"), pageOf(caption, view), 0o644)
	if err != nil {
		o.complain(notDrawn(caption, err))
	}
}

// WriteLatentHTML writes a page with the view of ShowLatent: one file that needs no
// network. It fails as Latent does, and if images do not fit Z and g or are more than
// 500.
func WriteLatentHTML(w io.Writer, a Axes, Z mat.Matrix, labels []int, images mat.Matrix, g Grid) error {
	view, err := pointing(a, Z, labels, images, g)
	if err != nil {
		return err
	}
	_, err = w.Write(pageOf(a.Title, view))
	return err
}

// pointed is what the view needs to know.
type pointed struct {
	W, Hp   int       // pixels
	X0, X1  float64   // limits
	Y0, Y1  float64   //
	X, Y    []float64 // places, 0 to 1 from the lower left
	U, V    []string  // codes as written
	L       []int     // labels; nil: none
	Colours []string
	Title   string
	Xn, Yn  string // names of the axes
	H, Wt   int    // pixels of an image
	Cols    int    // images in a line of the sheet
	Sheet   string // the images, a PNG as data URI
	Xs, Ys  []viewTick
}

// viewTick is a tick of an axis: its place from 0 to 1.
type viewTick struct {
	P float64
	T string
}

// pointing returns the view as a piece of HTML: the picture, and a script that puts a
// canvas in its place.
func pointing(a Axes, Z mat.Matrix, labels []int, images mat.Matrix, g Grid) ([]byte, error) {
	l, err := newLatent(a, Z, labels)
	if err != nil {
		return nil, failed("ShowLatent", "%w", err).Err()
	}
	sheet, cols, err := l.sheet(images, &g)
	if err != nil {
		return nil, failed("ShowLatent", "%w", err).Err()
	}
	var picture bytes.Buffer
	if err := l.figure().WritePNG(&picture); err != nil {
		return nil, err
	}
	n, _ := images.Dims()
	p := l.view(n)
	p.H, p.Wt, p.Cols, p.Sheet = g.H, g.W, cols, "data:image/png;base64,"+base64.StdEncoding.EncodeToString(sheet)
	data, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	id := "latent-" + hex.EncodeToString(sum[:6])
	var out bytes.Buffer
	fmt.Fprintf(&out, `<div id="%s" data-interactive style="max-width:%dpx"><img alt="%s" width="%d" height="%d" style="max-width:100%%;height:auto" src="data:image/png;base64,%s"></div>`,
		id, l.a.Width, html.EscapeString(l.a.Title), l.a.Width, l.a.Height, base64.StdEncoding.EncodeToString(picture.Bytes()))
	fmt.Fprintf(&out, "\n<script>\n(%s)(%q, %s);\n</script>\n", pointingScript, id, data)
	return out.Bytes(), nil
}

// view returns all but the images, for the first n dots.
func (l *latent) view(n int) pointed {
	p := pointed{W: l.a.Width, Hp: l.a.Height, Title: l.a.Title, Xn: l.a.X, Yn: l.a.Y}
	p.X0, p.X1, p.Y0, p.Y1 = l.DataRange()
	if l.a.XMin != l.a.XMax {
		p.X0, p.X1 = l.a.XMin, l.a.XMax
	}
	if l.a.YMin != l.a.YMax {
		p.Y0, p.Y1 = l.a.YMin, l.a.YMax
	}
	for _, t := range (decimal{}).Ticks(p.X0, p.X1) {
		p.Xs = append(p.Xs, viewTick{round4((t.Value - p.X0) / (p.X1 - p.X0)), t.Label})
	}
	for _, t := range (decimal{}).Ticks(p.Y0, p.Y1) {
		p.Ys = append(p.Ys, viewTick{round4((t.Value - p.Y0) / (p.Y1 - p.Y0)), t.Label})
	}
	for i := range n {
		p.X = append(p.X, round4((l.x[i]-p.X0)/(p.X1-p.X0)))
		p.Y = append(p.Y, round4((l.y[i]-p.Y0)/(p.Y1-p.Y0)))
		p.U, p.V = append(p.U, short(l.x[i], p.X1-p.X0)), append(p.V, short(l.y[i], p.Y1-p.Y0))
		if l.labels != nil {
			p.L = append(p.L, l.labels[i])
		}
	}
	for _, c := range classColours {
		p.Colours = append(p.Colours, hexOf(c))
	}
	return p
}

// sheet returns the images in lines of cols as one grey PNG.
func (l *latent) sheet(images mat.Matrix, g *Grid) (file []byte, cols int, err error) {
	if g.C > 1 {
		return nil, 0, fmt.Errorf("the grid has C %d; expected grey images", g.C)
	}
	if err := g.complete("images", images); err != nil {
		return nil, 0, err
	}
	n, _ := images.Dims()
	if n > len(l.x) || n > mostPointed {
		return nil, 0, fmt.Errorf("there are %d images; expected at most as many as Z has rows, %d, and at most %d", n, len(l.x), mostPointed)
	}
	cols = min(n, 20)
	img := image.NewGray(image.Rect(0, 0, cols*g.W, (n+cols-1)/cols*g.H))
	t := Unit.toneOf(nil, 0)
	for i := range n {
		for k := range g.H * g.W {
			img.Pix[img.PixOffset(i%cols*g.W+k%g.W, i/cols*g.H+k/g.W)] = t.level(images.At(i, k))
		}
	}
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	err = enc.Encode(&out, img)
	return out.Bytes(), cols, err
}
