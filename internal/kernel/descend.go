package kernel

import (
	"fmt"
	"math"
)

// Place is a kernel put down in a picture, with the height Z at which it stands there.
type Place[T Float] struct {
	At, K int32 // the corner's place in the picture, and the kernel; K < 0 is for the caller
	Z     T
	N     T // the caller's own
}

// Descend is coordinate descent on ½‖y − Σ z·K‖² + λ‖z‖₁ for kernels of unit norm, h rows
// of w elements one after another in k. x is the residual y − Σ z·K, at a stride. For each
// place, in order,
//
//	v = ⟨K, x at At⟩ + z
//	z ← v − λ  where v > λ,  v + λ where v < −λ,  0 elsewhere
//	x at At −= move·K, move being what z changed by
//
// until one has K < 0. With positive, z does not fall below 0. moves is set to the moves. It
// returns how many places were visited. w is a multiple of Block/2.
func Descend[T Float](p []Place[T], moves, k, x []T, ld, h, w int, lambda T, positive bool) int {
	if len(p) == 0 {
		return 0
	}
	checkPatch[T]("Descend", len(k), len(x), ld, h, w)
	atLeast("Descend (moves)", len(moves), len(p))
	last := len(x) - (h-1)*ld - w
	for i := range p {
		if p[i].K < 0 {
			break
		}
		if at, size := int(p[i].At), (int(p[i].K)+1)*h*w; uint(at) > uint(last) || size > len(k) {
			panic(fmt.Sprintf("kernel: Descend: place %d is kernel %d at %d, expected a kernel below %d at most at %d", i, p[i].K, at, len(k)/(h*w), last))
		}
	}
	lo := lambda
	if positive {
		lo = T(math.Inf(1))
	}
	if asm() {
		return descendASM(p, moves, k, x, ld, h, w, lo, lambda)
	}
	for i := range p {
		q := &p[i]
		if q.K < 0 {
			return i
		}
		kern := k[int(q.K)*h*w:][:h*w]
		v := PatchDot(kern, x[q.At:], ld, h, w) + q.Z
		z := max(v-lambda, 0) + min(v+lo, 0)
		moves[i] = z - q.Z
		if z != q.Z {
			PatchAxpy(q.Z-z, kern, x[q.At:], ld, h, w)
			q.Z = z
		}
	}
	return len(p)
}
