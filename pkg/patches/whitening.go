package patches

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Whitening is a fitted linear map of patches of length d to k whitened
// components, and back:
//
//	y = (x − Mean)·W,   x = y·Unwhiten + Mean
//
// See [FitPCA] and [FitZCA]. A picture of W's column j, or of row j of Unwhiten,
// shows what component j measures, or what it draws.
type Whitening struct {
	Mean      []float64  // d
	W         *mat.Dense // d×k
	Unwhiten  *mat.Dense // k×d
	Variances []float64  // eigenvalues λ₁ ≥ λ₂ ≥ … of the kept directions
}

// Apply returns (X − Mean)·W, n×k, for X n×d.
func (w *Whitening) Apply(X *mat.Dense) (*mat.Dense, error) {
	d, k := w.W.Dims()
	if err := checkColumns(X, d); err != nil {
		return nil, err
	}
	n, _ := X.Dims()
	centred, out := mat.DenseCopyOf(X), mat.NewDense(n, k, nil)
	for i := range n {
		floats.Sub(centred.RawRowView(i), w.Mean)
	}
	out.Mul(centred, w.W)
	return out, nil
}

// Invert returns Y·Unwhiten + Mean, n×d, for Y n×k. It undoes Apply exactly where
// all directions were kept; otherwise what lay in the dropped directions is gone.
func (w *Whitening) Invert(Y *mat.Dense) (*mat.Dense, error) {
	k, d := w.Unwhiten.Dims()
	if err := checkColumns(Y, k); err != nil {
		return nil, err
	}
	n, _ := Y.Dims()
	out := mat.NewDense(n, d, nil)
	out.Mul(Y, w.Unwhiten)
	for i := range n {
		floats.Add(out.RawRowView(i), w.Mean)
	}
	return out, nil
}

func checkColumns(X *mat.Dense, want int) error {
	if err := check(X); err != nil {
		return err
	}
	if _, d := X.Dims(); d != want {
		return fmt.Errorf("patches: X has %d columns, the whitening takes %d", d, want)
	}
	return nil
}

// Kind names the type and its version for package checkpoint.
func (w *Whitening) Kind() string { return "patches.Whitening/1" }

// stored is Whitening without its methods, so that gob looks at the fields.
type stored Whitening

// MarshalBinary stores the map.
func (w *Whitening) MarshalBinary() ([]byte, error) {
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode((*stored)(w))
	return buf.Bytes(), err
}

// UnmarshalBinary restores a map, and refuses one whose shapes do not fit.
func (w *Whitening) UnmarshalBinary(data []byte) error {
	var s stored
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("patches: not a stored whitening: %w", err)
	}
	if s.W == nil || s.Unwhiten == nil || s.W.IsEmpty() {
		return fmt.Errorf("patches: not a stored whitening: it has no map")
	}
	d, k := s.W.Dims()
	if uk, ud := s.Unwhiten.Dims(); uk != k || ud != d || len(s.Mean) != d {
		return fmt.Errorf("patches: not a stored whitening: the map is %d×%d, its inverse %d×%d, the mean has %d entries", d, k, uk, ud, len(s.Mean))
	}
	*w = Whitening(s)
	return nil
}
