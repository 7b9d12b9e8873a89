package plotting

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// spread returns points near the given ones, of which no two are nearer to each other
// than apart, as far as a hundred rounds of pushing pairs away from each other get. Points
// that have the room stay. Points in one place leave it in different directions.
func spread(points []vg.Point, apart vg.Length) []vg.Point {
	out := append([]vg.Point(nil), points...)
	for range 100 {
		near := false
		for i := range out {
			for j := range i {
				d := out[i].Sub(out[j])
				size := vg.Length(math.Hypot(float64(d.X), float64(d.Y)))
				if size >= apart-0.01 {
					continue
				}
				near = true
				gap := apart - size
				if size < 0.01 { // in one place: 2.4 rad is the golden angle
					sin, cos := math.Sincos(2.4 * float64(i))
					d, size = vg.Point{X: vg.Length(cos), Y: vg.Length(sin)}, 1
				}
				push := d.Scale(gap / 2 / size)
				out[i], out[j] = out[i].Add(push), out[j].Sub(push)
			}
		}
		if !near {
			break
		}
	}
	return out
}
