package plotting

import (
	"image"
	"image/color"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Supports colours the rectangle XMin … XMax, YMin … YMax of the plane, which a must
// give, by which entries of a code are not zero there. Z holds a code for each point of
// a grid of cols points across, a row of Z for each point, line by line from the upper
// left. A point takes the mean of its entries' colours, white if there are none; entry
// j has the palette's colour j, as series j has. Dark lines part regions of different
// signs. Series are drawn above as lines. It fails if Z is empty, has rows that do not
// fill the grid, or holds NaN or Inf, without limits, and as Curves does.
func Supports(a Axes, Z mat.Matrix, cols int, s ...Series) *Figure {
	n, k, err := dims("Z", Z)
	if err != nil {
		return failed("Supports", "%w", err)
	}
	if err := checkMatrix("Z", Z); err != nil {
		return failed("Supports", "%w", err)
	}
	if cols < 1 || n%cols != 0 {
		return failed("Supports", "Z has %d rows; expected a multiple of cols, %d", n, cols)
	}
	if a.XMin == a.XMax || a.YMin == a.YMax || a.LogX || a.LogY {
		return failed("Supports", "the limits are %v to %v and %v to %v; expected limits on linear axes", a.XMin, a.XMax, a.YMin, a.YMax)
	}
	if s, err = a.prepare(s); err != nil {
		return failed("Supports", "%w", err)
	}
	p := a.newPlot()
	p.Add(regions{a, supportImage(Z, n/cols, cols, k)})
	for _, one := range s {
		p.Add(curve{Series: one})
	}
	return a.figure(p, keysOf(s, func(s Series) keyShape {
		if s.Dashed {
			return keyDashes
		}
		return keyLine
	}))
}

// supportImage returns the picture, with 3 pixels a point, so that lines are thin, where
// points are few.
func supportImage(Z mat.Matrix, rows, cols, k int) *image.RGBA {
	scale := 3
	if cols >= 400 {
		scale = 1
	}
	img := image.NewRGBA(image.Rect(0, 0, cols*scale, rows*scale))
	for y := range rows {
		for x := range cols {
			i := y*cols + x
			right := x+1 < cols && !sameSigns(Z, i, i+1, k)
			below := y+1 < rows && !sameSigns(Z, i, i+cols, k)
			fill := supportColour(Z, i, k)
			for v := range scale {
				for u := range scale {
					c := fill
					if right && u == scale-1 || below && v == scale-1 {
						c = color.RGBA{0x66, 0x66, 0x66, 255}
					}
					img.SetRGBA(x*scale+u, y*scale+v, c)
				}
			}
		}
	}
	return img
}

func sameSigns(Z mat.Matrix, a, b, k int) bool {
	for j := range k {
		u, v := Z.At(a, j), Z.At(b, j)
		if (u > 0) != (v > 0) || (u < 0) != (v < 0) {
			return false
		}
	}
	return true
}

// supportColour mixes the colours of the active entries with white.
func supportColour(Z mat.Matrix, i, k int) color.RGBA {
	const strength = 0.5
	var r, g, b, n float64
	for j := range k {
		if Z.At(i, j) != 0 {
			c := colour(j)
			r, g, b, n = r+float64(c.R), g+float64(c.G), b+float64(c.B), n+1
		}
	}
	if n == 0 {
		return color.RGBA{255, 255, 255, 255}
	}
	mix := func(v float64) uint8 { return uint8(255 + strength*(v/n-255) + 0.5) }
	return color.RGBA{mix(r), mix(g), mix(b), 255}
}

// regions is a picture that fills the limits of a.
type regions struct {
	a   Axes
	img *image.RGBA
}

// Plot implements [plot.Plotter].
func (r regions) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	c.DrawImage(vg.Rectangle{
		Min: vg.Point{X: x(r.a.XMin), Y: y(r.a.YMin)},
		Max: vg.Point{X: x(r.a.XMax), Y: y(r.a.YMax)},
	}, r.img)
}

// DataRange implements [plot.DataRanger].
func (r regions) DataRange() (xmin, xmax, ymin, ymax float64) {
	return r.a.XMin, r.a.XMax, r.a.YMin, r.a.YMax
}
