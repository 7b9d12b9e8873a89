package ebm

import "iter"

// Discrete is the ability of a regularizer that allows finitely many codes to list them.
// Exhaustive inference takes the best of them, and sums over z are sums over them.
type Discrete interface {
	// Points yields every z of k entries with R(z) < ∞, once each and always in the same
	// order. The slice is overwritten by the next: copy what you keep.
	Points(k int) iter.Seq[[]float64]
}
