package ebm

import (
	"fmt"
	"math"
	"strings"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Ball is the constraint ‖z‖₂ ≤ Radius: R(z) = 0 there and +Inf elsewhere.
type Ball struct {
	Radius float64 // default 1
}

// ballSlack is the part of the radius by which rounding may lead out of the ball.
const ballSlack = 1e-12

// Value returns 0, or +Inf if ‖z‖₂ exceeds the radius by more than rounding does.
func (b Ball) Value(z []float64) float64 {
	if math.Sqrt(kernel.SumSquares(z)) <= b.radius()*(1+ballSlack) {
		return 0
	}
	return math.Inf(1)
}

// Prox scales v back to the ball, dst = v·min(1, Radius/‖v‖₂). t does not matter.
func (b Ball) Prox(dst, v []float64, _ float64) {
	mustMatch("dst", len(dst), "v", len(v))
	scale := 1.0
	if norm := math.Sqrt(kernel.SumSquares(v)); norm > b.radius() {
		scale = b.radius() / norm
	}
	for i, x := range v {
		dst[i] = scale * x
	}
}

// CheckCode refuses a radius that is negative or not finite.
func (b Ball) CheckCode(int) error {
	if !(b.Radius >= 0) || math.IsInf(b.Radius, 1) {
		return fmt.Errorf("ebm: Ball has the radius %v, expected a finite number ≥ 0", b.Radius)
	}
	return nil
}

// Label returns ‖z‖≤Radius, the radius in numbers.
func (b Ball) Label() string { return b.Constraint() }

// Constraint returns ‖z‖≤Radius, the radius in numbers.
func (b Ball) Constraint() string {
	return strings.ReplaceAll(fmt.Sprintf("‖z‖≤%.4g", b.radius()), "-", "−")
}

func (b Ball) radius() float64 {
	if b.Radius == 0 {
		return 1
	}
	return b.Radius
}
