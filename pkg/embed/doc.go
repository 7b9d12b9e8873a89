// Package embed places samples of many dimensions in few, to look at them: [PCA] by the
// directions of largest variance, [TSNE] so that neighbours stay neighbours.
//
//	Y, err := embed.TSNE{Perplexity: 30}.Embed(ctx, X)
//	plotting.Latent(plotting.Axes{}, Y, labels)
//
// Samples X are n×d, their places n×k. Nothing here is random: the same X gives the same
// bits, whatever GOMAXPROCS.
package embed

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// check refuses what cannot be placed.
func check(X mat.Matrix) (n, d int, err error) {
	if X == nil {
		return 0, 0, fmt.Errorf("embed: X is nil, expected a matrix")
	}
	if n, d = X.Dims(); n < 2 || d < 1 {
		return 0, 0, fmt.Errorf("embed: X is %d×%d, expected at least two rows and one column", n, d)
	}
	for i := range n {
		for j := range d {
			if v := X.At(i, j); v-v != 0 {
				return 0, 0, fmt.Errorf("embed: X[%d,%d] is %v, expected finite values", i, j, v)
			}
		}
	}
	return n, d, nil
}
