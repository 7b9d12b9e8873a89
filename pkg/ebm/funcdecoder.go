package ebm

import "fmt"

// FuncDecoder is a decoder made of functions. Those that take part in inference are F and BackZ;
// the others are for learning and may be nil. Functions that do not share memory
// make a decoder that serves many goroutines at a time.
type FuncDecoder struct {
	D, K int // lengths of ȳ and of z
	H    int // length of h; 0 if F does not use it

	F         func(dst, h, z []float64)    // dst = Dec(h, z)
	BackZ     func(dst, h, z, u []float64) // dst = (∂Dec/∂z)ᵀ·u
	BackH     func(dst, h, z, u []float64) // dst = (∂Dec/∂h)ᵀ·u, needed to learn a predictor
	BackTheta func(dst, h, z, u []float64) // dst += (∂Dec/∂θ)ᵀ·u, needed to learn Theta
	Theta     []float64                    // θ, which F reads; nil if there is nothing to learn

	Name string // what stands in a diagram; default "Dec(z)", with h "Dec(z,h)"
}

// Dims returns D and K.
func (f *FuncDecoder) Dims() (d, k int) { return f.D, f.K }

// HDim returns H.
func (f *FuncDecoder) HDim() int { return f.H }

// Decode calls F.
func (f *FuncDecoder) Decode(dst, h, z []float64) {
	mustMatch("dst", len(dst), "ȳ", f.D)
	mustMatch("z", len(z), "z in Dims", f.K)
	f.F(dst, h, z)
}

// Pullback calls BackZ.
func (f *FuncDecoder) Pullback(dst, h, z, u []float64) {
	mustMatch("dst", len(dst), "z in Dims", f.K)
	mustMatch("u", len(u), "ȳ", f.D)
	f.BackZ(dst, h, z, u)
}

// PullbackH calls BackH, or sets dst to 0 if F does not use h.
func (f *FuncDecoder) PullbackH(dst, h, z, u []float64) {
	if f.H == 0 {
		clear(dst)
		return
	}
	mustMatch("dst", len(dst), "h", f.H)
	if f.BackH == nil {
		panic(fmt.Sprintf("ebm: FuncDecoder has no BackH, for an h of %d entries", f.H))
	}
	f.BackH(dst, h, z, u)
}

// Params returns Theta.
func (f *FuncDecoder) Params() []float64 { return f.Theta }

// PullbackParams calls BackTheta, or does nothing if there is no Theta.
func (f *FuncDecoder) PullbackParams(dst, h, z, u []float64) {
	mustMatch("dst", len(dst), "θ", len(f.Theta))
	if len(f.Theta) == 0 {
		return
	}
	if f.BackTheta == nil {
		panic(fmt.Sprintf("ebm: FuncDecoder has no BackTheta, for %d parameters", len(f.Theta)))
	}
	f.BackTheta(dst, h, z, u)
}

// Label returns Name.
func (f *FuncDecoder) Label() string {
	switch {
	case f.Name != "":
		return f.Name
	case f.H > 0:
		return "Dec(z,h)"
	}
	return "Dec(z)"
}
