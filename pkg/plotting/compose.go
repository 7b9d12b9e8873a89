package plotting

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

const between = 24 // pixels between figures put together

// Row puts figures side by side, their upper edges in line. It fails with the first
// figure that failed.
func Row(figs ...*Figure) *Figure {
	return compose("Row", figs, func(out *Figure, f *Figure) (x, y int) {
		x = out.width
		if x > 0 {
			x += between
		}
		out.width = x + f.width
		out.height = max(out.height, f.height)
		return x, 0
	})
}

// Column puts figures under each other, their left edges in line. It fails with the
// first figure that failed.
func Column(figs ...*Figure) *Figure {
	return compose("Column", figs, func(out *Figure, f *Figure) (x, y int) {
		y = out.height
		if y > 0 {
			y += between
		}
		out.height = y + f.height
		out.width = max(out.width, f.width)
		return 0, y
	})
}

// compose puts figures where place says, which enlarges out.
func compose(maker string, figs []*Figure, place func(out, f *Figure) (x, y int)) *Figure {
	if len(figs) == 0 {
		return failed(maker, "there are no figures; expected at least one")
	}
	type spot struct{ x, y int }
	spots := make([]spot, len(figs))
	out := &Figure{}
	for i, f := range figs {
		if err := f.Err(); err != nil {
			return &Figure{err: err}
		}
		spots[i].x, spots[i].y = place(out, f)
		out.exact = out.exact || f.exact
	}
	out.draw = func(p page) {
		for i, f := range figs {
			f.draw(p.part(spots[i].x, spots[i].y, f.width, f.height))
		}
	}
	return out
}

// Plot makes a figure of a plot made with gonum/plot. Width and height are in pixels;
// 0 takes 860 and 440.
func Plot(p *plot.Plot, width, height int) *Figure {
	if p == nil {
		return failed("Plot", "the plot is nil")
	}
	a := Axes{Width: width, Height: height}
	if err := a.check(); err != nil {
		return failed("Plot", "%w", err)
	}
	return &Figure{width: a.Width, height: a.Height, draw: func(pg page) {
		p.Draw(draw.Crop(pg.Canvas, margin, -margin, margin, -margin))
	}}
}
