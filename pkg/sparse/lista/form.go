package lista

import (
	"fmt"

	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// A Form says what a layer computes and which of its numbers are learned. The forms
// are the types of this package.
type Form interface {
	// String returns the name of the form.
	String() string
	// plan lays out a network of the given number of layers.
	plan(D *sparse.Dictionary, lambda float64, layers int) (*plan, error)
}

// plan is a form applied to a dictionary.
type plan struct {
	kind     kind
	tensors  []tensor  // learned, shared ones first, then layer after layer
	layers   []slots   // which tensors layer t uses; one for all layers if shared
	shared   bool      // all layers are alike, and there can be any number of them
	fixed    []float64 // V where it is not learned, k×d
	weight   float64   // γ where it is not learned
	ratio    float64   // θ = ratio·γ where θ is not learned
	positive bool      // codes z ≥ 0, for gramKind
	chosen   []float64 // the part of the entries that pass a layer without shrinkage
	bounded  []bool    // of each tensor: kept ≥ 0
}

// named returns the name of a form, with what it asks of codes.
func named(name string, nonNegative bool) string {
	if nonNegative {
		return name + ", z ≥ 0"
	}
	return name
}

// kind is the recurrence that computes a layer.
type kind int

const (
	gramKind kind = iota
	residualKind
	coordinateKind
	tanhKind
)

// A tensor is a parameter with what it begins with.
type tensor struct {
	shape nn.Shape
	start []float64
}

// slots names the tensors of a layer by their place in plan.tensors; none is -1.
type slots struct{ map1, map2, theta, gain int }

const none = -1

// add appends a tensor and returns its place.
func (p *plan) add(name string, start []float64, bounded bool, dims ...int) int {
	p.tensors = append(p.tensors, tensor{nn.Shape{Name: name, Dims: dims}, start})
	p.bounded = append(p.bounded, bounded)
	return len(p.tensors) - 1
}

// of returns the slots of layer t = 1, 2, …
func (p *plan) of(t int) slots { return p.layers[min(t, len(p.layers))-1] }

// tied says whether a network can be run deeper than it was laid out.
func (p *plan) tied() bool { return p.shared }

// layerName returns the name of a tensor of layer t.
func layerName(t int, name string) string { return fmt.Sprintf("%d.%s", t, name) }

// ista returns We = W/L (k×d) and S = I − WᵀW/L (k×k), which make a layer a step of
// ISTA.
func ista(D *sparse.Dictionary) (we, s []float64, L float64) {
	L = D.SquaredNorm()
	we = scaled(D.Atoms().RawMatrix().Data, 1/L)
	_, k := D.Dims()
	g := D.Gram()
	s = make([]float64, k*k)
	for i := range k {
		for j := range k {
			s[i*k+j] = -g.At(i, j) / L
		}
		s[i*k+i]++
	}
	return we, s, L
}

func scaled(v []float64, f float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = f * x
	}
	return out
}

func filled(n int, v float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}
