package kernel

import "math"

// The functions of this file are within 4 units in the last place of the exact
// value, for all arguments (Exp and Log within 2), denormal numbers included.

// Exp sets dst[i] = e^x[i].
func Exp[T Float](dst, x []T) {
	sameLen("Exp", len(dst), len(x))
	if asm() && len(x) > 0 {
		expASM(dst, x)
		return
	}
	for i, v := range x {
		dst[i] = T(exp1(float64(v)))
	}
}

// Log sets dst[i] = log x[i]: −Inf for 0, NaN for less.
func Log[T Float](dst, x []T) {
	sameLen("Log", len(dst), len(x))
	if asm() && len(x) > 0 {
		logASM(dst, x)
		return
	}
	for i, v := range x {
		dst[i] = T(log1(float64(v)))
	}
}

// Tanh sets dst[i] = tanh x[i].
func Tanh[T Float](dst, x []T) {
	sameLen("Tanh", len(dst), len(x))
	if asm() && len(x) > 0 {
		tanhASM(dst, x)
		return
	}
	for i, v := range x {
		dst[i] = T(tanh1(float64(v)))
	}
}

// Sigmoid sets dst[i] = 1/(1+e^−x[i]).
func Sigmoid[T Float](dst, x []T) {
	sameLen("Sigmoid", len(dst), len(x))
	if asm() && len(x) > 0 {
		sigmoidASM(dst, x)
		return
	}
	for i, v := range x {
		dst[i] = T(sigmoid1(float64(v)))
	}
}

// Softplus sets dst[i] = log(1+e^x[i]).
func Softplus[T Float](dst, x []T) {
	sameLen("Softplus", len(dst), len(x))
	if asm() && len(x) > 0 {
		softplusASM(dst, x)
		return
	}
	for i, v := range x {
		dst[i] = T(softplus1(float64(v)))
	}
}

// Bernoulli is the negative logarithm of the likelihood of y[i] in [0, 1], given
// logits a[i], with f times its derivative by a[i]:
//
//	loss[i] = log(1+e^a[i]) − y[i]·a[i]
//	grad[i] = f·(1/(1+e^−a[i]) − y[i])
func Bernoulli[T Float](loss, grad, a, y []T, f T) {
	sameLen("Bernoulli", len(loss), len(a))
	sameLen("Bernoulli", len(grad), len(a))
	sameLen("Bernoulli", len(y), len(a))
	if asm() && len(a) > 0 {
		bernoulliASM(loss, grad, a, y, f)
		return
	}
	for i, v := range a {
		x, t := float64(v), float64(y[i])
		loss[i] = T(math.Max(x, 0) - t*x + math.Log1p(exp1(-math.Abs(x))))
		grad[i] = f * (T(sigmoid1(x)) - T(t))
	}
}

// exp1 is math.Exp, which on amd64 overflows from 709.44 on: there, and near the
// smallest numbers, eˣ = 2ᵏ·e^(x−k·ln 2), with ln 2 in two parts.
func exp1(x float64) float64 {
	const hi, lo = 6.93147180369123816490e-01, 1.90821492927058770002e-10
	if !(math.Abs(x) > 700) || math.Abs(x) > 750 {
		return math.Exp(x)
	}
	k := math.Copysign(64, x)
	e, d := math.Exp(x-k*hi), k*lo
	return math.Ldexp(e-e*(d-d*d/2), int(k))
}

// log1 is math.Log, which on amd64 takes the exponent of denormal numbers for that
// of the smallest normal one.
func log1(x float64) float64 {
	if x > 0 && x < 0x1p-1022 {
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return math.Log(x)
}

// sigmoid1 keeps its precision where the result is near 0.
func sigmoid1(x float64) float64 {
	e := exp1(-math.Abs(x))
	if x < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

func softplus1(x float64) float64 {
	return math.Max(x, 0) + math.Log1p(exp1(-math.Abs(x)))
}

func tanh1(x float64) float64 {
	m := math.Expm1(-2 * math.Abs(x))
	return math.Copysign(-m/(2+m), x)
}
