// Package nn holds differentiable layers with forward and backward side by side,
// the flat vector of their parameters, losses and optimizers, for float32 and
// float64.
//
// # Shapes
//
// A batch is a row-major slice, n×c: n samples of c numbers. A picture of H×W
// pixels with C channels is a row of H·W·C numbers, the channel fastest. n is not
// passed: it is the length divided by c. Weights of a dense layer are out×in, as
// in y = x·Wᵀ + b; only those of [SparseDense] are in×out.
//
// # State
//
// A layer holds sizes and settings alone. The parameters w and their gradients dw
// are vectors of the caller, mostly the two halves of one [Params]; what Forward
// leaves for Backward goes into a [State] of the caller. One layer can therefore be
// used several times in a model (unrolled in time: one State a step, one w), and
// from several goroutines. Backward adds to dw and overwrites dx.
//
// Nothing is allocated in a step once the States have grown to the size of the
// batch. Work is split by index and sums have a fixed order: the same bits whatever
// GOMAXPROCS.
package nn
