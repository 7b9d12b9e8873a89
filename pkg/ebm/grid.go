package ebm

import (
	"math"
	"slices"
)

// most is how many modes the first grid knows, for k = 1, 2, 3.
var most = [...]int{16, 4, 2}

// tail is how many widths from a mode a normal density adds nothing any more.
const tail = 8

// grid cuts the cube at the modes, at the ends of their tails, and at the kinks. Without
// the cuts at the tails a rule on a wide cell may have no node on a narrow one.
func grid(f *frame) cells {
	k := len(f.c)
	cuts := make([][]float64, k)
	for i, s := range f.stretch() {
		cuts[i] = f.cuts(i, s)
	}
	var all cells
	var at [3]int
	for {
		var c cell
		inside := true
		for i := range k {
			if at[i]+1 >= len(cuts[i]) {
				inside = false
				break
			}
			c.low[i], c.high[i] = cuts[i][at[i]], cuts[i][at[i]+1]
		}
		if inside {
			all = append(all, c)
		}
		if !next(at[:k], longest(cuts)) {
			return all
		}
	}
}

// cuts returns where the cube is cut along an axis, in order.
func (f *frame) cuts(axis int, s float64) []float64 {
	at := []float64{-1, 1}
	for _, m := range f.modes[:min(len(f.modes), most[len(f.c)-1])] {
		for _, off := range []float64{-tail, 0, tail} {
			at = append(at, inward(m.v[axis]+off*m.width[axis], s))
		}
	}
	if f.explored {
		at = append(at, inward(1.5*f.low[axis], s), inward(1.5*f.high[axis], s))
	}
	if !f.smooth {
		at = append(at, inward(-f.c[axis]/f.w[axis], s))
		for _, sign := range []float64{-1, 1} {
			if w := f.edge(axis, sign); !math.IsInf(w, 1) {
				at = append(at, inward(sign*w/f.w[axis], s))
			}
		}
	}
	slices.Sort(at)
	return slices.CompactFunc(at, func(a, b float64) bool { return a-b < 1e-12 })
}

func longest(cuts [][]float64) int {
	n := 0
	for _, c := range cuts {
		n = max(n, len(c))
	}
	return n
}

// inward returns the u in (−1, 1) with v = s·u/(1 − u²).
func inward(v, s float64) float64 { return 2 * v / (s + math.Sqrt(s*s+4*v*v)) }

// stretch returns the s of each axis.
func (f *frame) stretch() []float64 {
	s := make([]float64, len(f.c))
	for i := range s {
		s[i] = max(-f.low[i], f.high[i]) / 2
		for _, m := range f.modes {
			s[i] = max(s[i], math.Abs(m.v[i]))
		}
		s[i] += 2
	}
	return s
}
