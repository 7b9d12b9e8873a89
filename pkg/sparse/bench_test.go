package sparse_test

import (
	"context"
	"testing"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// BenchmarkEncode encodes samples that are sums of 12 atoms out of 256, at a λ that
// finds about as many. ns/row is what one row costs one processor.
func BenchmarkEncode(b *testing.B) {
	D := randomDictionary(b, 256, 784, seeded(1))
	X := planted(D, 1024, 2)
	coder := sparse.Coder{Dict: D, Lambda: 0.2}
	for b.Loop() {
		codes, err := coder.Encode(context.Background(), X)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(codes.Summary().Active, "atoms")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/row")
}

func BenchmarkUpdate(b *testing.B) {
	D := randomDictionary(b, 256, 784, seeded(1))
	X := planted(D, 512, 2)
	l, err := sparse.NewLearner(X, sparse.Learning{Atoms: 256, Lambda: 0.2}, seeded(3))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := l.Update(context.Background(), X); err != nil {
			b.Fatal(err)
		}
	}
}
