package conv

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Float is the element type: float32 to encode and to learn, float64 to check.
type Float interface{ float32 | float64 }

// Dictionary is M kernels of h×w×C numbers, each of unit ℓ₂ norm. It does not change
// once made.
type Dictionary[T Float] struct {
	M, H, W, C int // kernels, their height and width, channels
	kernels    []T // M×H×W×C
}

// NewDictionary copies kernels (M×h×w×C, one after another) and scales each to unit
// ℓ₂ norm. A kernel that is zero, NaN or infinite is an error that names it.
func NewDictionary[T Float](kernels []T, h, w, channels int) (*Dictionary[T], error) {
	if h < 1 || w < 1 || channels < 1 {
		return nil, fmt.Errorf("conv: kernels of %d×%d×%d, expected positive sizes", h, w, channels)
	}
	size := h * w * channels
	if len(kernels) == 0 || len(kernels)%size != 0 {
		return nil, fmt.Errorf("conv: %d numbers, expected one or more kernels of %d×%d×%d = %d", len(kernels), h, w, channels, size)
	}
	D := &Dictionary[T]{M: len(kernels) / size, H: h, W: w, C: channels, kernels: slices.Clone(kernels)}
	for m := range D.M {
		if err := normalize(D.Kernel(m)); err != nil {
			return nil, fmt.Errorf("conv: kernel %d %w", m, err)
		}
	}
	return D, nil
}

// normalize scales k to unit ℓ₂ norm.
func normalize[T Float](k []T) error {
	var big float64
	for i, v := range k {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("has %v at %d, expected finite numbers", v, i)
		}
		big = max(big, math.Abs(float64(v)))
	}
	if big == 0 {
		return fmt.Errorf("is zero, expected a picture")
	}
	var sum float64
	for _, v := range k {
		sum += float64(v) / big * (float64(v) / big)
	}
	for i, v := range k {
		k[i] = T(float64(v) / big / math.Sqrt(sum))
	}
	return nil
}

// Kernel returns K_m (h×w×C): a view, not to be changed.
func (D *Dictionary[T]) Kernel(m int) []T {
	size := D.H * D.W * D.C
	return D.kernels[m*size : (m+1)*size : (m+1)*size]
}

// Kernels returns a copy of the kernels as rows of h·w·C numbers, to be drawn.
func (D *Dictionary[T]) Kernels() *mat.Dense {
	K := mat.NewDense(D.M, D.H*D.W*D.C, nil)
	for i, v := range D.kernels {
		K.RawMatrix().Data[i] = float64(v)
	}
	return K
}

// DictionaryOf is [NewDictionary] for kernels in the rows of a matrix, M×(h·w·C).
func DictionaryOf[T Float](K mat.Matrix, h, w, channels int) (*Dictionary[T], error) {
	if K == nil {
		return nil, fmt.Errorf("conv: no kernels, expected an M×(h·w·C) matrix")
	}
	m, n := K.Dims()
	if h < 1 || w < 1 || channels < 1 || n != h*w*channels {
		return nil, fmt.Errorf("conv: kernels have %d numbers, expected %d×%d×%d", n, h, w, channels)
	}
	flat := make([]T, 0, m*n)
	for i := range m {
		for j := range n {
			flat = append(flat, T(K.At(i, j)))
		}
	}
	return NewDictionary(flat, h, w, channels)
}
