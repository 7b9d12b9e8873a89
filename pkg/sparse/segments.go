package sparse

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Segment is a piece of a line of samples, y(t) = (1 − t)·y0 + t·y1 for t from From to
// To, on which the code keeps its support and its signs. There it is affine in t.
type Segment struct {
	From, To   float64
	Start, End []float64 // the codes at From and To
	Support    []int     // the entries that are not zero in between, ascending
}

// nudge is how far behind a kink Segments looks for the next piece.
const nudge = 1e-9

// Segments walks along the line of samples from y0 (d entries) to y1 and returns the
// segments from t = 0 to t = 1, with their kinks computed exactly from the affine map of
// each piece, see [PieceOf]: a segment ends where an entry of z_S reaches 0 or another
// atom's correlation reaches ±λ. Kinks nearer to each other than 1e-9 may be taken for one.
// The errors are those of [Lasso] and PieceOf.
//
// The walk over λ, with y fixed, is [Path].
func Segments(D *Dictionary, lambda float64, y0, y1 []float64) ([]Segment, error) {
	if _, err := Lasso(D, y0, lambda); err != nil {
		return nil, err
	}
	if _, err := Lasso(D, y1, lambda); err != nil {
		return nil, err
	}
	var all []Segment
	var last Piece
	for t := 0.0; t < 1; {
		piece, err := pieceAt(D, lambda, between(y0, y1, min(1, t+nudge)))
		if err != nil {
			return nil, err
		}
		end := piece.exit(D, y0, y1, t+nudge)
		if n := len(all) - 1; n >= 0 && piece.same(last) {
			all[n].To, all[n].End = end, piece.Code(between(y0, y1, end))
		} else {
			all = append(all, Segment{t, end, piece.Code(between(y0, y1, t)), piece.Code(between(y0, y1, end)), piece.Support})
		}
		t, last = end, piece
	}
	return all, nil
}

func between(y0, y1 []float64, t float64) []float64 {
	y := make([]float64, len(y0))
	floats.AddScaled(y, 1-t, y0)
	floats.AddScaled(y, t, y1)
	return y
}

// Piece is the affine map that the code follows around a sample: on the region of all y
// whose code has the support S and the signs s, the code is
//
//	z_S(y) = G_SS⁻¹·(W_Sᵀy − λs) = A·y + b,   0 outside S.
type Piece struct {
	Support []int      // S, ascending
	Signs   []float64  // s
	A       *mat.Dense // |S|×d; nil for the empty support
	B       []float64  // |S|

	lambda float64
	k      int
}

// PieceOf returns the piece that a code z (k entries) is on. The error is for a z of a
// wrong length and for active atoms that depend on each other: the code is then not
// the only minimiser.
func PieceOf(D *Dictionary, lambda float64, z []float64) (Piece, error) {
	d, k := D.Dims()
	p := Piece{lambda: lambda, k: k}
	if len(z) != k {
		return p, fmt.Errorf("sparse: z has %d entries, the dictionary %d atoms", len(z), k)
	}
	for j, v := range z {
		if v != 0 {
			p.Support, p.Signs = append(p.Support, j), append(p.Signs, math.Copysign(1, v))
		}
	}
	n := len(p.Support)
	if n == 0 {
		return p, nil
	}
	gram, atoms := mat.NewSymDense(n, nil), mat.NewDense(n, d, nil)
	for a, i := range p.Support {
		atoms.SetRow(a, D.atoms.RawRowView(i))
		for b, j := range p.Support[:a+1] {
			gram.SetSym(a, b, D.Gram().At(i, j))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(gram) || chol.Cond() > 1e12 {
		return p, fmt.Errorf("sparse: the %d active atoms %v depend on each other", n, p.Support)
	}
	p.A, p.B = mat.NewDense(n, d, nil), make([]float64, n)
	_ = chol.SolveTo(p.A, atoms) // well conditioned
	_ = chol.SolveVecTo(mat.NewVecDense(n, p.B), mat.NewVecDense(n, slices.Clone(p.Signs)))
	floats.Scale(-lambda, p.B)
	return p, nil
}

// Code returns A·y + b as a code of k entries. It is the code of y where y lies in the
// piece's region.
func (p Piece) Code(y []float64) []float64 {
	z := make([]float64, p.k)
	for i, j := range p.Support {
		z[j] = floats.Dot(p.A.RawRowView(i), y) + p.B[i]
	}
	return z
}

func (p Piece) same(q Piece) bool {
	return slices.Equal(p.Support, q.Support) && slices.Equal(p.Signs, q.Signs)
}

func pieceAt(D *Dictionary, lambda float64, y []float64) (Piece, error) {
	c := Coder{Dict: D, Lambda: lambda}
	codes, err := c.Encode(context.Background(), mat.NewDense(1, len(y), y))
	if err != nil {
		return Piece{}, err
	}
	if r := codes.Rows[0]; r.Status != ebm.Converged {
		return Piece{}, fmt.Errorf("sparse: the code on the line has a relative duality gap of %.1e: %v", r.Gap, r.Status)
	}
	return PieceOf(D, lambda, codes.Z.RawRowView(0))
}

// exit returns where the line leaves the region of p after t, or 1 if it does not.
func (p Piece) exit(D *Dictionary, y0, y1 []float64, t float64) float64 {
	z0, z1 := p.Code(y0), p.Code(y1)
	q0, q1 := p.correlation(D, y0, z0), p.correlation(D, y1, z1)
	end := 1.0
	first := func(v0, v1, limit float64) { // v rises to the limit
		if v1 > v0 {
			if at := (limit - v0) / (v1 - v0); at < end {
				end = max(at, t)
			}
		}
	}
	inside := make([]bool, p.k)
	for i, j := range p.Support {
		inside[j] = true
		first(-p.Signs[i]*z0[j], -p.Signs[i]*z1[j], 0)
	}
	for j := range p.k {
		if !inside[j] {
			first(q0[j], q1[j], p.lambda)
			first(-q0[j], -q1[j], p.lambda)
		}
	}
	return min(end, 1)
}

// correlation returns Wᵀ(y − W·z).
func (p Piece) correlation(D *Dictionary, y, z []float64) []float64 {
	r, q := make([]float64, len(y)), make([]float64, p.k)
	D.Decode(r, nil, z)
	floats.SubTo(r, y, r)
	D.Pullback(q, nil, z, r)
	return q
}
