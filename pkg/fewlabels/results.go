package fewlabels

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

// Results is the curves of an experiment as a model for package checkpoint, for notebooks,
// whose cells share no memory.
type Results struct{ Curves []Curve }

// Kind names the type and its version.
func (r *Results) Kind() string { return "fewlabels.Results/1" }

// MarshalBinary stores the curves.
func (r *Results) MarshalBinary() ([]byte, error) {
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(r.Curves)
	return buf.Bytes(), err
}

// UnmarshalBinary restores them. After an error, r is unchanged.
func (r *Results) UnmarshalBinary(data []byte) error {
	var curves []Curve
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&curves); err != nil {
		return fmt.Errorf("fewlabels: not stored results: %w", err)
	}
	for _, c := range curves {
		if len(c.Test) != len(c.PerClass) || len(c.Train) != len(c.PerClass) {
			return fmt.Errorf("fewlabels: not stored results: curve %q has %d and %d points for %d sizes", c.Name, len(c.Test), len(c.Train), len(c.PerClass))
		}
	}
	r.Curves = curves
	return nil
}

// Curve returns the curve of that name. It panics where there is none.
func (r *Results) Curve(name string) Curve {
	for _, c := range r.Curves {
		if c.Name == name {
			return c
		}
	}
	panic(fmt.Sprintf("fewlabels: no curve %q", name))
}
