// Package embed draws maps of codes: points of many numbers, put into the plane.
//
// [PCA] turns and cuts: distances in the map are true, but only along two directions.
// [TSNE] keeps neighbours: who is near in the map is near in truth, and distances between
// groups, and their sizes, mean nothing.
package embed

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// rows returns X as a copy, once it is of some size and finite.
func rows(X mat.Matrix, least int) (*mat.Dense, error) {
	n, d := X.Dims()
	if n < least || d < 2 {
		return nil, fmt.Errorf("embed: %d points of %d numbers, expected at least %d of at least 2", n, d, least)
	}
	c := mat.DenseCopyOf(X)
	for i, v := range c.RawMatrix().Data {
		if v-v != 0 {
			return nil, fmt.Errorf("embed: number %d of point %d is %v, expected finite ones", i%d, i/d, v)
		}
	}
	return c, nil
}
