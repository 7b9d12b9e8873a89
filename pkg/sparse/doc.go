// Package sparse is sparse coding: the latent-variable energy
//
//	E(y, z) = ½‖y − W·z‖² + λ‖z‖₁
//
// whose codes z have few entries that are not zero, the methods that find them,
// and the learning of the dictionary.
//
// # Shapes
//
// Data X is n×d with samples in rows, codes Z are n×k, and the dictionary D is
// k×d with atoms in rows, each of unit ℓ₂ norm, so that the samples are rebuilt
// as X̂ = Z·D. The lecture's W is d×k with atoms in columns: W = Dᵀ.
//
// # Three slips of the lecture's page
//
// The energy carries a ½: with it the step 1/L and the threshold λ/L, L = ‖W‖₂²,
// minimise the energy as written. What the page calls FISTA is [ISTA]; [FISTA]
// adds momentum. Only the atoms are normalised after an update, not the codes.
//
// # Layers
//
// [Dictionary] is an ebm.Decoder, [Lasso] makes the problem for one sample, and
// [ISTA], [FISTA] and [CoordinateDescent] solve it under ebm.Infer or in a for
// loop of one's own. A [Coder] encodes many samples that share a dictionary, and
// says by a duality gap how exact each code is. [Learn] finds a dictionary, and [KSVD]
// one for codes with a given number of entries or error.
package sparse
