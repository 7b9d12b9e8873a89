package contrast

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Separation compares an energy at samples with the same at points away from them.
type Separation struct {
	Samples, Away float64 // mean energies
	Spread        float64 // standard deviation of the energy over the points away: near 0 where it is flat
	Ranked        float64 // share of pairs (sample, point away) in which the sample is lower; ½ by chance
}

// Gap returns Away − Samples.
func (s Separation) Gap() float64 { return s.Away - s.Samples }

// Separate compares the energies of the rows of samples (n×d) and of away (m×d). Pairs of
// equal energy count half. Cost: (n+m)·log(n+m) besides the energies. The errors are those
// of f.Free, an empty matrix, and an energy that is NaN.
func Separate(ctx context.Context, f ebm.FreeEnergy, samples, away *mat.Dense) (Separation, error) {
	at, err := energies(ctx, f, "samples", samples)
	if err != nil {
		return Separation{}, err
	}
	off, err := energies(ctx, f, "away", away)
	if err != nil {
		return Separation{}, err
	}
	s := Separation{Samples: stat.Mean(at, nil), Away: stat.Mean(off, nil), Spread: stat.PopStdDev(off, nil)}
	slices.Sort(off)
	for _, e := range at {
		low, _ := slices.BinarySearch(off, e)
		high, _ := slices.BinarySearch(off, math.Nextafter(e, math.Inf(1)))
		s.Ranked += float64(len(off)-high) + float64(high-low)/2
	}
	s.Ranked /= float64(len(at)) * float64(len(off))
	return s, nil
}

func energies(ctx context.Context, f ebm.FreeEnergy, name string, Y *mat.Dense) ([]float64, error) {
	if Y == nil || Y.IsEmpty() {
		return nil, fmt.Errorf("contrast: %s has no rows, expected at least one point", name)
	}
	n, _ := Y.Dims()
	e := make([]float64, n)
	if err := f.Free(ctx, e, Y); err != nil {
		return nil, err
	}
	for i, v := range e {
		if math.IsNaN(v) {
			return nil, fmt.Errorf("contrast: the energy of %s[%d] is NaN", name, i)
		}
	}
	return e, nil
}
