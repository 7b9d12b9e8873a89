// Package ebm holds the idea that every model here shares: an energy with a
// latent variable,
//
//	E(x, y, z) = C(y, Dec(Pred(x), z)) + λ·R(z)
//
// where x and y are observed and z, the code, is not. Inference is the
// minimisation over z; what is left of the energy is the free energy
// F(x, y) = min_z E(x, y, z).
//
// The parts are small interfaces: [Cost] C, [Decoder] Dec, [Predictor] Pred,
// [Regularizer] R. A [Model] puts them together. Fixing x and y in a model
// leaves a [Problem] for z,
//
//	minimise over z   f(z) + λ·R(z),   f(z) = C(y, Dec(h, z)),  h = Pred(x)
//
// with f differentiable and R known by its proximal operator. Models stand
// above the problem, methods below it: a [Method] yields iterates, and [Infer]
// drives one to a tolerance.
//
// Costs: [SquaredError], [Huber], [Bernoulli], [Categorical]. Decoders:
// [LinearDecoder], [AffineDecoder], [Table], [NetworkDecoder], [FuncDecoder],
// [ComposedDecoder]; predictors: [LinearPredictor], [AffinePredictor],
// [NetworkPredictor], [FuncPredictor], [ComposedPredictor]. Regularizers: [L1],
// [WeightedL1], [NonNegativeL1], [GroupL1], [ElasticNet], [L2], [SquaredL2],
// [L0]; constraints: [NonNegative], [Box], [Ball], [Simplex], [KSparse],
// [OneOfK]; and [Parts] for sums over parts of z. One's own are types with two
// or three methods, checked in one line with package ebmtest.
//
// Conventions. Vectors are []float64. A destination comes first and inputs are
// never changed. Lengths that do not fit are the caller's slip and panic with
// both lengths; bad data (NaN, λ < 0, a wrong number of columns) comes back as
// an error from [Model.Problem] and [Infer] before any work is done.
//
// Notation: z has k entries, y and ȳ = Dec(h, z) have d.
package ebm
