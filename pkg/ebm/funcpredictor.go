package ebm

import "fmt"

// FuncPredictor is a predictor made of functions, of which only F takes part in inference.
// Functions that do not share memory make a predictor that serves many goroutines at a time.
type FuncPredictor struct {
	H, X int // lengths of h and of x

	F         func(dst, x []float64)    // dst = Pred(x)
	BackX     func(dst, x, u []float64) // dst = (∂Pred/∂x)ᵀ·u, needed to learn what is composed below
	BackTheta func(dst, x, u []float64) // dst += (∂Pred/∂θ)ᵀ·u, needed to learn Theta
	Theta     []float64                 // θ, which F reads; nil if there is nothing to learn

	Name string // what stands in a diagram; default "Pred(x)"
}

// Dims returns H and X.
func (f *FuncPredictor) Dims() (h, x int) { return f.H, f.X }

// Predict calls F.
func (f *FuncPredictor) Predict(dst, x []float64) {
	mustMatch("dst", len(dst), "h", f.H)
	mustMatch("x", len(x), "x in Dims", f.X)
	f.F(dst, x)
}

// PullbackX calls BackX.
func (f *FuncPredictor) PullbackX(dst, x, u []float64) {
	mustMatch("dst", len(dst), "x in Dims", f.X)
	if f.BackX == nil {
		panic(fmt.Sprintf("ebm: FuncPredictor has no BackX, for an x of %d entries", f.X))
	}
	f.BackX(dst, x, u)
}

// Params returns Theta.
func (f *FuncPredictor) Params() []float64 { return f.Theta }

// PullbackParams calls BackTheta, or does nothing if there is no Theta.
func (f *FuncPredictor) PullbackParams(dst, x, u []float64) {
	mustMatch("dst", len(dst), "θ", len(f.Theta))
	if len(f.Theta) == 0 {
		return
	}
	if f.BackTheta == nil {
		panic(fmt.Sprintf("ebm: FuncPredictor has no BackTheta, for %d parameters", len(f.Theta)))
	}
	f.BackTheta(dst, x, u)
}

// Label returns Name.
func (f *FuncPredictor) Label() string {
	if f.Name == "" {
		return "Pred(x)"
	}
	return f.Name
}
