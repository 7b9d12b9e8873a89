package blas

import "github.com/latentlab/latentlab/internal/kernel"

// unit reports whether a vector of n elements with stride inc is the first n
// elements of a slice of the given length.
func unit(n, length, inc int) bool { return inc == 1 && n > 0 && n <= length }

// Ddot returns Σ x[i]·y[i].
func (g Implementation) Ddot(n int, x []float64, incX int, y []float64, incY int) float64 {
	if unit(n, len(x), incX) && unit(n, len(y), incY) {
		return kernel.Dot(x[:n], y[:n])
	}
	return g.Implementation.Ddot(n, x, incX, y, incY)
}

// Sdot returns Σ x[i]·y[i].
func (g Implementation) Sdot(n int, x []float32, incX int, y []float32, incY int) float32 {
	if unit(n, len(x), incX) && unit(n, len(y), incY) {
		return kernel.Dot(x[:n], y[:n])
	}
	return g.Implementation.Sdot(n, x, incX, y, incY)
}

// Daxpy sets y[i] += alpha·x[i].
func (g Implementation) Daxpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	if alpha != 0 && unit(n, len(x), incX) && unit(n, len(y), incY) {
		kernel.Axpy(alpha, x[:n], y[:n])
		return
	}
	g.Implementation.Daxpy(n, alpha, x, incX, y, incY)
}

// Saxpy sets y[i] += alpha·x[i].
func (g Implementation) Saxpy(n int, alpha float32, x []float32, incX int, y []float32, incY int) {
	if alpha != 0 && unit(n, len(x), incX) && unit(n, len(y), incY) {
		kernel.Axpy(alpha, x[:n], y[:n])
		return
	}
	g.Implementation.Saxpy(n, alpha, x, incX, y, incY)
}

// Dscal sets x[i] *= alpha; zeros where alpha is 0.
func (g Implementation) Dscal(n int, alpha float64, x []float64, incX int) {
	if alpha != 0 && unit(n, len(x), incX) {
		kernel.Scal(alpha, x[:n])
		return
	}
	g.Implementation.Dscal(n, alpha, x, incX)
}

// Sscal sets x[i] *= alpha; zeros where alpha is 0.
func (g Implementation) Sscal(n int, alpha float32, x []float32, incX int) {
	if alpha != 0 && unit(n, len(x), incX) {
		kernel.Scal(alpha, x[:n])
		return
	}
	g.Implementation.Sscal(n, alpha, x, incX)
}

// Dnrm2 returns √Σ x[i]², without overflow.
func (g Implementation) Dnrm2(n int, x []float64, incX int) float64 {
	if unit(n, len(x), incX) {
		return kernel.Nrm2(x[:n])
	}
	return g.Implementation.Dnrm2(n, x, incX)
}

// Snrm2 returns √Σ x[i]², without overflow.
func (g Implementation) Snrm2(n int, x []float32, incX int) float32 {
	if unit(n, len(x), incX) {
		return kernel.Nrm2(x[:n])
	}
	return g.Implementation.Snrm2(n, x, incX)
}

// Dasum returns Σ |x[i]|.
func (g Implementation) Dasum(n int, x []float64, incX int) float64 {
	if unit(n, len(x), incX) {
		return kernel.Asum(x[:n])
	}
	return g.Implementation.Dasum(n, x, incX)
}

// Sasum returns Σ |x[i]|.
func (g Implementation) Sasum(n int, x []float32, incX int) float32 {
	if unit(n, len(x), incX) {
		return kernel.Asum(x[:n])
	}
	return g.Implementation.Sasum(n, x, incX)
}

// Idamax returns the first place of the largest |x[i]|. A NaN is passed over
// unless it comes first, as in gonum.
func (g Implementation) Idamax(n int, x []float64, incX int) int {
	if unit(n, len(x), incX) {
		if i, m := kernel.AbsMax(x[:n]); m == m {
			return i
		}
	}
	return g.Implementation.Idamax(n, x, incX)
}

// Isamax returns the first place of the largest |x[i]|, as Idamax.
func (g Implementation) Isamax(n int, x []float32, incX int) int {
	if unit(n, len(x), incX) {
		if i, m := kernel.AbsMax(x[:n]); m == m {
			return i
		}
	}
	return g.Implementation.Isamax(n, x, incX)
}
