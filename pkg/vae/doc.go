// Package vae is the variational auto-encoder: a latent-variable model whose code is
// limited by noise, not by sparsity.
//
//	z = μ(x) + σ(x)·ε,  ε ~ N(0, I),  z has k numbers
//
//	−ELBO(x) = E_ε[−log p(x|z)] + ½ Σ_j (μ_j² + v_j − log v_j − 1),  v = σ²
//
// The first term is the reconstruction. The second is the KL divergence from
// q(z|x) = N(μ, diag v) to the prior N(0, I): a spring μ²/2 that ties the middle of
// each fuzzy ball to the origin, and v − log v − 1, which is least where the ball has
// variance 1. (The lecture's page says that the variance is to be near zero; it is 1.)
//
// # Shapes
//
// Data x are n×d, codes n×k. The encoder is a layer d → 2k that gives μ, then log v; the
// decoder is a layer k → what the likelihood asks for.
//
// # Kinds of data
//
// The log-likelihood of binary pixels and of grey ones are numbers of different kinds:
// [Binary], [Dynamic] and [Grey] are types, scores carry the type of their data, and a
// [Table] takes scores of one kind alone.
//
// Sources: Kingma & Welling 2014 (arXiv 1312.6114), Rezende, Mohamed & Wierstra 2014
// (arXiv 1401.4082).
package vae
