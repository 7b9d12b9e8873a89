package checkpoint_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/latentlab/latentlab/pkg/checkpoint"
)

func TestParamsInPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p")
	if err := checkpoint.Save(path, checkpoint.Params{{1, -2.5}, {}, {3e-300}}); err != nil {
		t.Fatal(err)
	}
	a, b := make([]float64, 2), make([]float64, 1)
	if err := checkpoint.Load(path, checkpoint.Params{a, nil, b}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a, []float64{1, -2.5}) || b[0] != 3e-300 {
		t.Errorf("loaded %v and %v", a, b)
	}
}

// Data of another model leave the parameters alone.
func TestParamsRefuse(t *testing.T) {
	saved, _ := checkpoint.Params{{1, 2}, {3}}.MarshalBinary()
	path := filepath.Join(t.TempDir(), "p")
	if err := checkpoint.Save(path, checkpoint.Params{{1, 2}, {3}}); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]checkpoint.Params{
		"fewer slices": {{7, 7}}, "another length": {{7, 7}, {7, 7}}, "exchanged": {{7}, {7, 7}}, "none": {},
	} {
		if err := checkpoint.Load(path, p); !errors.Is(err, checkpoint.ErrNotCheckpoint) {
			t.Errorf("%s: Load: %v, expected ErrNotCheckpoint", name, err)
		}
		for _, s := range p {
			for _, v := range s {
				if v != 7 {
					t.Errorf("%s: a parameter was changed to %v", name, v)
				}
			}
		}
	}
	p := checkpoint.Params{{7, 7}, {7}}
	for _, cut := range []int{0, 7, 8, len(saved) - 8, len(saved) - 1} {
		if p.UnmarshalBinary(saved[:cut]) == nil {
			t.Errorf("%d of %d bytes were taken", cut, len(saved))
		}
	}
	if p.UnmarshalBinary(append(saved, make([]byte, 8)...)) == nil {
		t.Error("a word too many was taken")
	}
}
