package sparse

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Dictionary returns the atoms as they are now, scaled to unit norm.
func (l *Learner) Dictionary() *Dictionary {
	atoms := mat.DenseCopyOf(l.d)
	if l.Settings.Ball {
		for j := range l.Settings.Atoms {
			normalize(atoms.RawRowView(j))
		}
	}
	return ofRows(atoms)
}

// History returns what each step did.
func (l *Learner) History() []Step { return slices.Clone(l.hist) }

// Steps returns how many steps are done.
func (l *Learner) Steps() int { return l.t }

// Kind names the type and its version for package checkpoint.
func (l *Learner) Kind() string { return "sparse.Learner/1" }

// learnerState is the form in which a learner is stored.
type learnerState struct {
	Settings Learning
	K, D, T  int
	Atoms    []float64
	A, B     []float64
	Idle     []int
	Seed     [2]uint64
	History  []Step
}

// MarshalBinary stores all that Resume needs.
func (l *Learner) MarshalBinary() ([]byte, error) {
	k, d := l.d.Dims()
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(learnerState{
		Settings: l.Settings,
		K:        k, D: d, T: l.t,
		Atoms: l.d.RawMatrix().Data, A: l.a.RawMatrix().Data, B: l.b.RawMatrix().Data,
		Idle: l.idle, Seed: l.seed, History: l.hist,
	})
	return buf.Bytes(), err
}

// UnmarshalBinary restores a learner.
func (l *Learner) UnmarshalBinary(data []byte) error {
	var s learnerState
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("sparse: not a stored learner: %w", err)
	}
	k, d := s.K, s.D
	if k < 1 || d < 1 || len(s.Atoms) != k*d || len(s.A) != k*k || len(s.B) != k*d || len(s.Idle) != k {
		return fmt.Errorf("sparse: not a stored learner: %d atoms of %d entries do not fit its arrays", k, d)
	}
	l.Settings = s.Settings
	l.d, l.a, l.b = mat.NewDense(k, d, s.Atoms), mat.NewDense(k, k, s.A), mat.NewDense(k, d, s.B)
	l.t, l.idle, l.seed, l.hist = s.T, s.Idle, s.Seed, s.History
	return nil
}

// Kind names the type and its version for package checkpoint.
func (D *Dictionary) Kind() string { return "sparse.Dictionary/1" }

// MarshalBinary stores the atoms.
func (D *Dictionary) MarshalBinary() ([]byte, error) { return D.atoms.MarshalBinary() }

// UnmarshalBinary restores the atoms, and refuses rows that are not finite or not
// of unit norm.
func (D *Dictionary) UnmarshalBinary(data []byte) error {
	var atoms mat.Dense
	if err := atoms.UnmarshalBinary(data); err != nil {
		return fmt.Errorf("sparse: not a stored dictionary: %w", err)
	}
	if atoms.IsEmpty() {
		return fmt.Errorf("sparse: not a stored dictionary: it has no atoms")
	}
	for j := range atoms.RawMatrix().Rows {
		row := atoms.RawRowView(j)
		if err := ebm.Finite(fmt.Sprintf("atoms[%d]", j), row); err != nil {
			return err
		}
		if n := squaredNorm(row); n < 1-1e-9 || n > 1+1e-9 {
			return fmt.Errorf("sparse: not a stored dictionary: atom %d has squared norm %v, expected 1", j, n)
		}
	}
	*D = *ofRows(&atoms)
	return nil
}
