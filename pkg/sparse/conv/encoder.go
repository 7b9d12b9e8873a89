package conv

import (
	"math"
	"slices"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// encoder is the state of an encoding: the residual r = weight ⊙ (y − ΣK∗z), and
// in each strip of the maps the coordinates that may be non-zero.
type encoder[T Float] struct {
	*layout[T]
	lambda       float64
	positive     bool
	y            []T // H×W×C
	weights      []T // of the pixels of a plane, or nil
	target       []T // M×H′×W′, or nil
	alpha        T
	targetSquare float64 // ‖z̄‖²

	r, saved []T // planes
	strips   []*strip[T]
	pixels   []sums // of each row of the picture
}

// sums are one strip's or one line's parts of sums over all.
type sums struct {
	top    float64 // the largest correlation
	rr, ry float64 // Σ weight·(y − ŷ)², Σ weight·(y − ŷ)·y
	gram   [history][history]float64
}

func newEncoder[T Float](c *Coder[T], y []T) *encoder[T] {
	m := c.Model
	e := &encoder[T]{
		layout: m.layout(), lambda: c.Lambda, positive: c.NonNegative,
		y: y, pixels: make([]sums, m.H),
	}
	if c.Weights != nil {
		each := make([]T, len(y))
		for i := range each {
			each[i] = c.Weights[i/e.channels]
		}
		e.weights = make([]T, e.size)
		load(&e.grid, e.weights, each)
		wrap(&e.grid, e.weights)
	}
	if c.Target != nil && c.Alpha > 0 {
		e.target, e.alpha = c.Target, T(c.Alpha)
		for _, v := range c.Target {
			e.targetSquare += float64(v) * float64(v)
		}
	}
	e.r, e.saved = make([]T, e.size), make([]T, e.size)
	for _, s := range e.layout.strips {
		e.strips = append(e.strips, &strip[T]{span: *s})
	}
	if c.Start != nil {
		e.start(c.Start)
	}
	return e
}

// start puts codes into the lists.
func (e *encoder[T]) start(z *Maps[T]) {
	all := make([]coord[T], 0, len(z.Entries))
	for _, x := range z.Entries {
		all = append(all, e.newCoord(int(x.Map), int(x.Row), int(x.Col), x.Value))
	}
	for _, s := range e.strips {
		n := 0
		for n < len(all) && int(all[n].At) < s.to*e.row {
			n++
		}
		s.list, all = slices.Clone(all[:n]), all[n:]
	}
}

// refresh computes the residual from the codes, and ‖r‖² and ⟨r, y⟩.
func (e *encoder[T]) refresh() {
	clear(e.r)
	load(&e.grid, e.r, e.y)
	wrap(&e.grid, e.r)
	apart(e.strips, e.rows.circular, func(s *strip[T]) {
		for i := range s.list {
			if c := &s.list[i]; c.Z != 0 {
				e.add(e.r, c, -c.Z, nil)
			}
		}
	})
	kernel.Parallel(e.rows.n, func(y int) { // the margins are made up in collect
		l := &e.pixels[y]
		l.rr, l.ry = 0, 0
		for ch := range e.channels {
			for x := range e.cols.n {
				r, w := &e.r[e.at(y, x, ch)], 1.0
				d, p := float64(*r), float64(e.y[(y*e.cols.n+x)*e.channels+ch])
				if e.weights != nil {
					w = float64(e.weights[e.at(y, x, ch)])
					*r *= e.weights[e.at(y, x, ch)]
				}
				l.rr += w * d * d
				l.ry += w * d * p
			}
		}
	})
}

// energy returns E of the residual as it is, but for a constant.
func (e *encoder[T]) energy() float64 {
	kernel.Parallel(e.rows.n, func(y int) {
		l := &e.pixels[y]
		l.rr = 0
		for ch := range e.channels {
			for x, r := range e.r[e.at(y, 0, ch):][:e.cols.n] {
				d := float64(r)
				switch {
				case e.weights == nil:
					l.rr += d * d
				case r != 0:
					l.rr += d * d / float64(e.weights[e.at(y, x, ch)])
				}
			}
		}
	})
	var sum float64
	for i := range e.pixels {
		sum += e.pixels[i].rr
	}
	sum /= 2
	for _, s := range e.strips {
		sum += e.penalty(s)
	}
	return sum
}

// certificate is that of the codes for which refresh and collect ran last.
func (e *encoder[T]) certificate() (cert sparse.Certificate) {
	var rr, ry, top, penalty float64
	for i := range e.pixels {
		rr, ry = rr+e.pixels[i].rr, ry+e.pixels[i].ry
	}
	pixels := rr
	for _, s := range e.strips {
		penalty += e.penalty(s)
		top = max(top, s.sums.top)
		for i := range s.list {
			c := &s.list[i]
			if c.Z == 0 {
				continue
			}
			cert.Active++
			if e.target != nil { // (z̄ − z)² − z̄², and (z̄ − z)·z̄ − z̄²
				z, t := float64(c.Z), float64(e.targetAt(c))
				rr += float64(e.alpha) * z * (z - 2*t)
				ry -= float64(e.alpha) * z * t
			}
		}
	}
	square := float64(e.alpha) * e.targetSquare
	rr, ry = rr+square, ry+square
	cert.Primal = pixels/2 + square/2 + penalty
	scale := 1.0
	if top > e.lambda {
		scale = e.lambda / top
	}
	cert.Dual = scale*ry - scale*scale*rr/2
	if cert.Primal > 0 {
		cert.Gap = math.Max(0, (cert.Primal-cert.Dual)/cert.Primal)
	}
	return cert
}

// codes returns what is not zero.
func (e *encoder[T]) codes() *Maps[T] {
	z := &Maps[T]{M: e.maps, H: e.rows.size, W: e.cols.size}
	for _, s := range e.strips {
		for _, c := range s.list {
			if c.Z != 0 {
				u, v := e.place(c.At)
				z.Entries = append(z.Entries, Entry[T]{int32(kernelOf(&c)), int32(u), int32(v), c.Z})
			}
		}
	}
	return z
}
