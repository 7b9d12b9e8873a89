package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/latentlab/latentlab/internal/notebook"
)

// TestFigures runs notebooks through the real kernel, which it builds.
func TestFigures(t *testing.T) {
	root := checkout(t)
	t.Run("good", func(t *testing.T) { testGood(t, root) })
	for _, c := range failing {
		t.Run(c.name, func(t *testing.T) { testFailing(t, root, c) })
	}
	t.Run("setup", testSetup)
	t.Run("interrupted", func(t *testing.T) { testInterrupted(t, root) })
}

// command runs a command line and returns its exit code and what it said.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, &out, &err)
	return code, out.String(), err.String()
}

// last returns the last line of text.
func last(text string) string {
	text = strings.TrimSuffix(text, "\n")
	return text[strings.LastIndexByte(text, '\n')+1:]
}

func testGood(t *testing.T, root string) {
	source := filepath.Join(root, "notebooks", "05-good.ipynb")
	book(t, source, "# Title", `import (
	"fmt"
	"os"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)`, "", `%%
for i := range 30 {
	fmt.Printf("\r%d", i)
	fmt.Fprint(os.Stderr, ".")
	time.Sleep(time.Millisecond)
}
fmt.Println()`, `%%
id := gonbui.UniqueId()
for i := range 5 {
	gonbui.UpdateHTML(id, fmt.Sprintf("%d %%", 20*i+20))
}
gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
	protocol.MIMEImagePNG: []byte("picture"), protocol.MIMETextPlain: "Figure 5: strokes"}})
gonbui.Sync()`, `%%
dir, _ := os.Getwd()
_, err := os.Stat(os.Getenv("LATENTLAB_MODELS"))
fmt.Printf("%q %t\n", os.Getenv("LATENTLAB_QUICK"), err == nil)
fmt.Println(dir == os.Getenv("LATENTLAB_DATA"))`)
	t.Setenv("LATENTLAB_DATA", "notebooks")
	out := filepath.Join(root, "out")
	code, stdout, stderr := command(t, "figures", "5", "--out", out, "--write")
	if code != 0 || !strings.Contains(stderr, "05-good  cell 4/4  ") || !strings.Contains(stdout, "1 notebook, 1 figure") {
		t.Fatalf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if picture, err := os.ReadFile(filepath.Join(out, "05-good-01-figure-5-strokes.png")); err != nil || string(picture) != "picture" {
		t.Errorf("the picture is %q, %v", picture, err)
	}
	first := read(t, filepath.Join(out, "05-good.ipynb"))
	if written := read(t, source); written != first {
		t.Errorf("--write wrote\n%s\nand not\n%s", written, first)
	}
	n, err := notebook.Parse([]byte(first))
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(n); got != "[1]\n[0]\n[2] stdout \"29\\n\" stderr \"..............................\"\n"+
		"[3] html 100 % png Figure 5: strokes\n[4] stdout \"\\\"\\\" true\\ntrue\\n\"\n" {
		t.Errorf("got\n%s", got)
	}
	if page := read(t, filepath.Join(out, "05-good.html")); !strings.Contains(read(t, filepath.Join(out, "index.html")), "05-good.html") || !strings.Contains(page, "05-good-01-figure-5-strokes.png") {
		t.Errorf("the page is\n%s", page)
	}
	if code, _, stderr := command(t, "figures", "05-good", "--out", out); code != 0 || read(t, filepath.Join(out, "05-good.ipynb")) != first {
		t.Errorf("the second run is not the same as the first: exit code %d\n%s", code, stderr)
	}
	if strings.Contains(stderr, "setting up") && !strings.HasPrefix(stderr, "setting up") {
		t.Errorf("the second run set up again: %s", stderr)
	}
	if code, _, stderr := command(t, "figures", "05", "--out", out, "--quick"); code != 0 || !strings.Contains(read(t, filepath.Join(out, "05-good.ipynb")), `\"1\" true`) {
		t.Errorf("LATENTLAB_QUICK did not arrive: exit code %d\n%s", code, stderr)
	}
}

// failingBook is a notebook that fails.
type failingBook struct {
	name  string
	cells []string
	args  []string
	last  string // line on standard error, a pattern
}

var failing = []failingBook{
	{"compiler", []string{"func f() int {\n\treturn 1\n}", "%%\n// comment\nf()\nx := g()"}, nil,
		`latentlab: compiler, cell 2, line 4: (declared and not used: x|undefined: g)`},
	{"earlier", []string{"func f(a []int) int {\n\treturn a[1]\n}", "%%\nf(nil)"}, nil,
		`latentlab: earlier, cell 2, in line 2 of cell 1: panic: runtime error: index out of range \[1\] with length 0`},
	{"panic", []string{"%%\n\npanic(\"no luck\")"}, nil, `latentlab: panic, cell 1, line 3: panic: no luck`},
	{"exit", []string{"%%\nfmt.Fprintln(os.Stderr, \"no data\")\nos.Exit(1)"}, nil, `latentlab: exit, cell 1: no data \(exit status 1\)`},
	{"hang", []string{"%%\nselect {}", "%%\nfmt.Println(1)"}, nil, `latentlab: hang, cell 1, line \d+: fatal error: .*deadlock.*`},
	{"sleep", []string{"%%\ntime.Sleep(time.Hour)"}, []string{"--timeout", "100ms"}, `latentlab: sleep, cell 1: ran for longer than 100ms .*`},
	{"kernel", []string{"%%\nsyscall.Kill(os.Getppid(), syscall.SIGKILL)\ntime.Sleep(time.Minute)"}, nil,
		`latentlab: kernel, cell 1: the kernel ended \(signal: killed\).*`},
	{"module", []string{"import \"example.org/none\"\n%%\nnone.F()"}, nil, `latentlab: module, cell 1: example.org/none: cannot find module .*`},
}

func testFailing(t *testing.T, root string, c failingBook) {
	out := filepath.Join(root, "out")
	path := filepath.Join(t.TempDir(), c.name+".ipynb")
	book(t, path, c.cells...)
	before := read(t, path)
	code, stdout, stderr := command(t, append([]string{"figures", path, "--write", "--out", out}, c.args...)...)
	if code != exitFailure || stdout != "" || !regexp.MustCompile("^"+c.last+"$").MatchString(last(stderr)) {
		t.Errorf("exit code %d, %q, and\n%s\nwant as the last line\n%s", code, stdout, stderr, c.last)
	}
	if read(t, path) != before {
		t.Error("the notebook was written back")
	}
	if _, err := notebook.Read(filepath.Join(out, c.name+".ipynb")); err != nil {
		t.Errorf("what was executed: %v", err)
	}
	if page := read(t, filepath.Join(out, c.name+".html")); !strings.Contains(page, c.name+", cell ") {
		t.Errorf("the page does not say what broke:\n%s", page)
	}
}

func testInterrupted(t *testing.T, root string) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("CHECKPOINT", filepath.Join(root, "checkpoint"))
	path := filepath.Join(root, "notebooks", "06-long.ipynb")
	book(t, path, `%%
ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
defer stop()
path := os.Getenv("CHECKPOINT")
os.WriteFile(path, []byte("started"), 0o644)
<-ctx.Done()
os.WriteFile(path, []byte("saved"), 0o644)`)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for ctx.Err() == nil {
			if text, err := os.ReadFile(filepath.Join(root, "checkpoint")); err == nil && string(text) == "started" {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"figures", "06", "--out", filepath.Join(root, "out")}, &stdout, &stderr)
	if code != exitInterrupted || last(stderr.String()) != "latentlab: interrupted" {
		t.Errorf("exit code %d and\n%s", code, stderr.String())
	}
	if text := read(t, filepath.Join(root, "checkpoint")); text != "saved" {
		t.Errorf("the checkpoint is %q", text)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
}

func testSetup(t *testing.T) {
	code, stdout, stderr := command(t, "setup")
	for _, want := range []string{"modules    ", "gonb       v0.11.4 in .bin", "goimports  v", "cache      filled", "go         go1.", "gopls      not installed"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("exit code %d, %s%slacks %q", code, stdout, stderr, want)
		}
	}
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOPROXY", "off")
	code, _, stderr = command(t, "figures", "05")
	if code != exitFailure || !strings.HasPrefix(last(stderr), "latentlab: a Go module must be downloaded and cannot be (") {
		t.Errorf("without modules: exit code %d, %s", code, stderr)
	}
}

func TestUsage(t *testing.T) {
	fakeRoot(t)
	for _, c := range []struct {
		args []string
		last string
	}{
		{[]string{"figs"}, `latentlab: unknown command "figs" for "latentlab"; see latentlab --help`},
		{[]string{"figures", "--fast"}, `latentlab: unknown flag: --fast; see latentlab figures --help`},
		{[]string{"figures", "07"}, `latentlab: no notebook "07"; there are 01-a; see latentlab figures --help`},
		{[]string{"figures", "--quick", "--write"}, `latentlab: --write is for notebooks of full size, not with --quick or LATENTLAB_QUICK; see latentlab figures --help`},
		{[]string{"figures", "--timeout", "-1s"}, `latentlab: --timeout is -1s, and must not be negative; see latentlab figures --help`},
		{[]string{"setup", "all"}, `latentlab: unknown command "all" for "latentlab setup"; see latentlab setup --help`},
	} {
		if code, _, stderr := command(t, c.args...); code != exitUsage || last(stderr) != c.last {
			t.Errorf("%q: exit code %d, said %s", c.args, code, stderr)
		}
	}
	if code, stdout, _ := command(t, "--help"); code != 0 || !strings.Contains(stdout, "figures") {
		t.Errorf("help: exit code %d and %s", code, stdout)
	}
	if code, _, stderr := command(t, "figures", "01"); code != exitFailure || !strings.Contains(last(stderr), "01-a.ipynb: not a notebook") {
		t.Errorf("a broken notebook: exit code %d and %s", code, stderr)
	}
	t.Chdir(t.TempDir())
	if code, _, stderr := command(t, "figures"); code != exitFailure || !strings.Contains(last(stderr), "is not in a checkout of latentlab") {
		t.Errorf("outside of a checkout: exit code %d and %s", code, stderr)
	}
}
