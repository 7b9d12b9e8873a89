package filters_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/latentlab/latentlab/pkg/filters"
)

// coloured paints a picture in one colour.
func coloured(v []float64, colour ...float64) []float64 {
	out := make([]float64, 0, len(v)*len(colour))
	for _, x := range v {
		for _, c := range colour {
			out = append(out, c*x)
		}
	}
	return out
}

func TestOpponencyOfColours(t *testing.T) {
	edge := picture(5, func(x, y float64) float64 { return x })
	for _, c := range []struct {
		colour            []float64
		chromatic, rg, by float64
		hue               filters.Hue
		axis              []float64
	}{
		{[]float64{1, 1, 1}, 0, 0, 0, filters.Achromatic, []float64{1, 1, 1}},
		{[]float64{-2, -2, -2}, 0, 0, 0, filters.Achromatic, []float64{1, 1, 1}},
		{[]float64{-1, 1, 0}, 1, 1, 0, filters.RedGreen, []float64{1, -1, 0}},
		{[]float64{-1, -1, 2}, 1, 0, 1, filters.BlueYellow, []float64{1, 1, -2}},
		{[]float64{1, 0, 0}, 2. / 3, 1. / 2, 1. / 6, filters.RedGreen, []float64{1, 0, 0}},
		{[]float64{0, 0, 1}, 2. / 3, 0, 2. / 3, filters.BlueYellow, []float64{0, 0, -1}},
		{[]float64{1, 0.9, 0.8}, 0, 0, 0, filters.Achromatic, nil},
	} {
		o, err := filters.OpponencyOf(coloured(edge, c.colour...), 5, 5, 3)
		if err != nil {
			t.Fatal(err)
		}
		if o.Hue(0.3) != c.hue || math.Abs(o.Share-1) > 1e-12 || math.Abs(o.RedGreen+o.BlueYellow-o.Chromatic) > 1e-12 {
			t.Errorf("%v: %+v", c.colour, o)
		}
		if c.axis == nil {
			continue
		}
		if math.Abs(o.Chromatic-c.chromatic)+math.Abs(o.RedGreen-c.rg)+math.Abs(o.BlueYellow-c.by) > 1e-12 {
			t.Errorf("%v: chromatic %v, red-green %v, blue-yellow %v", c.colour, o.Chromatic, o.RedGreen, o.BlueYellow)
		}
		norm := math.Sqrt(c.axis[0]*c.axis[0] + c.axis[1]*c.axis[1] + c.axis[2]*c.axis[2])
		for i, a := range c.axis {
			if math.Abs(o.Axis[i]-a/norm) > 1e-9 {
				t.Errorf("%v: axis %v, expected %v", c.colour, o.Axis, c.axis)
			}
		}
	}
}

// For any filter: shares within [0, 1], the profile's energy is Share of the whole,
// and neither sign nor scale changes anything but the profile.
func TestOpponencyOfAnyFilter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		channels := rapid.IntRange(1, 4).Draw(t, "channels")
		v := rapid.SliceOfN(rapid.Float64Range(-1, 1), 12*channels, 12*channels).Draw(t, "v")
		v[0]++
		o, err := filters.OpponencyOf(v, 3, 4, channels)
		if err != nil {
			t.Fatal(err)
		}
		var all, along float64
		for _, x := range v {
			all += x * x
		}
		for _, x := range o.Profile {
			along += x * x
		}
		if all == 0 {
			return
		}
		if math.Abs(along/all-o.Share) > 1e-9 || o.Share < 1/float64(channels)-1e-9 || o.Chromatic < 0 || o.Chromatic > 1 {
			t.Errorf("%+v, the profile has %v of the energy", o, along/all)
		}
		for i := range v {
			v[i] *= -7
		}
		q, err := filters.OpponencyOf(v, 3, 4, channels)
		if err != nil || math.Abs(q.Share-o.Share)+math.Abs(q.Chromatic-o.Chromatic)+math.Abs(q.RedGreen-o.RedGreen) > 1e-9 {
			t.Errorf("times −7: %+v, %v, before %+v", q, err, o)
		}
	})
}

func TestOpponencyRefuses(t *testing.T) {
	for _, c := range []struct {
		v              []float64
		h, w, channels int
	}{{nil, 0, 0, 3}, {make([]float64, 11), 2, 2, 3}, {[]float64{1, 2, math.Inf(1)}, 1, 1, 3}, {[]float64{1}, 1, 1, 0}} {
		if _, err := filters.OpponencyOf(c.v, c.h, c.w, c.channels); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	if o, err := filters.OpponencyOf(make([]float64, 12), 2, 2, 3); err != nil || o.Share != 0 || o.Chromatic != 0 {
		t.Errorf("zeros: %+v, %v", o, err)
	}
}

func ExampleOpponencyOf() {
	blobs := []float64{ // one pixel orange, one blue
		1, 0.5, 0, -1, -0.5, 0.2,
	}
	o, err := filters.OpponencyOf(blobs, 1, 2, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("axis %.2f, chromatic %.2f, %v\n", o.Axis, o.Chromatic, o.Hue(0.3))
	// Output: axis [0.89 0.45 -0.09], chromatic 0.48, blue-yellow
}
