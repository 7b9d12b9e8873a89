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
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/latentlab/latentlab/internal/gonbpipe"
)

// turningScript draws a surface on a canvas and turns it. It needs nothing from a
// network, no WebGL, and no library.
//
//go:embed turning.js
var turningScript string

// ShowSurface shows a landscape as a surface: the picture that Surface makes, as an
// output of its own, and beside it a view that turns when it is dragged. Where scripts
// do not run, the view is the picture once more. Outside a notebook the view becomes a
// page beside the picture's file, with the ending .html.
func ShowSurface(a Axes, l Landscape, h HeatStyle, caption string, s ...Series) {
	here().surface(a, l, h, caption, s)
}

func (o *outlet) surface(a Axes, l Landscape, h HeatStyle, caption string, s []Series) {
	fig := Surface(a, l, h, s...)
	o.show(fig, caption)
	if fig.Err() != nil || o.notebook == nil && o.dir == "" {
		return
	}
	view, err := turning(a, l, h, s)
	if err == nil && o.notebook != nil {
		o.send(gonbpipe.Display{HTML: string(view), Text: caption + " (turn it by dragging)"})
		return
	}
	if err == nil {
		name := o.fileName(caption + " turning")
		err = os.WriteFile(filepath.Join(o.dir, name[:len(name)-len(".png")]+".html"), pageOf(caption, view), 0o644)
	}
	if err != nil {
		o.complain(notDrawn(caption, err))
	}
}

// WriteSurfaceHTML writes a page with the view that turns: one file that needs no
// network. It fails as Surface does.
func WriteSurfaceHTML(w io.Writer, a Axes, l Landscape, h HeatStyle, s ...Series) error {
	view, err := turning(a, l, h, s)
	if err != nil {
		return err
	}
	_, err = w.Write(pageOf(a.Title, view))
	return err
}

// turning returns the view as a piece of HTML: the picture, and a script that puts a
// canvas in its place.
func turning(a Axes, l Landscape, h HeatStyle, s []Series) ([]byte, error) {
	r, err := newRelief(a, l, h, s)
	if err != nil {
		return nil, failed("Surface", "%w", err).Err()
	}
	var picture bytes.Buffer
	if err := (&Figure{width: r.a.Width, height: r.a.Height, draw: r.draw}).WritePNG(&picture); err != nil {
		return nil, err
	}
	data, err := json.Marshal(struct {
		heights
		W, Hp      int
		Turn, Tilt float64
		Rise       float64
		Title      string
		Shades     []string
	}{r.heights, r.a.Width, r.a.Height, r.turn, r.tilt, reliefHeight, r.a.Title, shadeNames()})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	id := "surface-" + hex.EncodeToString(sum[:6])
	var out bytes.Buffer
	fmt.Fprintf(&out, `<div id="%s" data-interactive style="max-width:%dpx"><img alt="%s" width="%d" height="%d" style="max-width:100%%;height:auto" src="data:image/png;base64,%s"></div>`,
		id, r.a.Width, html.EscapeString(r.a.Title), r.a.Width, r.a.Height, base64.StdEncoding.EncodeToString(picture.Bytes()))
	fmt.Fprintf(&out, "\n<script>\n(%s)(%q, %s);\n</script>\n", turningScript, id, data)
	return out.Bytes(), nil
}

func pageOf(title string, view []byte) []byte {
	return fmt.Appendf(nil, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title></head>\n<body style=\"margin:16px;background:#fff\">\n%s</body></html>\n", html.EscapeString(title), view)
}

func shadeNames() []string {
	var names []string
	for _, c := range shades() {
		names = append(names, hex6(c.R, c.G, c.B))
	}
	return names
}

func hex6(r, g, b uint8) string { return fmt.Sprintf("#%02x%02x%02x", r, g, b) }

func hexOf(c color.NRGBA) string { return hex6(c.R, c.G, c.B) }

// colourOf is the inverse of hexOf.
func colourOf(s string) color.RGBA {
	v, _ := strconv.ParseUint(s[1:], 16, 32) // hexOf wrote it
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

// short writes a number with the digits that matter on an axis of the given span.
func short(v, span float64) string {
	digits := max(0, 2-int(math.Floor(math.Log10(span))))
	if digits > 6 || span >= 1e6 {
		return minus(strconv.FormatFloat(v, 'g', 3, 64))
	}
	s := strconv.FormatFloat(v, 'f', min(digits, 6), 64)
	f, _ := strconv.ParseFloat(s, 64) // FormatFloat wrote it
	return minus(strconv.FormatFloat(f, 'f', -1, 64))
}
