package runner

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/latentlab/latentlab/internal/jupyter"
	"github.com/latentlab/latentlab/internal/notebook"
)

// Failure says which cell of a notebook failed, where, and why.
type Failure struct {
	Cell   int     // its number, which Jupyter shows in brackets
	Faults []Fault // at least one; the first counts
	Detail string  // what the program wrote to standard error; may be empty
}

// Fault is one message of the compiler or of the program.
type Fault struct {
	Text string
	Cell int // number of the cell where it is; 0 if not known
	Line int // in that cell, counted from 1; 0 if not known
}

// Error says it in a line: "cell 4, line 7: undefined: x".
func (f *Failure) Error() string { return f.Describe(f.Faults[0]) }

// Describe puts one of the faults into a line.
func (f *Failure) Describe(fault Fault) string {
	switch {
	case fault.Line == 0:
		return fmt.Sprintf("cell %d: %s", f.Cell, fault.Text)
	case fault.Cell == f.Cell:
		return fmt.Sprintf("cell %d, line %d: %s", f.Cell, fault.Line, fault.Text)
	}
	return fmt.Sprintf("cell %d, in line %d of cell %d: %s", f.Cell, fault.Line, fault.Cell, fault.Text)
}

// explain returns how the last of the cells with these sources failed, which ended
// with err and showed out, or nil if it did not fail.
func explain(sources []string, err error, out []notebook.Output) *Failure {
	f := &Failure{Cell: len(sources)}
	stdout, stderr := printed(out)
	var failed *jupyter.CellError
	switch {
	case err == nil:
		// GoNB reports these on standard error only.
		text := lastLine(stderr)
		if !ended.MatchString(text) && !unknownMagic.MatchString(text) {
			return nil
		}
		f.Faults = []Fault{{Text: text}}
	case !errors.As(err, &failed):
		text := strings.ReplaceAll(err.Error(), "\n", "; ")
		if limit := (*jupyter.LimitError)(nil); errors.As(err, &limit) {
			text += " (--timeout sets how long a cell may run)"
		}
		f.Faults = []Fault{{Text: text}}
	case ended.MatchString(failed.Failure.Value):
		f.Faults = []Fault{runFault(failed.Failure.Value, stdout, stderr, sources)}
	default:
		f.Faults = buildFaults(failed.Failure)
		return f
	}
	f.Detail = strings.TrimSpace(stderr)
	return f
}

var (
	ended        = regexp.MustCompile(`^(exit status \d+|signal: .+)$`)
	unknownMagic = regexp.MustCompile(`^".*" unknown or not implemented yet\.$`)

	inFile  = regexp.MustCompile(`^.*main(?:_test)?\.go:\d+:\d+: (.+)$`)
	inCell  = regexp.MustCompile(`^Cell\[(\d+)\]: Line (\d+)`)
	stamped = regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(\.\d+)? `) // by package log
)

// buildFaults reads what the compiler, goimports or go get said. GoNB gives their
// lines and, in the same order, a trace of each that begins with its place.
func buildFaults(failure *notebook.Failure) []Fault {
	var faults []Fault
	for i, line := range strings.Split(failure.Value, "\n") {
		m := inFile.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		fault := Fault{Text: m[1]}
		if i < len(failure.Traceback) {
			fault.Cell, fault.Line = numbers(inCell.FindStringSubmatch(failure.Traceback[i]))
		}
		faults = append(faults, fault)
	}
	if len(faults) > 0 {
		return faults
	}
	for line := range strings.Lines(failure.Value) {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "cannot find module providing package") {
			return []Fault{{Text: line + " (cells use what go.mod requires, and nothing else)"}}
		}
		if line != "" && len(faults) == 0 {
			faults = []Fault{{Text: line}}
		}
	}
	return append(faults, Fault{Text: "failed without a message"})[:1]
}

// runFault says why a program that ended with status did so: its panic, or what
// it wrote last.
func runFault(status, stdout, stderr string, sources []string) Fault {
	for _, sign := range []string{"panic: ", "fatal error: "} {
		if i := strings.Index("\n"+stderr, "\n"+sign); i >= 0 {
			text, trace, _ := strings.Cut(stderr[i:], "\n")
			cell, line := inTrace(trace, sources)
			return Fault{Text: text, Cell: cell, Line: line}
		}
	}
	text := lastLine(strings.TrimSuffix(strings.TrimSpace(stderr), status))
	if text == "" && strings.Contains(stdout, "--- FAIL: ") {
		_, text, _ = strings.Cut(stdout, "--- FAIL: ")
		text, _, _ = strings.Cut("failing test "+text, "\n")
	}
	switch {
	case text == "" && status == "signal: killed":
		return Fault{Text: status + " (the system may have run out of memory)"}
	case text == "":
		return Fault{Text: status}
	}
	return Fault{Text: stamped.ReplaceAllString(text, "") + " (" + status + ")"}
}

// printed returns what a cell printed, without colours.
func printed(out []notebook.Output) (stdout, stderr string) {
	for _, o := range out {
		if s, ok := o.(*notebook.Stream); ok {
			if s.Name == "stderr" {
				stderr += stripColours(s.Text)
			} else {
				stdout += stripColours(s.Text)
			}
		}
	}
	return stdout, stderr
}

// maxDetail is how many lines of a program's standard error a report has.
const maxDetail = 30

// Report writes the failure at length: all faults if there are several, and the
// end of what the program wrote to standard error.
func (f *Failure) Report(w io.Writer) {
	if len(f.Faults) > 1 {
		for _, fault := range f.Faults {
			fmt.Fprintln(w, f.Describe(fault))
		}
	}
	if f.Detail != "" {
		lines := strings.Split(f.Detail, "\n")
		fmt.Fprintln(w, strings.Join(lines[max(0, len(lines)-maxDetail):], "\n"))
	}
}
