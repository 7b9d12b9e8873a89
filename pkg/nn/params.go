package nn

import (
	"fmt"
	"slices"
)

// Float is the element type: float32 to train, float64 to check.
type Float interface{ float32 | float64 }

// A Shape is the name and size of one parameter tensor, row-major.
type Shape struct {
	Name string
	Dims []int
}

// Size returns the number of elements, Π Dims.
func (s Shape) Size() int {
	n := 1
	for _, d := range s.Dims {
		n *= d
	}
	return n
}

// Sizes returns the number of elements of all shapes together.
func Sizes(shapes []Shape) int {
	n := 0
	for _, s := range shapes {
		n += s.Size()
	}
	return n
}

// Params are the parameters of a model in one vector, tensor after tensor in the
// order of Shapes, and their gradients in another.
type Params[T Float] struct {
	Shapes []Shape
	Value  []T // Sizes(Shapes)
	Grad   []T // Sizes(Shapes)
}

// NewParams returns parameters of these shapes, all zero. It panics where a
// dimension is not positive or a name comes twice.
func NewParams[T Float](shapes ...Shape) *Params[T] {
	if err := checkShapes(shapes); err != nil {
		panic("nn: NewParams: " + err.Error())
	}
	n := Sizes(shapes)
	return &Params[T]{Shapes: shapes, Value: make([]T, n), Grad: make([]T, n)}
}

func checkShapes(shapes []Shape) error {
	seen := map[string]bool{}
	for _, s := range shapes {
		if seen[s.Name] {
			return fmt.Errorf("two tensors have the name %q", s.Name)
		}
		seen[s.Name] = true
		for _, d := range s.Dims {
			if d < 1 {
				return fmt.Errorf("tensor %q has dimensions %v, expected positive ones", s.Name, s.Dims)
			}
		}
	}
	return nil
}

// View returns the values and the gradients of the tensor of that name, not
// copies. It panics where there is none.
func (p *Params[T]) View(name string) (value, grad []T) {
	at := 0
	for _, s := range p.Shapes {
		n := s.Size()
		if s.Name == name {
			return p.Value[at : at+n : at+n], p.Grad[at : at+n : at+n]
		}
		at += n
	}
	panic(fmt.Sprintf("nn: no tensor %q among %v", name, p.Shapes))
}

// ZeroGrad sets all gradients to zero: a step begins with it, since Backward adds.
func (p *Params[T]) ZeroGrad() { clear(p.Grad) }

// Under returns the shapes with the prefix and a dot before each name, as in
// "0.weight".
func Under(prefix string, shapes []Shape) []Shape {
	out := slices.Clone(shapes)
	for i := range out {
		out[i].Name = prefix + "." + out[i].Name
	}
	return out
}
