package lista

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// A Source draws samples together with their codes: data without end.
type Source interface {
	// Draw fills the rows of Y (n×d) with samples and those of Z (n×k) with their codes,
	// from rng alone. The error is for a source that has no samples of these shapes.
	Draw(Y, Z *mat.Dense, rng *rand.Rand) error
}

// Planted draws codes whose entries are normal with probability Part and 0 otherwise,
// and samples that they make exactly:
//
//	z_j ~ Bernoulli(Part)·N(0, 1),   y = W·z
//
// Source: Chen, Liu, Wang & Yin, NeurIPS 2018, section 4.1.
type Planted struct {
	Dict *sparse.Dictionary
	Part float64 // default 0.1
}

// Draw fills Y and Z. Each sample has a generator of its own, seeded from rng. Cost: k
// random numbers and about Part·k·d multiply-adds a sample.
func (p Planted) Draw(Y, Z *mat.Dense, rng *rand.Rand) error {
	if err := p.check(Y, Z); err != nil {
		return err
	}
	if p.Part == 0 {
		p.Part = 0.1
	}
	n, d := Y.Dims()
	seed := [2]uint64{rng.Uint64(), rng.Uint64()}
	W := p.Dict.Atoms().RawMatrix()
	kernel.Parallel(n, func(i int) {
		r := rand.New(rand.NewPCG(seed[0], seed[1]+uint64(i)))
		y, z := Y.RawRowView(i), Z.RawRowView(i)
		clear(y)
		clear(z)
		for j := range z {
			if r.Float64() < p.Part {
				z[j] = r.NormFloat64()
				kernel.Axpy(z[j], W.Data[j*W.Stride:j*W.Stride+d], y)
			}
		}
	})
	return nil
}

func (p Planted) check(Y, Z *mat.Dense) error {
	switch {
	case p.Dict == nil:
		return fmt.Errorf("lista: Planted has no dictionary")
	case !(p.Part >= 0 && p.Part <= 1):
		return fmt.Errorf("lista: Planted has Part %v, expected a part from 0 to 1", p.Part)
	case Y == nil || Z == nil || Y.IsEmpty() || Z.IsEmpty():
		return fmt.Errorf("lista: Planted has no rows to fill, expected matrices that are not empty")
	}
	n, d := Y.Dims()
	r, k := Z.Dims()
	if dd, dk := p.Dict.Dims(); d != dd || k != dk || n != r {
		return fmt.Errorf("lista: Planted has %d atoms of %d entries, and is to fill samples of %d×%d with codes of %d×%d", dk, dd, n, d, r, k)
	}
	return nil
}
