// Package conv is convolutional sparse coding: a picture is a sum of small kernels,
// each put down at a few places,
//
//	E(Y, Z) = ½‖Y − Σ_i K_i ∗ Z_i‖² + λ Σ_i ‖Z_i‖₁.
//
// # Axes
//
//	picture Y            kernel K_i          map Z_i
//	   x → W                j → w               v → W′
//	 y ┌──────────┐       i ┌────┐            u ┌──────────┐
//	 ↓ │          │       ↓ │    │            ↓ │    ·     │
//	 H │          │       h └────┘            H′│       ·  │
//	   └──────────┘        × C channels         └──────────┘  one for all channels
//	   × C channels        × M kernels          × M maps
//
// In memory a picture is H×W×C numbers, a kernel h×w×C, the dictionary M×h×w×C, and
// dense codes M×H′×W′, one map after another. An entry z of map m in row u and column v
// puts down z·K_m with its corner at row u + o and column v + p of the picture:
//
//	ŷ[u+o+i, v+p+j, c] += z·K_m[i, j, c].
//
// The lecture's picture is the boundary [Valid]: only whole kernels, H′ = H−h+1,
// o = p = 0. With [Zero] and [Circular] the maps are as large as the picture and an
// entry sits at the middle of its kernel, o = −⌊h/2⌋ and p = −⌊w/2⌋; what sticks
// out is cut off, or comes in at the other side.
//
// # Layers
//
// [Model] is an ebm.Decoder, so that every method of pkg/sparse and pkg/ebm solves
// for the codes. A [Coder] does it fast: it knows that an entry meets only its
// neighbours.
package conv
