package lista

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// stored is the form in which a network is kept.
type stored struct {
	Form        string
	Select      Selection
	NonNegative bool
	Lambda      float64
	Layers      int
	Dict        []byte // of sparse.Dictionary
	State       []byte // of nn.Training
}

// Kind names the type and its version for package checkpoint.
func (n *Network[T]) Kind() string { return "lista.Network/1 " + precision[T]() }

func precision[T kernel.Float]() string {
	var v T
	return fmt.Sprintf("%T", v)
}

// MarshalBinary stores the form, the dictionary and the parameters.
func (n *Network[T]) MarshalBinary() ([]byte, error) {
	s, err := n.store(&nn.Training[T]{Params: n.params})
	if err != nil {
		return nil, err
	}
	return encoded(s)
}

func (n *Network[T]) store(state *nn.Training[T]) (s stored, err error) {
	s = stored{Form: fmt.Sprintf("%T", n.form), Select: selectionOf(n.form), NonNegative: n.plan.positive, Lambda: n.lambda, Layers: n.layers}
	if s.Dict, err = n.dict.MarshalBinary(); err != nil {
		return s, err
	}
	s.State, err = state.MarshalBinary()
	return s, err
}

// UnmarshalBinary restores a network.
func (n *Network[T]) UnmarshalBinary(data []byte) error {
	var s stored
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("lista: not a stored network: %w", err)
	}
	_, err := n.restore(s)
	return err
}

// restore makes the network that was stored, and returns what else there was.
func (n *Network[T]) restore(s stored) (*nn.Training[T], error) {
	D := new(sparse.Dictionary)
	if err := D.UnmarshalBinary(s.Dict); err != nil {
		return nil, err
	}
	form, err := formOf(s)
	if err != nil {
		return nil, err
	}
	m, err := New[T](D, s.Lambda, form, s.Layers)
	if err != nil {
		return nil, fmt.Errorf("lista: not a stored network: %w", err)
	}
	state := &nn.Training[T]{Params: m.params}
	if err := state.UnmarshalBinary(s.State); err != nil {
		return nil, fmt.Errorf("lista: not a stored network: %w", err)
	}
	*n = *m
	return state, nil
}

func selectionOf(f Form) Selection {
	switch f := f.(type) {
	case CP:
		return f.Select
	case TiLISTA:
		return f.Select
	case ALISTA:
		return f.Select
	}
	return Selection{}
}

// formOf returns the form that was stored.
func formOf(s stored) (Form, error) {
	pos, sel := s.NonNegative, s.Select
	for _, f := range []Form{Tied{pos}, Untied{pos}, CP{sel}, TiLISTA{sel}, ALISTA{sel}, StepLISTA{}, CoordinateDescent{}, Tanh{}} {
		if fmt.Sprintf("%T", f) == s.Form {
			return f, nil
		}
	}
	return nil, fmt.Errorf("lista: not a stored network: form %q, expected one of this package", s.Form)
}

// storedTrainer is the form in which a training is kept.
type storedTrainer struct {
	Net          stored
	Steps, Batch int
	Clip, Deep   float64
	Layerwise    bool
	Coupled      bool
	Seed         [2]uint64
	History      []Step
	Depth        int // of the stage that the optimizer's memory belongs to …
	Low, High    int
	Front        int // first layer that learns
	Factor       float64
	Held         bool
	First        []byte // … and the memory, where the stage has not all parameters
}

// Kind names the type and its version for package checkpoint.
func (t *Trainer[T]) Kind() string { return "lista.Trainer/1 " + precision[T]() }

// MarshalBinary stores all that Resume needs but the Optimizer and the Schedule, which
// are the program's.
func (t *Trainer[T]) MarshalBinary() ([]byte, error) {
	net, err := t.Net.store(&nn.Training[T]{Params: t.Net.params})
	if err != nil {
		return nil, err
	}
	s := storedTrainer{
		Net: net, Steps: t.Settings.Steps, Batch: t.Settings.Batch, Clip: t.Settings.Clip, Deep: t.Settings.Deep,
		Layerwise: t.Settings.Layerwise, Coupled: t.Settings.Coupled, Seed: t.seed, History: t.hist,
		Depth: t.stage.depth, Front: t.stage.first, Low: t.stage.lo, High: t.stage.hi, Factor: t.stage.factor, Held: t.stage.held,
	}
	moving := nn.Training[T]{Params: t.Net.part(t.stage.lo, t.stage.hi)}
	moving.Memory = nn.Memory[T]{Steps: t.memory.Steps, First: t.memory.First, Second: t.memory.Second}
	if s.First, err = moving.MarshalBinary(); err != nil {
		return nil, err
	}
	return encoded(s)
}

// UnmarshalBinary restores a training. The Optimizer and the Schedule stay those of t;
// where it has none, they are the defaults. After an error, t is unchanged.
func (t *Trainer[T]) UnmarshalBinary(data []byte) error {
	var s storedTrainer
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("lista: not a stored training: %w", err)
	}
	net := new(Network[T])
	if _, err := net.restore(s.Net); err != nil {
		return err
	}
	if s.Low < 0 || s.Low > s.High || s.High > len(net.plan.tensors) || len(s.History) > s.Steps {
		return fmt.Errorf("lista: not a stored training: tensors %d to %d of %d, %d of %d steps", s.Low, s.High, len(net.plan.tensors), len(s.History), s.Steps)
	}
	var moving nn.Training[T]
	moving.Params = net.part(s.Low, s.High)
	if err := moving.UnmarshalBinary(s.First); err != nil {
		return fmt.Errorf("lista: not a stored training: %w", err)
	}
	settings := Training[T]{Steps: s.Steps, Batch: s.Batch, Clip: s.Clip, Deep: s.Deep, Layerwise: s.Layerwise, Coupled: s.Coupled,
		Optimizer: t.Settings.Optimizer, Schedule: t.Settings.Schedule}
	t.Net, t.Settings, t.seed, t.hist = net, settings.withDefaults(), s.Seed, s.History
	t.stage, t.memory = stage{s.Depth, s.Front, s.Low, s.High, s.Factor, s.Held}, moving.Memory
	return nil
}

func encoded[V stored | storedTrainer | storedAutoEncoder](v V) ([]byte, error) {
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(v)
	return buf.Bytes(), err
}
