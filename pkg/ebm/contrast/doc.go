// Package contrast learns an energy that has no latent variable, E_θ(y) of a network, by
// the methods that push it down at samples and up elsewhere. They are here to compare
// with models that keep a latent variable short of room, as package ebm has them.
//
// A [Net] is the energy. A [Loss] says where to push:
//
//	Down                   down at the samples, nowhere up: the energy becomes flat
//	ContrastiveDivergence  up where a short chain leads that starts at the sample
//	Persistent             up where chains are that go on from step to step
//	Denoising              slopes that lead from noisy samples back to clean ones
//	Hinge                  up at the lowest energy away from samples, to a margin
//
// [Learn] takes the steps, and [Separate] says what came of it as numbers.
//
// The shapes are those of package ebm: samples are rows of Y (n×d).
package contrast
