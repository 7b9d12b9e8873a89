package kernel

import "math"

// TanhBack sets dst[i] = d[i]·(1 − y[i]²), the derivative of y = tanh x along d.
func TanhBack[T Float](dst, d, y []T) {
	sameLen("TanhBack", len(dst), len(y))
	sameLen("TanhBack", len(d), len(y))
	if asm() && len(y) > 0 {
		tanhBackASM(dst, d, y)
		return
	}
	for i, v := range y {
		dst[i] = d[i] * (1 - v*v)
	}
}

// SigmoidBack sets dst[i] = d[i]·y[i]·(1 − y[i]), that of y = 1/(1+e^−x).
func SigmoidBack[T Float](dst, d, y []T) {
	sameLen("SigmoidBack", len(dst), len(y))
	sameLen("SigmoidBack", len(d), len(y))
	if asm() && len(y) > 0 {
		sigmoidBackASM(dst, d, y)
		return
	}
	for i, v := range y {
		dst[i] = d[i] * (v * (1 - v))
	}
}

// Support sets dst[i] = d[i] where y[i] ≠ 0, and 0 elsewhere: that of a shrinkage
// with result y.
func Support[T Float](dst, d, y []T) {
	sameLen("Support", len(dst), len(y))
	sameLen("Support", len(d), len(y))
	if asm() && len(y) > 0 {
		supportASM(dst, d, y)
		return
	}
	for i, v := range y {
		if v < 0 || v > 0 {
			dst[i] = d[i]
		} else {
			dst[i] = 0
		}
	}
}

// SubSigned sets dst[i] −= sign(y[i])·d[i], where sign(0) is 0: the derivative of a
// shrinkage with result y by its threshold, added up.
func SubSigned[T Float](dst, d, y []T) {
	sameLen("SubSigned", len(dst), len(y))
	sameLen("SubSigned", len(d), len(y))
	if asm() && len(y) > 0 {
		subSignedASM(dst, d, y)
		return
	}
	for i, v := range y {
		switch {
		case v > 0:
			dst[i] -= d[i]
		case v < 0:
			dst[i] += d[i]
		}
	}
}

// Gate sets dst[i] = d[i] where y[i] > 0, and slope·d[i] elsewhere: that of a ReLU,
// leaky or not. With d = y = x it is the function.
func Gate[T Float](dst, d, y []T, slope T) {
	sameLen("Gate", len(dst), len(y))
	sameLen("Gate", len(d), len(y))
	if asm() && len(y) > 0 {
		gateASM(dst, d, y, slope)
		return
	}
	for i, v := range y {
		if v > 0 {
			dst[i] = d[i]
		} else {
			dst[i] = slope * d[i]
		}
	}
}

// AdamSettings are the numbers of a step of Adam; see [Adam].
type AdamSettings[T Float] struct{ B1, C1, B2, C2, Keep, Rate, Eps T }

// Adam moves w along the running mean m and the running square v of its gradient g:
//
//	m[i] = B1·m[i] + C1·g[i]
//	v[i] = B2·v[i] + C2·g[i]²
//	w[i] = Keep·w[i] − Rate·m[i]/(√v[i] + Eps)
func Adam[T Float](w, g, m, v []T, s AdamSettings[T]) {
	sameLen("Adam", len(w), len(g))
	sameLen("Adam", len(w), len(m))
	sameLen("Adam", len(w), len(v))
	if asm() && len(w) > 0 {
		adamASM(w, g, m, v, s.B1, s.C1, s.B2, s.C2, s.Keep, s.Rate, s.Eps)
		return
	}
	for i, d := range g {
		m[i] = s.B1*m[i] + s.C1*d
		v[i] = s.B2*v[i] + s.C2*(d*d)
		w[i] = s.Keep*w[i] - s.Rate*m[i]/(T(math.Sqrt(float64(v[i])))+s.Eps)
	}
}
