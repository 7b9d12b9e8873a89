// Package patches prepares pictures and patches of pictures for learning: mean
// removal, contrast normalisation, selection by contrast, high-pass, whitening.
//
// # Shapes
//
// Patches X are n×d, one patch a row. Pictures are h×w×channels in rows, the
// channels of a pixel side by side. Inputs are never changed: every function
// returns a new matrix or picture. Values that are not finite, empty matrices and settings
// out of range come back as errors that name them, before any work is done.
//
// # Two ways to whiten
//
// Natural pictures have an amplitude spectrum near 1/f: neighbouring pixels are
// alike, and a few directions hold most of the variance. [FitPCA] and [FitZCA]
// measure the covariance of patches and undo it. [WhitenImage] filters whole
// pictures by R(f) = f·exp(−(f/f0)⁴) before patches are cut from them: a rising
// line against 1/f, and a low-pass against the noise of the highest frequencies.
//
// # Local contrast
//
// [NormalizeLocal] makes brightness and contrast even over a picture;
// [SubtractLocalMean] and [HighPass] do the brightness alone.
package patches
