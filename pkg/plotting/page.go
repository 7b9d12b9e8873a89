package plotting

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	imgdraw "image/draw"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// point is one pixel in points: 96 pixels and 72 points an inch.
const point = vg.Length(72.0 / 96.0)

// A page is what a figure draws on. Lines and letters go to its Canvas, in points
// from the lower left corner of the sheet; blit and the other methods count pixels
// from the upper left corner of the page's own frame.
type page struct {
	draw.Canvas
	x, y   int           // the frame's upper left corner on the sheet
	sheet  vg.Length     // the sheet's height in points
	pixels imgdraw.Image // the sheet's pixels, nil for vectors
}

// raster draws the figure in pixels.
func (f *Figure) raster() (img *image.RGBA, err error) {
	if err := f.Err(); err != nil {
		return nil, err
	}
	defer recovered(&err)
	img = image.NewRGBA(image.Rect(0, 0, f.width, f.height))
	c := vgimg.NewWith(vgimg.UseImage(img))
	f.draw(newPage(c, c.Image(), f.height))
	return c.Image().(*image.RGBA), nil
}

// vector draws the figure as SVG.
func (f *Figure) vector() (svg []byte, err error) {
	if err := f.Err(); err != nil {
		return nil, err
	}
	defer recovered(&err)
	c := vgsvg.New(vg.Length(f.width)*point, vg.Length(f.height)*point)
	p := newPage(c, nil, f.height)
	p.fill(0, 0, f.width, f.height, color.White)
	f.draw(p)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, err
	}
	return tidySVG(b.Bytes()), nil
}

// recovered turns a panic of the drawing library into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("plotting: the figure could not be drawn: %v", r)
	}
}

// tidySVG names fonts of equal widths for viewers without the Liberation fonts, and the
// right type of the pictures inside, where vgsvg writes image/jpg for PNG.
func tidySVG(svg []byte) []byte {
	for _, r := range [][2]string{
		{"font-family:Liberation Sans;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"},
		{"font-family:Liberation Serif;", "font-family:'Liberation Serif','Times New Roman',serif;"},
		{"data:image/jpg;base64,", "data:image/png;base64,"},
	} {
		svg = bytes.ReplaceAll(svg, []byte(r[0]), []byte(r[1]))
	}
	return svg
}

func newPage(c vg.CanvasSizer, pixels imgdraw.Image, height int) page {
	return page{Canvas: draw.New(c), sheet: vg.Length(height) * point, pixels: pixels}
}

// at returns a place in the frame, in pixels, as a place on the canvas, in points.
func (p page) at(x, y float64) vg.Point {
	return vg.Point{X: vg.Length(float64(p.x)+x) * point, Y: p.sheet - vg.Length(float64(p.y)+y)*point}
}

// box returns a rectangle of the frame.
func (p page) box(x, y, w, h int) vg.Rectangle {
	lowerLeft := p.at(float64(x), float64(y+h))
	return vg.Rectangle{Min: lowerLeft, Max: lowerLeft.Add(vg.Point{X: vg.Length(w) * point, Y: vg.Length(h) * point})}
}

// part returns a page whose frame is a rectangle of this one.
func (p page) part(x, y, w, h int) page {
	p.Canvas.Rectangle = p.box(x, y, w, h)
	p.x += x
	p.y += y
	return p
}

// blit puts img's pixels at (x, y), one for one.
func (p page) blit(x, y int, img *image.RGBA) {
	b := img.Bounds()
	if p.pixels == nil {
		p.DrawImage(p.box(x, y, b.Dx(), b.Dy()), pack(img, true))
		return
	}
	at := image.Pt(p.x+x, p.y+y)
	imgdraw.Draw(p.pixels, image.Rectangle{Min: at, Max: at.Add(b.Size())}, img, b.Min, imgdraw.Src)
}

// fill fills a rectangle.
func (p page) fill(x, y, w, h int, c color.Color) {
	b := p.box(x, y, w, h)
	p.FillPolygon(c, []vg.Point{b.Min, {X: b.Max.X, Y: b.Min.Y}, b.Max, {X: b.Min.X, Y: b.Max.Y}})
}

// write writes s with its baseline at y.
func (p page) write(s string, x, y float64, sty text.Style) {
	at := p.at(x, y)
	at.Y -= lift(sty)
	p.FillText(sty, at, s)
}
