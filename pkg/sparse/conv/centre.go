package conv

import "math"

// recentre moves kernels whose energy lies a pixel or more off the middle of their box
// back by whole pixels: a kernel that began as the edge of a thing at the border of its
// box can then grow to all of it. What moves out of the box is dropped. A kernel that
// was moved starts without a past, so that this ends with the steps that Centre names. It
// returns how many were moved.
func (l *Learner[T]) recentre() int {
	moved := 0
	if l.t > l.Settings.Centre {
		return 0
	}
	k := make([]float64, l.past.size())
	for m := range l.past.m {
		y, x := l.offset(l.kernel(m))
		dy, dx := int(y), int(x) // towards 0
		if dy == 0 && dx == 0 {
			continue
		}
		shift(k, l.kernel(m), l.past.h, l.past.w, l.past.c, dy, dx)
		if l.admit(k, m) {
			l.plant(m, k)
			moved++
		}
	}
	return moved
}

// offset returns how far the centre of the squares of k (h×w×C) is from the middle.
func (l *Learner[T]) offset(k []float64) (y, x float64) {
	var sum float64
	for i, v := range k {
		at := i / l.past.c
		y += v * v * float64(at/l.past.w)
		x += v * v * float64(at%l.past.w)
		sum += v * v
	}
	y, x = y/sum-float64(l.past.h-1)/2, x/sum-float64(l.past.w-1)/2
	if math.IsNaN(y) || math.IsNaN(x) {
		return 0, 0
	}
	return y, x
}

// shift sets dst(y, x) = k(y+dy, x+dx), 0 where that is outside.
func shift(dst, k []float64, h, w, c, dy, dx int) {
	clear(dst)
	for y := max(0, -dy); y < min(h, h-dy); y++ {
		from, to := max(0, -dx), min(w, w-dx)
		copy(dst[(y*w+from)*c:(y*w+to)*c], k[((y+dy)*w+from+dx)*c:])
	}
}
