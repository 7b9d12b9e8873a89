package nn

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// ClipNorm scales g so that ‖g‖₂ is at most limit, and returns ‖g‖₂ as it was
// (Pascanu et al. 2013, algorithm 1). A norm of NaN or Inf is returned and leaves g as
// it is: training should stop there.
func ClipNorm[T Float](g []T, limit float64) float64 {
	norm := float64(kernel.Nrm2(g))
	if norm > limit && !math.IsInf(norm, 1) {
		kernel.Scal(T(limit/norm), g)
	}
	return norm
}
