package ebm

import (
	"context"
	"fmt"
	"iter"
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// State is where a method stands after a step.
type State struct {
	// Z is the iterate. It belongs to the method and is overwritten by the next
	// step: copy what you keep.
	Z []float64
	// Step is the step size that led here; 0 where the method has none.
	Step float64
	// Residual measures how far Z is from a stationary point, in the units of
	// ∇f: ‖z⁻ − z‖∞/step for proximal methods, the largest violated optimality
	// condition for coordinate methods; 0 exactly at a stationary point.
	// +Inf before the first step.
	Residual float64
}

// Method finds z by iteration. Iterates yields (0, start), then a state after
// each step, until the caller breaks off or nothing is left to do. A nil z0
// stands for zeros; z0 is not changed.
//
//	for t, s := range method.Iterates(p, nil) {
//		if s.Residual < 1e-6 || t == 1000 {
//			break
//		}
//	}
type Method interface {
	Iterates(p *Problem, z0 []float64) iter.Seq2[int, *State]
}

// Checker is the ability of a method to refuse, by name, a problem whose
// structure it does not serve.
type Checker interface {
	Check(p *Problem) error
}

// Settings say when inference stops.
type Settings struct {
	Tol     float64 // stop at Residual ≤ Tol·max(‖∇f(0)‖∞, ‖∇f(z0)‖∞); default 1e-6
	MaxIter int     // steps at most; default 1000
	Trace   bool    // keep the energy and the residual of every iterate
}

// Status says how inference ended.
type Status int

const (
	Converged Status = iota // the residual fell below the tolerance
	LimitHit                // MaxIter steps were taken first
	Diverged                // the iterates left the finite numbers
	Cancelled               // the context ended first
)

// String returns the status in words.
func (s Status) String() string {
	switch s {
	case Converged:
		return "converged"
	case LimitHit:
		return "iteration limit"
	case Diverged:
		return "diverged"
	case Cancelled:
		return "cancelled"
	}
	return fmt.Sprintf("Status(%d)", int(s))
}

// Point is one entry of a trace.
type Point struct {
	Energy   float64
	Residual float64
}

// Result is what inference found.
type Result struct {
	Z          []float64
	Energy     float64 // E(Z), the free energy where Z is the minimiser
	Iterations int
	Residual   float64
	Status     Status
	Trace      []Point // from iterate 0 on; nil unless Settings.Trace
}

// Infer runs a method on a problem until it converges, hits the limit, diverges
// or the context ends. All four give a result with the last iterate and its
// status; the error is for input that allows no work at all, and for a context
// that ended (then the result is still there).
func Infer(ctx context.Context, p *Problem, m Method, z0 []float64, s Settings) (*Result, error) {
	if err := checkInfer(p, m, z0, s); err != nil {
		return nil, err
	}
	s = s.withDefaults()
	limit := s.Tol * scale(p, z0)
	res := &Result{Z: make([]float64, p.Dim()), Status: LimitHit}
	for t, state := range m.Iterates(p, z0) {
		if Finite("z", state.Z) != nil {
			res.Status = Diverged
			break
		}
		res.Iterations, res.Residual = t, state.Residual
		copy(res.Z, state.Z)
		if s.Trace {
			res.Trace = append(res.Trace, Point{p.Energy(state.Z), state.Residual})
		}
		if state.Residual <= limit {
			res.Status = Converged
			break
		}
		if ctx.Err() != nil {
			res.Status = Cancelled
			break
		}
		if t == s.MaxIter {
			break
		}
	}
	res.Energy = p.Energy(res.Z)
	return res, ctx.Err()
}

func (s Settings) withDefaults() Settings {
	if s.Tol == 0 {
		s.Tol = 1e-6
	}
	if s.MaxIter == 0 {
		s.MaxIter = 1000
	}
	return s
}

func checkInfer(p *Problem, m Method, z0 []float64, s Settings) error {
	switch {
	case p == nil || p.F == nil:
		return fmt.Errorf("ebm: no problem to solve")
	case m == nil:
		return fmt.Errorf("ebm: no method to solve the problem with")
	case !(s.Tol >= 0):
		return fmt.Errorf("ebm: tolerance is %v, expected a number ≥ 0", s.Tol)
	case s.MaxIter < 0:
		return fmt.Errorf("ebm: iteration limit is %d, expected a number ≥ 0", s.MaxIter)
	case z0 != nil && len(z0) != p.Dim():
		return fmt.Errorf("ebm: z0 has %d entries, the problem has %d", len(z0), p.Dim())
	}
	if err := checkLambda(p.Lambda); err != nil {
		return err
	}
	if c, ok := m.(Checker); ok {
		if err := c.Check(p); err != nil {
			return err
		}
	}
	return Finite("z0", z0)
}

// scale returns max(‖∇f(0)‖∞, ‖∇f(z0)‖∞), the unit in which a residual is small.
func scale(p *Problem, z0 []float64) float64 {
	zero, grad := make([]float64, p.Dim()), make([]float64, p.Dim())
	p.F.Grad(grad, zero)
	s := absMax(grad)
	if z0 != nil {
		p.F.Grad(grad, z0)
		s = math.Max(s, absMax(grad))
	}
	return s
}

func absMax(v []float64) float64 { return kernel.AbsMaxValue(v) }
