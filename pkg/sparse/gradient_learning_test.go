package sparse_test

import (
	"context"
	"math"
	"testing"

	"github.com/latentlab/latentlab/pkg/sparse"
)

func TestGradientSteps(t *testing.T) {
	rng := seeded(4)
	D, X := randomDictionary(t, 12, 8, rng), gaussian(60, 8, rng)
	for _, free := range []bool{false, true} {
		g := sparse.Gradient{Lambda: 0.5, Rate: 0.2, Free: free}
		var atoms, codes, energy []float64
		for s, err := range g.Steps(context.Background(), D, X) {
			if err != nil {
				t.Fatal(err)
			}
			a, c := s.MeanNorms()
			atoms, codes, energy = append(atoms, a), append(codes, c), append(energy, s.Codes.Summary().Objective)
			if len(atoms) == 40 {
				break
			}
		}
		last := len(atoms) - 1
		if energy[last] >= energy[0] {
			t.Errorf("free %v: the energy went from %v to %v", free, energy[0], energy[last])
		}
		if !free && math.Abs(atoms[last]-1) > 1e-12 {
			t.Errorf("atoms have the mean norm %v, want 1", atoms[last])
		}
		if free && (atoms[last] < 1.2 || codes[last] > codes[0]) {
			t.Errorf("without scaling, atoms grow to %v and codes go from %v to %v", atoms[last], codes[0], codes[last])
		}
	}
}

func TestGradientRefuses(t *testing.T) {
	D, X := randomDictionary(t, 4, 3, seeded(1)), gaussian(5, 3, seeded(2))
	for _, g := range []sparse.Gradient{{Lambda: 1}, {Lambda: 1, Rate: math.NaN()}, {Lambda: -1, Rate: 1}} {
		n := 0
		for _, err := range g.Steps(context.Background(), D, X) {
			n++
			if err == nil {
				t.Errorf("%+v was taken", g)
				break
			}
		}
		if n != 1 {
			t.Errorf("%+v: %d states, want one error", g, n)
		}
	}
}
