package sparse_test

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// With W = I the code is the shrunk sample: kinks where an entry of y passes ±λ.
func TestSegmentsOfIdentity(t *testing.T) {
	D, err := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 0, 1}))
	if err != nil {
		t.Fatal(err)
	}
	segments, err := sparse.Segments(D, 0.5, []float64{-2, 1}, []float64{2, 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []sparse.Segment{
		{From: 0, To: 0.375, Start: []float64{-1.5, 0.5}, End: []float64{0, 0.5}, Support: []int{0, 1}},
		{From: 0.375, To: 0.625, Start: []float64{0, 0.5}, End: []float64{0, 0.5}, Support: []int{1}},
		{From: 0.625, To: 1, Start: []float64{0, 0.5}, End: []float64{1.5, 0.5}, Support: []int{0, 1}},
	}
	if len(segments) != len(want) {
		t.Fatalf("%d segments, want %d: %v", len(segments), len(want), segments)
	}
	for i, s := range segments {
		w := want[i]
		if math.Abs(s.From-w.From) > 1e-12 || math.Abs(s.To-w.To) > 1e-12 || !slices.Equal(s.Support, w.Support) ||
			!floats.EqualApprox(s.Start, w.Start, 1e-12) || !floats.EqualApprox(s.End, w.End, 1e-12) {
			t.Errorf("segment %d is %v, want %v", i, s, w)
		}
	}
}

// Anywhere on a segment, the line between its ends is the code that coordinate descent
// finds.
func TestSegmentsAgainstCoordinateDescent(t *testing.T) {
	rng := seeded(3)
	for _, size := range [][2]int{{12, 2}, {30, 10}, {20, 40}} {
		k, d := size[0], size[1]
		D := randomDictionary(t, k, d, rng)
		ends := gaussian(2, d, rng)
		y0, y1 := ends.RawRowView(0), ends.RawRowView(1)
		floats.Sub(y1, y0) // through the middle, where the code is zero
		const lambda = 0.3
		segments, err := sparse.Segments(D, lambda, y0, y1)
		if err != nil {
			t.Fatal(err)
		}
		at := 0.0
		for _, s := range segments {
			if s.From != at {
				t.Fatalf("k=%d d=%d: a segment starts at %v, the one before ended at %v", k, d, s.From, at)
			}
			at = s.To
			u := rng.Float64()
			tt := s.From + u*(s.To-s.From)
			y, line := make([]float64, d), make([]float64, k)
			floats.AddScaled(y, 1-tt, y0)
			floats.AddScaled(y, tt, y1)
			floats.AddScaled(line, 1-u, s.Start)
			floats.AddScaled(line, u, s.End)
			if diff := floats.Distance(line, descended(t, D, y, lambda), math.Inf(1)); diff > 1e-7 {
				t.Errorf("k=%d d=%d: at t=%v the code is off the line by %v", k, d, tt, diff)
			}
		}
		if at != 1 || len(segments) < 3 {
			t.Errorf("k=%d d=%d: %d segments up to t=%v", k, d, len(segments), at)
		}
	}
}

func descended(t *testing.T, D *sparse.Dictionary, y []float64, lambda float64) []float64 {
	t.Helper()
	p, err := sparse.Lasso(D, y, lambda)
	if err != nil {
		t.Fatal(err)
	}
	var z []float64
	for i, s := range (sparse.CoordinateDescent{}).Iterates(p, nil) {
		z = s.Z
		if s.Residual < 1e-12 || i == 20000 {
			break
		}
	}
	return slices.Clone(z)
}

func TestPieceOfRefuses(t *testing.T) {
	D, err := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 1, 0}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sparse.PieceOf(D, 1, []float64{1, 1}); err == nil {
		t.Error("two equal active atoms were taken")
	}
	if _, err := sparse.PieceOf(D, 1, []float64{1}); err == nil {
		t.Error("a code of one entry was taken for two atoms")
	}
	if _, err := sparse.Segments(D, 1, []float64{1}, []float64{1, 2}); err == nil {
		t.Error("a sample of one entry was taken")
	}
}
