package conv

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"

	"github.com/latentlab/latentlab/pkg/checkpoint"
	"github.com/latentlab/latentlab/pkg/nn"
)

// storedForm is a form by its name.
type storedForm struct {
	Name   string
	Layers int
}

// formOf returns the form that was stored.
func formOf(s storedForm) (Form, error) {
	for _, f := range []Form{Tanh{}, SmoothShrinkage{}, LISTA{Layers: s.Layers}} {
		if fmt.Sprintf("%T", f) == s.Name {
			return f, f.check()
		}
	}
	return nil, fmt.Errorf("conv: not a stored encoder: form %q, expected one of this package", s.Name)
}

// storedAutoEncoder is the form in which an auto-encoder is kept.
type storedAutoEncoder struct {
	Learner               []byte
	Form                  storedForm
	Alpha, Clip           float64
	Border                bool
	MaxIter, Steps, Batch int
	Encoder               []byte // of nn.Training
	Seed                  [2]uint64
	History               []JointStep
}

// Kind names the type and its version for package checkpoint.
func (a *AutoEncoder[T]) Kind() string { return "conv.AutoEncoder/1 " + precision[T]() }

func precision[T Float]() string {
	var v T
	return fmt.Sprintf("%T", v)
}

// MarshalBinary stores all that Learn needs but the Optimizer and the Schedule, which
// are the program's.
func (a *AutoEncoder[T]) MarshalBinary() ([]byte, error) {
	j := a.Settings
	s := storedAutoEncoder{Form: storedForm{Name: fmt.Sprintf("%T", a.encoder.form)}, Alpha: j.Alpha, Border: j.Border, MaxIter: j.MaxIter,
		Steps: j.Training.Steps, Batch: j.Training.Batch, Clip: j.Training.Clip, Seed: a.seed, History: a.hist}
	if f, ok := a.encoder.form.(LISTA); ok {
		s.Form.Layers = f.layers()
	}
	var err error
	if s.Learner, err = a.learner.MarshalBinary(); err != nil {
		return nil, err
	}
	state := nn.Training[T]{Params: a.encoder.params, Memory: nn.Memory[T]{Steps: a.memory.Steps, First: a.memory.First, Second: a.memory.Second}}
	if s.Encoder, err = state.MarshalBinary(); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	err = gob.NewEncoder(&buf).Encode(s)
	return buf.Bytes(), err
}

// UnmarshalBinary restores an auto-encoder. The Optimizer and the Schedule stay those
// of a; where it has none, they are the defaults. After an error, a is unchanged.
func (a *AutoEncoder[T]) UnmarshalBinary(data []byte) error {
	var s storedAutoEncoder
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("conv: not a stored auto-encoder: %w", err)
	}
	learner := new(Learner[T])
	if err := learner.UnmarshalBinary(s.Learner); err != nil {
		return err
	}
	form, err := formOf(s.Form)
	if err != nil {
		return err
	}
	l := learner.past
	joint := Joint[T]{Learning: learner.Settings, Alpha: s.Alpha, Form: form, Border: s.Border, MaxIter: s.MaxIter,
		Training: Training[T]{Steps: s.Steps, Batch: s.Batch, Clip: s.Clip,
			Optimizer: a.Settings.Training.Optimizer, Schedule: a.Settings.Training.Schedule}}
	if err := joint.check(); err != nil {
		return fmt.Errorf("conv: not a stored auto-encoder: %w", err)
	}
	if l.h != l.w || len(s.History) > s.Steps {
		return fmt.Errorf("conv: not a stored auto-encoder: kernels of %d×%d, %d of %d steps", l.h, l.w, len(s.History), s.Steps)
	}
	encoder := &Encoder[T]{form: form, shape: shape{l.m, l.h, l.c}}
	fitting, err := layer[T](form, encoder.shape, joint.Learning.Crop, joint.Learning.Crop)
	if err != nil {
		return err
	}
	state := nn.Training[T]{Params: nn.NewParams[T](fitting.Spec().Params...)}
	if err := state.UnmarshalBinary(s.Encoder); err != nil {
		return fmt.Errorf("conv: not a stored auto-encoder: %w", err)
	}
	encoder.params = state.Params
	*a = AutoEncoder[T]{Settings: joint.withDefaults(), learner: learner, encoder: encoder, memory: state.Memory, seed: s.Seed, hist: s.History}
	return nil
}

// LearnOrLoad is Learn for notebooks, whose cells share no memory. If the same
// auto-encoder was taken to its end before, with the same pictures, the result is
// loaded; otherwise it learns, and the result is kept under name. What an interrupted
// run has learned is kept too, and the next one goes on from there. Later cells get the
// result by LatestAutoEncoder.
func (a *AutoEncoder[T]) LearnOrLoad(ctx context.Context, name string, pictures []Picture[T], progress func(JointStep)) error {
	side := a.Settings.Learning.Crop
	if err := checkPictures(pictures, side, side, a.learner.past.c); err != nil {
		return err
	}
	return checkpoint.TrainSteps(ctx, name, digest(pictures), a, func(ctx context.Context, step func(JointStep)) error {
		return a.Learn(ctx, pictures, step)
	}, progress)
}

// LatestAutoEncoder returns what the last LearnOrLoad under that name gave.
func LatestAutoEncoder[T Float](name string) (*AutoEncoder[T], error) {
	a := new(AutoEncoder[T])
	if err := checkpoint.Latest(name, a); err != nil {
		return nil, err
	}
	return a, nil
}
