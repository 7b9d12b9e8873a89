package ebm

import (
	"slices"
	"sync"

	"gonum.org/v1/gonum/mat"
)

// spectral remembers the squared spectral norm of a matrix whose entries may change.
type spectral struct {
	mu    sync.Mutex
	last  []float64 // the entries that norm2 is for
	norm2 float64
}

// of returns ‖W‖₂² for a W without gaps between the rows.
func (s *spectral) of(W *mat.Dense) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if entries := W.RawMatrix().Data; !slices.Equal(entries, s.last) {
		s.last = append(s.last[:0], entries...)
		s.norm2 = squaredNorm(W)
	}
	return s.norm2
}

// squaredNorm returns the largest eigenvalue of W·Wᵀ or of Wᵀ·W, whichever is smaller.
func squaredNorm(W *mat.Dense) float64 {
	m, n := W.Dims()
	g := mat.NewSymDense(min(m, n), nil)
	if m <= n {
		g.SymOuterK(1, W)
	} else {
		g.SymOuterK(1, W.T())
	}
	var eig mat.EigenSym
	if !eig.Factorize(g, false) {
		return mat.Trace(g) // bounds the largest eigenvalue from above
	}
	return max(0, slices.Max(eig.Values(nil)))
}
