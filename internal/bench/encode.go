package bench

import (
	"context"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// encoders are the variants of lasso-encode.
var encoders = []struct {
	name   string
	method ebm.Method // nil for the coder's own choice
	tol    float64    // relative duality gap; 0 for the coder's own
	warm   bool       // call once before the clock runs
}{
	{"default", nil, 0, true},
	{"coordinate-descent", sparse.CoordinateDescent{}, 0, true},
	{"fista-1e-3", sparse.FISTA{Restart: sparse.GradientRestart}, 1e-3, false},
	{"fista-1e-5", sparse.FISTA{Restart: sparse.GradientRestart}, 1e-5, false},
}

// lassoEncode finds the codes of the 10,000 test images of MNIST, λ = 0.421, from
// zero. The clock covers all from images and atoms to codes, the Gram matrix and
// the certificates among it. The answer: objective 10.6531, nnz 20.12.
func (b *Bench) lassoEncode(ctx context.Context, threads int, emit func(Row)) error {
	atoms, err := b.dictionary()
	if err != nil {
		return err
	}
	_, X, err := b.mnist(ctx, false)
	if err != nil {
		return err
	}
	for _, e := range encoders {
		if !b.chosen("lasso-encode", e.name, threads) {
			continue
		}
		var codes *sparse.Codes
		seconds, err := b.repeat(ctx, b.runs(3), e.warm, func() (err error) {
			D, err := sparse.NewDictionary(atoms)
			if err != nil {
				return err
			}
			coder := sparse.Coder{Dict: D, Lambda: lambda, Method: e.method, Tol: e.tol}
			codes, err = coder.Encode(ctx, X)
			return err
		})
		if err != nil {
			return err
		}
		emit(Row{Workload: "lasso-encode", Variant: e.name, Threads: threads}.timed(seconds).encoded(X, atoms, codes.Z))
	}
	return nil
}

// encoded adds the quality of the codes Z of X.
func (r Row) encoded(X, D, Z *mat.Dense) Row {
	n, _ := X.Dims()
	s := scoreLasso(X, D, Z, lambda)
	r.Quality = []Field{
		{"images_per_s", float64(n) / r.Seconds},
		{"objective", s.objective}, {"nnz", s.nnz},
		{"gap_median", s.gapMedian}, {"gap_max", s.gapMax},
	}
	return r
}
