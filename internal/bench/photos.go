package bench

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/pkg/patches"
)

// side is the width and height of a patch.
const side = 12

// splitMix is the generator of Steele, Lea & Flood, OOPSLA 2014: a few lines in any
// language, so that peers may cut the same patches.
type splitMix uint64

func (s *splitMix) next() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// photoPatches returns 100,000 patches to learn from and 10,000 others, grey, with
// their mean removed, divided by max(norm, 0.2·median norm of those to learn from).
func (b *Bench) photoPatches(ctx context.Context) (train, test *mat.Dense, err error) {
	photos, err := datasets.Berkeley(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("photographs: %w", err)
	}
	b.say("data: %s", photos.Source)
	all, err := patches.RemoveMean(cut(photos.Grey(), 110_000, 1))
	if err != nil {
		return nil, nil, err
	}
	train, test = all.Slice(0, 100_000, 0, side*side).(*mat.Dense), all.Slice(100_000, 110_000, 0, side*side).(*mat.Dense)
	norm, err := patches.MedianNorm(train)
	if err != nil {
		return nil, nil, err
	}
	if train, err = patches.NormalizeContrast(train, 0.2); err != nil {
		return nil, nil, err
	}
	test, err = patches.DivideByNorm(test, 0.2*norm)
	return train, test, err
}

// cut returns n patches as rows. Three numbers of SplitMix64 place each: the
// photograph in order of name, its first row and its first column, each modulo
// the number of places.
func cut(photos *datasets.Photos, n int, seed uint64) *mat.Dense {
	rng := splitMix(seed)
	pixels := make([][]float32, photos.Len())
	for i, p := range photos.Items {
		pixels[i] = p.Pixels()
	}
	X := mat.NewDense(n, side*side, nil)
	for i := range n {
		photo := int(rng.next() % uint64(photos.Len()))
		p := photos.Items[photo]
		y := int(rng.next() % uint64(p.Height-side+1))
		x := int(rng.next() % uint64(p.Width-side+1))
		row := X.RawRowView(i)
		for dy := range side {
			line := pixels[photo][(y+dy)*p.Width+x:]
			for dx := range side {
				row[dy*side+dx] = float64(line[dx])
			}
		}
	}
	return X
}
