package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/latentlab/latentlab/internal/bench"
	"github.com/latentlab/latentlab/internal/tools"
)

// benchOptions are the flags of the command bench.
type benchOptions struct {
	threads         []int
	json, peers     bool
	quick           bool
	dict, only      string
	peersOnly       string
	runs            int
	photos          []string
	lambdas         []float64
	profile, output string
}

func newBenchCmd() *cobra.Command {
	var o benchOptions
	cmd := &cobra.Command{
		Use:   "bench [workload...]",
		Short: "Measure how fast the library is, also beside its peers",
		Long: `Runs workloads and prints one JSON line a row: workload, variant, threads, seconds
(wall time, the median of a few runs) and how good the result is. A table for
reading follows, unless --json is given.

With --peers, each workload is also run by other libraries (numpy, SPAMS,
scikit-learn, SPORCO) in turn with ours, and a Markdown table of both with the ratio of
the times follows. They need the folder benchmarks and what its setup.sh makes.

Workloads: ` + strings.Join(bench.Workloads(), ", ") + `; all but
lista-synthetic and vae-nll, which take many minutes, if none is named. --runs is
the number of epochs of vae-train and vae-nll.
LATENTLAB_DATA names the folder of the data; LATENTLAB_KERNEL=avx2 (or go) forces
lesser kernels.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			workloads, err := bench.Choose(args)
			if err != nil {
				return usageError{err}
			}
			if err := o.check(); err != nil {
				return usageError{err}
			}
			return profiled(o.profile, func() error {
				return runBench(cmd.Context(), workloads, o, cmd.OutOrStdout(), cmd.ErrOrStderr())
			})
		},
	}
	f := cmd.Flags()
	f.IntSliceVar(&o.threads, "threads", []int{1, 2}, "numbers of threads to measure with")
	f.BoolVar(&o.json, "json", false, "print the JSON lines alone")
	f.StringVar(&o.dict, "dict", "", "npy file of the dictionary for MNIST (default $LATENTLAB_DATA/bench/mnist_dict256.npy)")
	f.StringVar(&o.only, "only", "", "run only variants whose name holds this word")
	f.IntVar(&o.runs, "runs", 0, "runs of a variant (default 3, 5 for cell)")
	f.StringSliceVar(&o.photos, "photos", []string{"100075"}, "photographs of csc-encode")
	f.Float64SliceVar(&o.lambdas, "lambdas", []float64{0.01}, "λ of csc-encode")
	f.BoolVar(&o.quick, "quick", false, "run lista-synthetic at a size that takes seconds")
	f.BoolVar(&o.peers, "peers", false, "run other libraries too, and print a table of both")
	f.StringVar(&o.peersOnly, "peers-only", "", "with --peers, run only peers whose name holds this word")
	f.StringVar(&o.output, "out", "", "with --peers, write the Markdown table to this file too")
	f.StringVar(&o.profile, "cpuprofile", "", "write a profile for go tool pprof to this file")
	return cmd
}

// check refuses flags that make no sense.
func (o benchOptions) check() error {
	for _, l := range o.lambdas {
		if !(l > 0) || math.IsInf(l, 1) {
			return fmt.Errorf("--lambdas has %v, and must hold positive numbers", l)
		}
	}
	for _, n := range o.threads {
		if n < 1 {
			return fmt.Errorf("--threads has %d, and must hold numbers from 1", n)
		}
	}
	switch {
	case len(o.threads) == 0:
		return errors.New("--threads is empty, and must hold numbers from 1")
	case o.runs < 0:
		return fmt.Errorf("--runs is %d, and must not be negative", o.runs)
	case !o.peers && (o.peersOnly != "" || o.output != ""):
		return errors.New("--peers-only and --out go with --peers")
	case o.peers && os.Getenv("LATENTLAB_DATA") == "":
		return errors.New("--peers needs LATENTLAB_DATA, the folder of the data, which other libraries read too")
	}
	return nil
}

// runBench measures the workloads, with each number of threads, and prints the rows.
func runBench(ctx context.Context, workloads []string, o benchOptions, stdout, stderr io.Writer) error {
	b := &bench.Bench{Dict: o.dict, Only: o.only, Quick: o.quick, Runs: o.runs, Log: stderr, Photos: o.photos, Lambdas: o.lambdas}
	peers, err := o.findPeers(stderr)
	if err != nil {
		return err
	}
	if o.peers || slices.Contains(workloads, "cell") {
		if b.Root, err = tools.FindRoot("."); err != nil {
			return err
		}
	}
	var ours, theirs []bench.Row
	emitTo := func(rows *[]bench.Row) func(bench.Row) {
		return func(r bench.Row) {
			line, _ := json.Marshal(r) // a row never fails
			fmt.Fprintf(stdout, "%s\n", line)
			*rows = append(*rows, r)
		}
	}
	var failed error // of a peer: the rest goes on
	for _, w := range workloads {
		for _, n := range o.threads {
			if err := b.Measure(ctx, w, n, emitTo(&ours)); err != nil {
				return err
			}
			if peers == nil {
				continue
			}
			if w == "csc-encode" {
				if peers.CSCs, err = b.CSCs(ctx); err != nil {
					return err
				}
			}
			if err := beside(ctx, peers, w, n, stderr, emitTo(&ours), emitTo(&theirs)); ctx.Err() != nil {
				return ctx.Err()
			} else if err != nil {
				fmt.Fprintln(stderr, err)
				failed = errors.Join(failed, err)
			}
		}
	}
	if !o.json {
		if err := o.tables(stdout, ours, theirs); err != nil {
			return err
		}
	}
	return failed
}

// findPeers returns what runs the peers, or nil without --peers.
func (o benchOptions) findPeers(stderr io.Writer) (*bench.Peers, error) {
	if !o.peers {
		return nil, nil
	}
	root, err := tools.FindRoot(".")
	if err != nil {
		return nil, err
	}
	p, err := bench.FindPeers(root)
	if err != nil {
		return nil, err
	}
	p.Only, p.Runs, p.Log = o.peersOnly, o.runs, stderr
	if p.Data, err = filepath.Abs(os.Getenv("LATENTLAB_DATA")); err != nil || o.dict == "" {
		return p, err
	}
	p.Dict, err = filepath.Abs(o.dict)
	return p, err
}

// beside runs what belongs beside our rows of a workload: the peers, and our gemm
// on the lower tier that a peer is measured on too.
func beside(ctx context.Context, peers *bench.Peers, workload string, threads int, stderr io.Writer, ours, theirs func(bench.Row)) error {
	if workload == "gemm" {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		if err := bench.LowerTier(ctx, self, threads, stderr, ours); err != nil {
			return err
		}
	}
	return peers.Measure(ctx, workload, threads, theirs)
}

// tables prints the rows for reading, and the comparison with --peers.
func (o benchOptions) tables(stdout io.Writer, ours, theirs []bench.Row) error {
	if err := bench.WriteTable(stdout, ours); err != nil || !o.peers {
		return err
	}
	fmt.Fprintln(stdout)
	pairs, machine := bench.Join(ours, theirs), bench.Machine()
	if err := bench.WriteComparison(stdout, pairs, machine); err != nil || o.output == "" {
		return err
	}
	var text strings.Builder
	if err := bench.WriteComparison(&text, pairs, machine); err != nil {
		return err
	}
	return os.WriteFile(o.output, []byte(text.String()), 0o644)
}

// profiled runs f, with a profile of the processor's time if a file is named.
func profiled(file string, f func() error) error {
	if file == "" {
		return f()
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(out); err != nil {
		return errors.Join(err, out.Close())
	}
	err = f()
	pprof.StopCPUProfile()
	return errors.Join(err, out.Close())
}
