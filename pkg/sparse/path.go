package sparse

import (
	"fmt"
	"iter"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Path yields the kinks of the whole path of minimisers, from λ_max, where the code
// is zero, down to the λ of the problem: each λ with its code. Between two kinks the
// code is linear in λ. The code is overwritten by the next kink. The error is that
// of Homotopy.Check. For ElasticNet, λ·Ridge stays what it is at the problem's λ.
func Path(p *ebm.Problem) (iter.Seq2[float64, []float64], error) {
	if err := (Homotopy{}).Check(p); err != nil {
		return nil, err
	}
	if err := ebm.Finite("y", p.F.(*ebm.Composite).Y); err != nil {
		return nil, fmt.Errorf("sparse: %w", err)
	}
	D, y, pen, _ := lassoOf(p)
	return func(yield func(float64, []float64) bool) {
		h := newPath(D)
		b, z := make([]float64, p.Dim()), make([]float64, p.Dim())
		D.Pullback(b, nil, z, y)
		h.start(b, pen)
		for more := true; yield(h.at(), z) && more; h.code(z) {
			more = h.step()
		}
	}, nil
}
