package lista

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// storedAutoEncoder is the form in which an auto-encoder is kept.
type storedAutoEncoder struct {
	Alpha            float64
	Learner, Trainer []byte
	History          []JointStep
}

// Kind names the type and its version for package checkpoint.
func (a *AutoEncoder[T]) Kind() string { return "lista.AutoEncoder/1 " + precision[T]() }

// MarshalBinary stores all that Learn needs but the Optimizer and the Schedule, which
// are the program's.
func (a *AutoEncoder[T]) MarshalBinary() ([]byte, error) {
	s := storedAutoEncoder{Alpha: a.alpha, History: a.hist}
	var err error
	if s.Learner, err = a.learner.MarshalBinary(); err != nil {
		return nil, err
	}
	if s.Trainer, err = a.trainer.MarshalBinary(); err != nil {
		return nil, err
	}
	return encoded(s)
}

// UnmarshalBinary restores an auto-encoder. After an error, a is unchanged.
func (a *AutoEncoder[T]) UnmarshalBinary(data []byte) error {
	var s storedAutoEncoder
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("lista: not a stored auto-encoder: %w", err)
	}
	learner, trainer := new(sparse.Learner), new(Trainer[T])
	if a.trainer != nil {
		trainer.Settings.Optimizer, trainer.Settings.Schedule = a.trainer.Settings.Optimizer, a.trainer.Settings.Schedule
	}
	if err := learner.UnmarshalBinary(s.Learner); err != nil {
		return err
	}
	if err := trainer.UnmarshalBinary(s.Trainer); err != nil {
		return err
	}
	if !(s.Alpha >= 0) {
		return fmt.Errorf("lista: not a stored auto-encoder: α is %v", s.Alpha)
	}
	if s.Alpha > 0 {
		trainer.scale = s.Alpha
	}
	a.alpha, a.learner, a.trainer, a.hist = s.Alpha, learner, trainer, s.History
	return nil
}
