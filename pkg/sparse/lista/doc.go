// Package lista holds learned encoders of sparse codes: networks that predict
//
//	z* = argmin ½‖y − W·z‖² + λ‖z‖₁
//
// in a few layers. A layer is a step of the iterative shrinkage ([sparse.ISTA])
// whose matrices, thresholds or steps are learned. Before training, a network of T
// layers is T steps of that method from z = 0.
//
//	net, err := lista.New[float32](D, lambda, lista.Tied{}, 3)
//	t, err := net.Train(ctx, Y, lista.Codes(Z), lista.Training[float32]{}, rng, nil)
//	Zhat, err := net.Encode(ctx, Ytest)
//
// # Forms
//
// In the Gram form, z_t = sh_θ(We·y + S·z_{t−1}): [Tied] (one We, S and θ for all
// layers) and [Untied]; one layer is the shrinkage of a linear map. In the residual
// form, z_t = sh_θ(z_{t−1} + γ·V·(y − W·z_{t−1})): [CP], [TiLISTA], [ALISTA],
// [StepLISTA]. [CoordinateDescent] learns the descent that changes an entry a step, and
// [Tanh] is the smooth encoder of predictive sparse decomposition.
//
// # Shapes
//
// Samples Y are n×d and codes n×k with samples in rows, the dictionary D is k×d
// with atoms in rows: W = Dᵀ. Parameters are written as in the papers, for columns:
// We is k×d, S is k×k, and V is k×d.
//
// Networks are generic: float32 to train, float64 to check.
package lista
