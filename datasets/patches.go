package datasets

import (
	"fmt"
	"math/rand/v2"
	"sort"

	"gonum.org/v1/gonum/mat"
)

// Patches cuts n patches of height×width out of the photographs, each place of each
// photograph being as likely as any other, and returns them as rows:
// n × height·width·channels.
//
// Errors: a nil rng, sizes below 1, no photographs, a patch larger than a
// photograph, or photographs of which some are grey and some are not.
func (ps *Photos) Patches(rng *rand.Rand, n, height, width int) (*mat.Dense, error) {
	if rng == nil {
		return nil, errNilRand
	}
	if n < 1 || height < 1 || width < 1 {
		return nil, fmt.Errorf("%d patches of %d×%d: expected at least 1 of at least 1×1", n, height, width)
	}
	ends, err := ps.places(height, width)
	if err != nil {
		return nil, err
	}
	inParallel(ps.Len(), func(i int) { ps.Items[i].row(nil, 0, 0) }) // unpack
	length := width * ps.Items[0].Channels
	x := mat.NewDense(n, height*length, nil)
	buffer := make([]float32, length)
	for i := range n {
		at := rng.Int64N(ends[len(ends)-1])
		k := sort.Search(len(ends), func(k int) bool { return ends[k] > at })
		p := ps.Items[k]
		at -= ends[k] - int64(p.Height-height+1)*int64(p.Width-width+1)
		top, left := int(at)/(p.Width-width+1), int(at)%(p.Width-width+1)
		row := x.RawRowView(i)
		for y := range height {
			p.row(buffer, top+y, left)
			for j, v := range buffer {
				row[y*length+j] = float64(v)
			}
		}
	}
	return x, nil
}

// places numbers all places that a patch can take, one photograph after the other,
// and returns the number after each photograph's last.
func (ps *Photos) places(height, width int) ([]int64, error) {
	if ps.Len() == 0 {
		return nil, fmt.Errorf("no photographs to cut patches from (%s)", ps.Source)
	}
	var ends []int64
	var total int64
	for _, p := range ps.Items {
		if height > p.Height || width > p.Width {
			return nil, fmt.Errorf("a patch of %d×%d is larger than photograph %q of %d×%d", height, width, p.Name, p.Height, p.Width)
		}
		if p.Channels != ps.Items[0].Channels {
			return nil, fmt.Errorf("photograph %q has %d channels and %q has %d: expected as many (see Grey)", ps.Items[0].Name, ps.Items[0].Channels, p.Name, p.Channels)
		}
		total += int64(p.Height-height+1) * int64(p.Width-width+1)
		ends = append(ends, total)
	}
	return ends, nil
}
