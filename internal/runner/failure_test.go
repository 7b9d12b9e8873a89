package runner

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/jupyter"
	"github.com/latentlab/latentlab/internal/notebook"
)

// What GoNB v0.11.4 answers, with -raw_error, to cells that fail.
var failures = []struct {
	name   string
	err    error
	stdout string
	stderr string
	want   string // "" if the cell did not fail
}{
	{name: "good"},
	{name: "warning", stderr: "warning: exit status 1 is bad\nnothing else\n"},
	{
		name: "compiler",
		err: cellError("# gonb_1a\n./main.go:9:9: undefined: x\n./main.go:15:1: declared and not used: y\n",
			"# gonb_1a", "Cell[4]: Line 2\nfunc f() {\n\treturn x\n        ^\nundefined: x", "Cell[3]: Line 6\ny := 3\n^\ndeclared and not used: y", ""),
		want: "cell 4, line 2: undefined: x",
	},
	{
		name: "compiler, earlier cell",
		err:  cellError("./main.go:15:1: declared and not used: y", "Cell[3]: Line 6\ny := 3\n^\ndeclared and not used: y"),
		want: "cell 4, in line 6 of cell 3: declared and not used: y",
	},
	{
		name: "parser",
		err:  cellError("/tmp/gonb_1a/main.go:6:3: missing ',' in argument list (and 1 more errors)", "Cell[4]: Line 3\nx y\nmissing"),
		want: "cell 4, line 3: missing ',' in argument list (and 1 more errors)",
	},
	{
		name: "no line",
		err:  cellError("./main.go:2:1: something generated", "package main\nsomething generated"),
		want: "cell 4: something generated",
	},
	{
		name: "import",
		err:  cellError("failed to run \"/go/bin/go get\": exit status 1\n\ngo: gonb_1a imports\n\texample.org/x: cannot find module providing package example.org/x\n\n---"),
		want: "cell 4: example.org/x: cannot find module providing package example.org/x (cells use what go.mod requires, and nothing else)",
	},
	{name: "other", err: cellError("\n some words \nmore"), want: "cell 4: some words"},
	{name: "nothing", err: cellError(""), want: "cell 4: failed without a message"},
	{
		name: "panic",
		err:  cellError("exit status 2", "exit status 2"),
		stderr: "loading\npanic: runtime error: index out of range [5] with length 0\n\ngoroutine 1 [running]:\nmain.main()\n" +
			"\t \x1b[7m[[ Cell [4] Line 5 ]]\x1b[0m /tmp/gonb_1a/main.go:14 +0x94\nexit status 2\n",
		want: "cell 4, line 5: panic: runtime error: index out of range [5] with length 0",
	},
	{
		name:   "deadlock",
		err:    cellError("exit status 2"),
		stderr: "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\n\t \x1b[7m[[ Cell [2] Line 1 ]]\x1b[0m /tmp/main.go:1\nexit status 2\n",
		want:   "cell 4, in line 1 of cell 2: fatal error: all goroutines are asleep - deadlock!",
	},
	{name: "log.Fatal", err: cellError("exit status 1"), stderr: "2026/11/24 02:50:00 no rows\nexit status 1\n", want: "cell 4: no rows (exit status 1)"},
	{name: "os.Exit", err: cellError("exit status 3"), stderr: "exit status 3\n", want: "cell 4: exit status 3"},
	{name: "killed", err: cellError("signal: killed"), stderr: "signal: killed\n", want: "cell 4: signal: killed (the system may have run out of memory)"},
	{
		name:   "test",
		err:    cellError("exit status 1"),
		stdout: "=== RUN   Test1\n    main_test.go:8: bad\n--- FAIL: Test1 (0.00s)\nFAIL\n", stderr: "exit status 1\n",
		want: "cell 4: failing test Test1 (0.00s) (exit status 1)",
	},
	{name: "shell", stderr: "no such file\nexit status 3\n", want: "cell 4: exit status 3"},
	{name: "magic", stderr: "\"%nosuch\" unknown or not implemented yet.", want: "cell 4: \"%nosuch\" unknown or not implemented yet."},
	{name: "limit", err: &jupyter.LimitError{Limit: 15 * 60e9}, want: "cell 4: ran for longer than 15m (--timeout sets how long a cell may run)"},
	{
		name: "stuck",
		err:  errors.Join(&jupyter.LimitError{Limit: 2e9}, jupyter.ErrStuck),
		want: "cell 4: ran for longer than 2s; did not end after an interrupt (--timeout sets how long a cell may run)",
	},
	{name: "died", err: &jupyter.DiedError{Status: "exit status 1"}, want: "cell 4: the kernel ended (exit status 1)"},
}

func cellError(value string, trace ...string) error {
	return &jupyter.CellError{Failure: &notebook.Failure{Name: "ERROR", Value: value, Traceback: trace}}
}

func TestExplain(t *testing.T) {
	for _, c := range failures {
		out := []notebook.Output{&notebook.Stream{Name: "stdout", Text: c.stdout}, &notebook.Stream{Name: "stderr", Text: c.stderr}}
		f := explain(make([]string, 4), c.err, out)
		switch {
		case f == nil && c.want != "":
			t.Errorf("%s: no failure, want %s", c.name, c.want)
		case f != nil && f.Error() != c.want:
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, f.Error(), c.want)
		}
	}
}

func TestReport(t *testing.T) {
	var b strings.Builder
	f := explain(make([]string, 4), failures[2].err, nil)
	f.Report(&b)
	if want := "cell 4, line 2: undefined: x\ncell 4, in line 6 of cell 3: declared and not used: y\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	b.Reset()
	(&Failure{Detail: strings.Repeat("line\n", 50) + "end", Faults: []Fault{{}}}).Report(&b)
	if n := strings.Count(b.String(), "\n"); n != maxDetail || !strings.HasSuffix(b.String(), "end\n") {
		t.Errorf("%d lines: %s", n, b.String())
	}
}

func TestRunRejects(t *testing.T) {
	n := &notebook.Notebook{Metadata: notebook.Metadata{"kernelspec": []byte(`{"name":"python3","language":"python"}`)}}
	if err := Run(context.Background(), n, Job{}); err == nil || !strings.Contains(err.Error(), `"python3"`) {
		t.Errorf("got %v", err)
	}
	n.Metadata["kernelspec"] = []byte(`{"name":"gonb"}`)
	job := Job{Kernel: jupyter.Command{Argv: []string{"/no/such/kernel"}}}
	if err := Run(context.Background(), n, job); err == nil || !strings.Contains(err.Error(), "/no/such/kernel") {
		t.Errorf("got %v", err)
	}
}
