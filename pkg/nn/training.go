package nn

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
)

// Training is what a training needs to go on bit for bit after a stop: parameters,
// the memory of the optimizer, the source of random numbers. It is a model for package
// checkpoint, which writes and reads it whole or not at all:
//
//	err := checkpoint.Save(path, training)
type Training[T Float] struct {
	Params *Params[T] // nil before reading: any
	Memory Memory[T]
	Source rand.PCG // rand.New(&t.Source) draws from it
}

// Kind names the format.
func (t *Training[T]) Kind() string { return "nn.Training/1 " + dtypeOf[T]() }

// Names of the tensors after those of the parameters, and of the metadata.
const (
	firstName, secondName = "memory.first", "memory.second"
	stepsKey, sourceKey   = "steps", "source"
)

// MarshalBinary returns the state as a safetensors file; gradients are left out.
func (t *Training[T]) MarshalBinary() ([]byte, error) {
	if t.Params == nil {
		return nil, fmt.Errorf("nn: a training without parameters")
	}
	source, err := t.Source.MarshalBinary()
	if err != nil {
		return nil, err
	}
	f := Safetensors{
		Tensors:  t.Params.tensors(t.Params.Value),
		Metadata: map[string]string{stepsKey: strconv.Itoa(t.Memory.Steps), sourceKey: hex.EncodeToString(source)},
	}
	for _, m := range []struct {
		name string
		v    []T
	}{{firstName, t.Memory.First}, {secondName, t.Memory.Second}} {
		f.Tensors = append(f.Tensors, NewTensor(Shape{m.name, []int{len(m.v)}}, m.v))
	}
	return f.MarshalBinary()
}

// UnmarshalBinary sets the state. Where there are parameters, their shapes must be
// those of the file. After an error, t is unchanged.
func (t *Training[T]) UnmarshalBinary(data []byte) error {
	var f Safetensors
	if err := f.UnmarshalBinary(data); err != nil {
		return err
	}
	n := len(f.Tensors) - 2
	if n < 0 || f.Tensors[n].Name != firstName || f.Tensors[n+1].Name != secondName {
		return fmt.Errorf("nn: the file does not end with the tensors %s and %s", firstName, secondName)
	}
	p, err := readParams[T](f.Tensors[:n])
	if err != nil {
		return err
	}
	if t.Params != nil && !slices.EqualFunc(t.Params.Shapes, p.Shapes, sameShape) {
		return fmt.Errorf("nn: the file has the parameters %v, expected %v", p.Shapes, t.Params.Shapes)
	}
	m, err := readMemory[T](f.Tensors[n:], f.Metadata[stepsKey], len(p.Value))
	if err != nil {
		return err
	}
	var source rand.PCG
	raw, err := hex.DecodeString(f.Metadata[sourceKey])
	if err == nil {
		err = source.UnmarshalBinary(raw)
	}
	if err != nil {
		return fmt.Errorf("nn: the source of random numbers %.60q: %w", f.Metadata[sourceKey], err)
	}
	if t.Params == nil {
		t.Params = p
	}
	copy(t.Params.Value, p.Value)
	t.Memory.Steps, t.Memory.First, t.Memory.Second, t.Source = m.Steps, m.First, m.Second, source
	return nil
}

func sameShape(a, b Shape) bool { return a.Name == b.Name && slices.Equal(a.Dims, b.Dims) }

func readParams[T Float](tensors []Tensor) (*Params[T], error) {
	var shapes []Shape
	for _, t := range tensors {
		shapes = append(shapes, t.Shape)
	}
	if err := checkShapes(shapes); err != nil {
		return nil, fmt.Errorf("nn: %w", err)
	}
	p := NewParams[T](shapes...)
	rest := p.Value
	for _, t := range tensors {
		if err := Values(rest[:t.Size()], t); err != nil {
			return nil, err
		}
		rest = rest[t.Size():]
	}
	return p, nil
}

// readMemory reads the two moments, each empty or of n numbers.
func readMemory[T Float](tensors []Tensor, steps string, n int) (m Memory[T], err error) {
	m.Steps, err = strconv.Atoi(steps)
	if err != nil || m.Steps < 0 {
		return m, fmt.Errorf("nn: %.20q steps, expected a number", steps)
	}
	for i, to := range []*[]T{&m.First, &m.Second} {
		size := tensors[i].Size()
		if len(tensors[i].Dims) != 1 || size != 0 && size != n {
			return m, fmt.Errorf("nn: tensor %q has dimensions %v, expected %d or 0", tensors[i].Name, tensors[i].Dims, n)
		}
		if size == 0 {
			continue
		}
		*to = make([]T, n)
		if err := Values(*to, tensors[i]); err != nil {
			return m, err
		}
	}
	return m, nil
}
