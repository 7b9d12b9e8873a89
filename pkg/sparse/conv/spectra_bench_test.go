package conv

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkCorrelation is the correlation with kernels of each size by either way, on
// pictures of 256×256, in a run.
func BenchmarkCorrelation(b *testing.B) {
	b.Run("float32", correlation[float32])
	b.Run("float64", correlation[float64])
}

func correlation[T Float](b *testing.B) {
	for _, s := range []struct{ maps, side, channels int }{
		{16, 9, 1}, {16, 13, 1}, {16, 17, 1}, {16, 21, 1}, {16, 25, 1}, {16, 33, 1}, {16, 49, 1}, {16, 65, 1},
		{64, 17, 1}, {64, 25, 1}, {16, 13, 3}, {16, 17, 3}, {2, 33, 1},
	} {
		direct, waves := bothWays[T](b, s.maps, s.side, s.channels, 256, 256, Circular)
		d, k := direct.Dims()
		y, dst := drawn[T](d), make([]T, k)
		for name, m := range map[string]*Model[T]{"direct": direct, "waves": waves} {
			b.Run(fmt.Sprintf("%dof%dx%d/%s", s.maps, s.side, s.channels, name), func(b *testing.B) {
				for b.Loop() {
					m.Pullback(dst, nil, nil, y)
				}
			})
		}
	}
}

func drawn[T Float](n int) []T {
	rng := rand.New(rand.NewPCG(3, 3))
	x := make([]T, n)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	return x
}

// bothWays returns the same model with the direct correlation, and with transforms.
func bothWays[T Float](t testing.TB, maps, side, channels, h, w int, b Boundary) (direct, waves *Model[T]) {
	D, err := NewDictionary(drawn[T](maps*side*side*channels), side, side, channels)
	if err != nil {
		t.Fatal(err)
	}
	var both [2]*Model[T]
	for i := range both {
		if both[i], err = NewModel(D, h, w, b); err != nil {
			t.Fatal(err)
		}
		both[i].layout().spectra = nil
	}
	l := both[1].layout()
	l.spectra = &spectra[T]{rows: newTiling[T](both[1].rows), cols: newTiling[T](both[1].cols), g: &l.grid, maps: maps, stride: l.stride}
	l.spectra.transformKernels(D)
	return both[0], both[1]
}
