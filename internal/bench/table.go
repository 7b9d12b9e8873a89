package bench

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/latentlab/latentlab/internal/kernel"
)

// shown are the quality fields that tables show, in this order.
var shown = []string{"K", "gflops", "percent", "images_per_s", "code_err", "objective", "test_objective", "nnz", "gap_median", "gap_max", "nmse_db_sum", "nmse_db_mean", "mean_db"}

// WriteTable writes rows for reading, one a line, in columns.
func WriteTable(w io.Writer, rows []Row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	workload := ""
	for _, r := range rows {
		var names []string
		for _, name := range shown {
			if _, ok := r.Get(name); ok {
				names = append(names, name)
			}
		}
		if r.Workload != workload {
			workload = r.Workload
			fmt.Fprintln(t, strings.Join(append([]string{"\n" + workload, "threads", "seconds", "fastest", "runs"}, names...), "\t"))
		}
		fmt.Fprintf(t, "%s\t%d\t%.4g\t%.4g\t%d", r.Variant, r.Threads, r.Seconds, r.SecondsMin, r.Runs)
		for _, name := range names {
			v, _ := r.Get(name)
			fmt.Fprintf(t, "\t%s", short(name, v))
		}
		for _, f := range r.Reach {
			fmt.Fprintf(t, "\t%s: %.3g s", f.Name, f.Value)
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// short writes a quality field with as many digits as it is worth.
func short(name string, v float64) string {
	switch {
	case name == "percent":
		return fmt.Sprintf("%.0f %%", v)
	case name == "gflops":
		return fmt.Sprintf("%.0f", v)
	case strings.HasPrefix(name, "gap"):
		return fmt.Sprintf("%.1e", v)
	case strings.Contains(name, "objective"):
		return fmt.Sprintf("%.6g", v)
	}
	return fmt.Sprintf("%.4g", v)
}

// WriteComparison writes one Markdown table of pairs, with the machine and the
// versions below it.
func WriteComparison(w io.Writer, pairs []Pair, machine string) error {
	var b strings.Builder
	b.WriteString("| workload | threads | peer | s | quality | latentlab | s | quality | ours / peer |\n")
	b.WriteString("| --- | ---: | --- | ---: | --- | --- | ---: | --- | ---: |\n")
	for _, p := range pairs {
		name := p.Peer.Variant
		switch {
		case p.Peer.Workload == "gemm":
			name = "numpy " + p.Peer.Tier + " " + p.Peer.Case
		case p.Peer.Case != "":
			name += " " + p.Peer.Case
		}
		if p.Peer.Forced != "" {
			name += " (" + p.Peer.Forced + ")"
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %.4g | %s | %s | %.4g | %s | %.2f |\n", p.Peer.Workload, p.Peer.Threads,
			name, p.Peer.Seconds, quality(p.Peer), p.Ours.Variant, p.Ours.Seconds, quality(p.Ours), p.Ratio())
	}
	load := 0.0
	for _, p := range pairs {
		load = max(load, p.Ours.Load, p.Peer.Load)
	}
	fmt.Fprintf(&b, "\nSeconds are wall time, the median of a few runs; ours / peer below 1: latentlab is faster. Both sides ran in turn on %s, with %s. Load average up to %.1f, with what was measured.\n",
		machine, strings.Join(versions(pairs), ", "), load)
	_, err := io.WriteString(w, b.String())
	return err
}

// quality is what a comparison shows of a row: the speed, or what was reached.
func quality(r Row) string {
	var parts []string
	for _, name := range []string{"gflops", "code_err", "objective", "test_objective"} {
		if v, ok := r.Get(name); ok && (name == "gflops" || len(parts) == 0) {
			parts = append(parts, map[bool]string{true: short(name, v) + " GFLOP/s", false: short(name, v)}[name == "gflops"])
		}
	}
	if v, ok := r.Get("gap_max"); ok {
		parts = append(parts, "gap "+short("gap_max", v))
	}
	for _, f := range r.Reach {
		parts = append(parts, fmt.Sprintf("%s: %.3g s", f.Name, f.Value))
	}
	return strings.Join(parts, ", ")
}

// versions lists the peers, and the BLAS libraries that they used, each once.
func versions(pairs []Pair) []string {
	var all []string
	for _, p := range pairs {
		all = append(all, p.Peer.Peer)
		all = append(all, p.Peer.Cores...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Machine describes this machine: processor, cores, tier of the kernels, Go.
func Machine() string {
	return fmt.Sprintf("%s, %s, kernels %v, %s", processor(), plural(runtime.NumCPU(), "core"), kernel.Active(), runtime.Version())
}
