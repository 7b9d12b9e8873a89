package datasets

import (
	"errors"
	"math/rand/v2"
)

// Slice returns the images i … j-1, which share pixels with m. Like a slice
// expression it panics if they are not all there.
func (m *Images) Slice(i, j int) *Images {
	d, s := m.Dim(), *m
	s.Pix = m.Pix[i*d : j*d : j*d]
	if m.Labels != nil {
		s.Labels = m.Labels[i:j:j]
	}
	return &s
}

// Head returns the first n images, or all if there are fewer.
func (m *Images) Head(n int) *Images { return m.Slice(0, min(n, m.Len())) }

// Subset returns copies of the images in the given places, in that order. It
// panics if one is not there.
func (m *Images) Subset(places []int) *Images {
	d, s := m.Dim(), *m
	s.Pix = make([]uint8, 0, len(places)*d)
	s.Labels = nil
	for _, i := range places {
		s.Pix = append(s.Pix, m.Pix[i*d:(i+1)*d]...)
		if m.Labels != nil {
			s.Labels = append(s.Labels, m.Labels[i])
		}
	}
	return &s
}

// WithLabel returns copies of the images that have the label.
func (m *Images) WithLabel(label int) *Images {
	var places []int
	for i, l := range m.Labels {
		if l == label {
			places = append(places, i)
		}
	}
	return m.Subset(places)
}

// Shuffle returns copies of the images in random order. The error is a nil rng.
func (m *Images) Shuffle(rng *rand.Rand) (*Images, error) {
	if rng == nil {
		return nil, errNilRand
	}
	return m.Subset(rng.Perm(m.Len())), nil
}

var errNilRand = errors.New("the rng is nil: expected a *rand.Rand of math/rand/v2, as rand.New(rand.NewPCG(1, 2))")
