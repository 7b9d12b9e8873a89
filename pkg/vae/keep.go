package vae

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"slices"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Kind names the type and its version for package checkpoint.
func (m *Model[T]) Kind() string { return fmt.Sprintf("vae.Model/2 %T", T(0)) }

// MarshalBinary returns the parameters, in the safetensors format.
func (m *Model[T]) MarshalBinary() ([]byte, error) {
	return (&nn.Training[T]{Params: m.Params}).MarshalBinary()
}

// UnmarshalBinary sets the parameters of m, which must have the layers of the model that
// was stored; otherwise the error names the shapes, and m is unchanged.
func (m *Model[T]) UnmarshalBinary(data []byte) error {
	return (&nn.Training[T]{Params: m.Params}).UnmarshalBinary(data)
}

// stored is the form in which a training is kept.
type stored[T nn.Float, P any] struct {
	State []byte // parameters and memory, of nn.Training
	Seed  [2]uint64
	N     int
	Step  int
	Sums  Epoch[P]
	Hist  []Epoch[P]
	Best  []T
	Over  bool
	Film  [][]T
}

// Kind names the type and its version for package checkpoint.
func (t *Trainer[T, P]) Kind() string { return fmt.Sprintf("vae.Trainer/2 %T", T(0)) }

// MarshalBinary stores all that the training needs to go on, but not its settings and
// its data.
func (t *Trainer[T, P]) MarshalBinary() ([]byte, error) {
	state, err := (&nn.Training[T]{Params: t.Model.Params, Memory: t.memory}).MarshalBinary()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = gob.NewEncoder(&b).Encode(stored[T, struct{}]{state, t.seed, t.n, t.step, untyped(t.sums), untypedAll(t.hist), t.best, t.over, t.film})
	return b.Bytes(), err
}

// UnmarshalBinary sets the state of a trainer made with the same settings and layers.
func (t *Trainer[T, P]) UnmarshalBinary(data []byte) error {
	var s stored[T, struct{}]
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("vae: not a stored training: %w", err)
	}
	kept := s.Film
	if s.Best != nil {
		kept = append(slices.Clip(kept), s.Best)
	}
	for _, p := range kept {
		if want := len(t.Model.Params.Value); len(p) != want {
			return fmt.Errorf("vae: a stored training with %d parameters, expected %d", len(p), want)
		}
		if i, ok := notFinite(p); ok {
			return fmt.Errorf("vae: a stored training with the parameter %v, expected finite ones", p[i])
		}
	}
	state := nn.Training[T]{Params: t.Model.Params}
	if err := state.UnmarshalBinary(s.State); err != nil {
		return err
	}
	t.memory.Steps, t.memory.First, t.memory.Second = state.Memory.Steps, state.Memory.First, state.Memory.Second
	t.seed, t.n, t.step, t.best, t.over, t.film = s.Seed, s.N, s.Step, s.Best, s.Over, s.Film
	t.sums, t.hist = typed[P](s.Sums), nil
	for _, e := range s.Hist {
		t.hist = append(t.hist, typed[P](e))
	}
	return nil
}

// The kind of the data is in the type and not in the numbers.

func untyped[P any](e Epoch[P]) Epoch[struct{}] { return retype[struct{}](e) }
func typed[P any](e Epoch[struct{}]) Epoch[P]   { return retype[P](e) }

func untypedAll[P any](es []Epoch[P]) []Epoch[struct{}] {
	var all []Epoch[struct{}]
	for _, e := range es {
		all = append(all, untyped(e))
	}
	return all
}

func retype[To, From any](e Epoch[From]) Epoch[To] {
	return Epoch[To]{e.N, e.Loss, e.Recon, e.KL, e.Beta, Score[To](e.Valid), e.SinceBetter}
}
