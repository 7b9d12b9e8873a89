package sparse

import (
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Codes are the codes of n samples, Z n×k, with a certificate a row.
type Codes struct {
	Z    *mat.Dense
	Rows []Certificate
}

// Summary is a look at many certificates at once.
type Summary struct {
	Objective float64 // mean of Primal
	Active    float64 // mean number of entries that are not zero
	GapMax    float64 // the largest relative duality gap
	Unsolved  int     // rows whose status is not Converged
}

// Summary averages over the rows.
func (c *Codes) Summary() Summary {
	var s Summary
	for _, r := range c.Rows {
		s.Objective += r.Primal / float64(len(c.Rows))
		s.Active += float64(r.Active) / float64(len(c.Rows))
		s.GapMax = max(s.GapMax, r.Gap)
		if r.Status != ebm.Converged {
			s.Unsolved++
		}
	}
	return s
}

// Use returns, for each atom, the part of the samples whose code uses it.
func (c *Codes) Use() []float64 {
	n, k := c.Z.Dims()
	use := make([]float64, k)
	for i := range n {
		for j, v := range c.Z.RawRowView(i) {
			if v != 0 {
				use[j] += 1 / float64(n)
			}
		}
	}
	return use
}

// Rebuild returns X̂ = Z·D, n×d.
func (c *Codes) Rebuild(D *Dictionary) *mat.Dense {
	var X mat.Dense
	X.Mul(c.Z, D.atoms)
	return &X
}

// Explained returns the part of the variance of X (n×d) that Xhat rebuilds,
//
//	1 − Σ‖x − x̂‖² / Σ‖x − mean‖²,
//
// 1 for a perfect copy, 0 for one no better than the mean, NaN where all rows of X
// are the same. It panics where the shapes differ.
func Explained(X, Xhat *mat.Dense) float64 {
	n, d := X.Dims()
	if hn, hd := Xhat.Dims(); hn != n || hd != d {
		panic(fmt.Sprintf("sparse: X is %d×%d, Xhat %d×%d", n, d, hn, hd))
	}
	mean := make([]float64, d)
	for i := range n {
		floats.AddScaled(mean, 1/float64(n), X.RawRowView(i))
	}
	var left, all float64
	for i := range n {
		x, hat := X.RawRowView(i), Xhat.RawRowView(i)
		for c, v := range x {
			left += (v - hat[c]) * (v - hat[c])
			all += (v - mean[c]) * (v - mean[c])
		}
	}
	return 1 - left/all
}
