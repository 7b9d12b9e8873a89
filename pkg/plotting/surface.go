package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Surface draws a landscape as a surface over the plane, as high as its energy and in
// the colours of Heat, seen from the front and above. Where the energy is above the end of
// the colours the surface is cut away. Series lie on the surface, also on its hidden
// parts. Level sets, Arrows and Stretch are not used. It fails as Heat does. ShowSurface shows it with a view that turns.
func Surface(a Axes, l Landscape, h HeatStyle, s ...Series) *Figure {
	r, err := newRelief(a, l, h, s)
	if err != nil {
		return failed("Surface", "%w", err)
	}
	return &Figure{width: r.a.Width, height: r.a.Height, draw: r.draw}
}

// reliefPoints is how many points of a surface are drawn each way.
const reliefPoints = 64

// reliefHeight is the height of the highest point, where the longer side of the plane
// is 2.
const reliefHeight = 0.9

// A relief is a surface ready to be drawn: the energies at fewer points, as places on
// the scale of colours.
type relief struct {
	a      Axes
	scale  heatScale
	l      Landscape
	series []Series
	heights
	turn, tilt float64 // of the view, radians
}

// heights are the energies of a surface, with the names and limits of its axes: what
// the view that turns needs to know.
type heights struct {
	Nx, Ny     int
	Wx, Wy     float64 // half of the plane's sides, the longer one 1
	H          []int   // Ny×Nx, 0 to 1000
	Cut        bool    // no tile where all corners are 1000
	X, Y, Bar  string
	Xs, Ys, Zs [2]string // what stands at the ends of the axes
	Dots       []reliefDot
}

// reliefDot is a point on the surface: its place, −1 to 1, and its height as in H.
type reliefDot struct {
	U, V float64
	H    int
	C    string
}

func newRelief(a Axes, l Landscape, h HeatStyle, s []Series) (*relief, error) {
	h.Arrows = nil
	m, err := newHeatMap(a, h, Panel{Landscape: l, Series: s})
	if err != nil {
		return nil, err
	}
	if a.Width == 0 {
		a.Width = 640
	}
	if a.Height == 0 {
		a.Height = 560
	}
	r := &relief{a: a, scale: m.scale, l: l, series: m.panels[0].Series, turn: -0.62, tilt: 0.75}
	x0, x1, y0, y1 := l.X[0], l.X[len(l.X)-1], l.Y[0], l.Y[len(l.Y)-1]
	longer := max(x1-x0, y1-y0)
	r.heights = heights{
		Nx: min(reliefPoints, len(l.X)), Ny: min(reliefPoints, len(l.Y)),
		Wx: (x1 - x0) / longer, Wy: (y1 - y0) / longer,
		Cut: m.scale.above, X: a.X, Y: a.Y, Bar: m.h.Bar,
		Xs: ends(x0, x1), Ys: ends(y0, y1), Zs: ends(m.scale.lo, m.scale.hi),
	}
	r.H = make([]int, r.Nx*r.Ny)
	for i := range r.Ny {
		for j := range r.Nx {
			x, y := mix(x0, x1, float64(j)/float64(r.Nx-1)), mix(y0, y1, float64(i)/float64(r.Ny-1))
			r.H[i*r.Nx+j] = r.heightAt(x, y)
		}
	}
	r.Dots = r.dots()
	return r, nil
}

// dots returns the points of the series that lie on the surface.
func (r *relief) dots() []reliefDot {
	var all []reliefDot
	x, y := r.l.X, r.l.Y
	x0, x1, y0, y1 := x[0], x[len(x)-1], y[0], y[len(y)-1]
	for _, one := range r.series {
		c := color.NRGBAModel.Convert(one.Colour).(color.NRGBA)
		for i, x := range one.X {
			if r.l.covers(x, one.Y[i]) {
				u, v := 2*(x-x0)/(x1-x0)-1, 2*(one.Y[i]-y0)/(y1-y0)-1
				all = append(all, reliefDot{round4(u), round4(v), r.heightAt(x, one.Y[i]), hexOf(c)})
			}
		}
	}
	return all
}

func (r *relief) heightAt(x, y float64) int {
	return int(1000*r.scale.at(r.l.at(x, y)) + 0.5)
}

func round4(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// ends returns what stands at the ends of an axis, with three digits.
func ends(lo, hi float64) [2]string { return [2]string{short(lo, hi-lo), short(hi, hi-lo)} }

// project returns where a point of the plane at a height is seen: across, up, and how
// far behind.
func (r *relief) project(u, v, h float64) (across, up, behind float64) {
	sin, cos := math.Sincos(r.turn)
	x, y := u*r.Wx, v*r.Wy
	across, behind = x*cos-y*sin, x*sin+y*cos
	sin, cos = math.Sincos(r.tilt)
	return across, behind*sin + (h-0.5)*reliefHeight*cos, behind
}

// place returns where a point stands on the page.
func (r *relief) place(pg page, u, v, h float64) vg.Point {
	across, up, _ := r.project(u, v, h)
	top := 2 * margin
	if r.a.Title != "" {
		top = titleRoom
	}
	scale := min(float64(r.a.Width)/3.1, float64(r.a.Height-top)/2.9) // all corners, and their names
	return pg.at(float64(r.a.Width)/2+across*scale, float64(top+r.a.Height)/2-up*scale)
}

func (r *relief) draw(pg page) {
	if r.a.Title != "" {
		pg.write(r.a.Title, margin, titleRoom-12, titleLetters())
	}
	r.drawFloor(pg)
	// From the far corner to the near one: what is nearer hides what is behind. The
	// view's turn of less than a quarter makes the far corner that of the largest y.
	for i := r.Ny - 2; i >= 0; i-- {
		for k := range r.Nx - 1 {
			j := k
			if r.turn > 0 {
				j = r.Nx - 2 - k
			}
			r.drawTile(pg, i, j)
		}
	}
	for _, d := range r.Dots {
		drawRimmed(pg.Canvas, r.place(pg, d.U, d.V, float64(d.H)/1000), colourOf(d.C), true)
	}
	r.drawNames(pg)
}

// drawTile draws the square whose lower left corner is row i, column j.
func (r *relief) drawTile(pg page, i, j int) {
	var pts [4]vg.Point
	sum := 0
	for k, c := range [4][2]int{{i, j}, {i, j + 1}, {i + 1, j + 1}, {i + 1, j}} {
		h := r.H[c[0]*r.Nx+c[1]]
		pts[k] = r.place(pg, 2*float64(c[1])/float64(r.Nx-1)-1, 2*float64(c[0])/float64(r.Ny-1)-1, float64(h)/1000)
		sum += h
	}
	if r.Cut && sum == 4000 {
		return
	}
	fill := shade(float64(sum) / 4000)
	pg.FillPolygon(fill, pts[:])
	line := draw.LineStyle{Color: fill, Width: 0.5} // closes the seams between tiles
	pg.StrokeLines(line, []vg.Point{pts[0], pts[1], pts[2], pts[3], pts[0]})
	mesh := draw.LineStyle{Color: color.NRGBA{0, 0, 0, 70}, Width: 0.5}
	if i%4 == 0 {
		pg.StrokeLine2(mesh, pts[0].X, pts[0].Y, pts[1].X, pts[1].Y)
	}
	if j%4 == 0 {
		pg.StrokeLine2(mesh, pts[0].X, pts[0].Y, pts[3].X, pts[3].Y)
	}
}

// drawFloor draws the plane and the axis of the energy at its far corners.
func (r *relief) drawFloor(pg page) {
	line := draw.LineStyle{Color: frameGrey, Width: 0.75}
	at := func(u, v, h float64) vg.Point { return r.place(pg, u, v, h) }
	pg.FillPolygon(color.Gray{Y: 0xF4}, []vg.Point{at(-1, -1, 0), at(1, -1, 0), at(1, 1, 0), at(-1, 1, 0)})
	pg.StrokeLines(line, []vg.Point{at(-1, -1, 0), at(1, -1, 0), at(1, 1, 0), at(-1, 1, 0), at(-1, -1, 0)})
	for _, c := range [][2]float64{{-1, 1}, {1, 1}, {r.side(), -1}} {
		pg.StrokeLines(line, []vg.Point{at(c[0], c[1], 0), at(c[0], c[1], 1)})
	}
}

// side is the end of the x axis at which the side stands that is seen from without.
func (r *relief) side() float64 {
	if r.turn < 0 {
		return -1
	}
	return 1
}

// drawNames writes the axes' names and ends.
func (r *relief) drawNames(pg page) {
	write := func(s string, u, v, h, dx, dy float64, align text.XAlignment) {
		p := r.place(pg, u, v, h)
		sty := letters(tickSize, align)
		pg.FillText(sty, vg.Point{X: p.X + vg.Length(dx), Y: p.Y + vg.Length(dy)}, s)
	}
	far := -r.side() // where the y axis stands
	const inner = 0.88
	write(r.Xs[0], -inner, -1, 0, 0, -16, text.XCenter)
	write(r.X, 0, -1, 0, -4, -26, text.XCenter)
	write(r.Xs[1], inner, -1, 0, 0, -16, text.XCenter)
	write(r.Ys[0], far, -inner, 0, 8, -10, text.XLeft)
	write(r.Y, far, 0, 0, 22, -14, text.XLeft)
	write(r.Ys[1], far, inner, 0, 8, -10, text.XLeft)
	write(r.Zs[0], r.side(), -1, 0, -6, 4, text.XRight)
	write(r.Zs[1], r.side(), -1, 1, -6, -5, text.XRight)
	write(r.Bar, r.side(), -1, 1, 0, 10, text.XCenter)
}
