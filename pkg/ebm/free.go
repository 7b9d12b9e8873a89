package ebm

import (
	"context"

	"gonum.org/v1/gonum/mat"
)

// FreeEnergy is an energy of y alone, with x given and z inferred or summed over: what
// landscapes are drawn of and learning lowers at the data.
type FreeEnergy interface {
	// Free sets dst[i] = F(x, y_i) for the rows y_i of Y (n×d); dst has n entries. It
	// works in parallel, with the same bits whatever the number of processors. The error
	// is for Y of a wrong width or not finite, and for a context that ended.
	Free(ctx context.Context, dst []float64, Y *mat.Dense) error
}
