package bench

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/datasets"
)

// Bench says what to measure with. The zero value measures with the data of
// $LATENTLAB_DATA, all variants, three runs each, silently.
type Bench struct {
	Dict  string    // npy file of the dictionary for MNIST; default $LATENTLAB_DATA/bench/mnist_dict256.npy
	Root  string    // checkout whose kernel runs cells
	Only  string    // only variants whose name holds this word
	Quick bool      // lista-synthetic at a size that takes seconds
	Runs  int       // counted runs of a variant; default 3, 5 for cell
	Log   io.Writer // for progress; nil for none

	Photos  []string  // photographs of csc-encode; default 100075
	Lambdas []float64 // λ of csc-encode; default 0.01

	cscs        []CSC // known when first asked for
	photos      *datasets.Photos
	test, train *mat.Dense // MNIST, loaded when first asked for
}

// workloads are in the order in which they run.
var workloads = []struct {
	name    string
	measure func(*Bench, context.Context, int, func(Row)) error
	long    bool // takes many minutes: runs only when it is named
}{
	{name: "gemm", measure: (*Bench).gemm},
	{name: "lasso-encode", measure: (*Bench).lassoEncode},
	{name: "dictionary-learn", measure: (*Bench).dictionaryLearn},
	{name: "patches-learn", measure: (*Bench).patchesLearn},
	{name: "lista-train", measure: (*Bench).listaTrain},
	{name: "lista-synthetic", measure: (*Bench).listaSynthetic, long: true},
	{name: "csc-encode", measure: (*Bench).cscEncode},
	{name: "csc-learn", measure: (*Bench).cscLearn},
	{name: "vae-train", measure: (*Bench).vaeTrain},
	{name: "vae-nll", measure: (*Bench).vaeNLL, long: true},
	{name: "cell", measure: (*Bench).cell},
}

// Workloads returns the names of all workloads.
func Workloads() []string {
	var names []string
	for _, w := range workloads {
		names = append(names, w.name)
	}
	return names
}

// Choose returns the named workloads in the order in which they run, all but the long
// ones if none is named. The error is an unknown name.
func Choose(names []string) ([]string, error) {
	all := Workloads()
	for _, name := range names {
		if !slices.Contains(all, name) {
			return nil, fmt.Errorf("unknown workload %q, expected one of %s", name, strings.Join(all, ", "))
		}
	}
	if len(names) == 0 {
		for _, w := range workloads {
			if !w.long {
				names = append(names, w.name)
			}
		}
	}
	return slices.DeleteFunc(all, func(w string) bool { return !slices.Contains(names, w) }), nil
}

// Measure runs a workload on that many threads and hands out each row as it comes.
// It sets GOMAXPROCS meanwhile, so nothing else should run.
//
// Errors: an unknown workload, data that are missing, ctx's.
func (b *Bench) Measure(ctx context.Context, workload string, threads int, emit func(Row)) error {
	for _, w := range workloads {
		if w.name == workload {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
			return w.measure(b, ctx, threads, func(r Row) {
				r.Load = loadAverage()
				emit(r)
			})
		}
	}
	_, err := Choose([]string{workload})
	return err
}

// chosen says whether the variant is to be measured, and announces it.
func (b *Bench) chosen(workload, variant string, threads int) bool {
	if !strings.Contains(variant, b.Only) {
		return false
	}
	b.say("%s, %s, %s", workload, variant, plural(threads, "thread"))
	return true
}

// runs returns how many runs to count.
func (b *Bench) runs(usual int) int {
	if b.Runs > 0 {
		return b.Runs
	}
	return usual
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
