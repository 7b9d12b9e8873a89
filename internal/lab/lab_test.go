package lab

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestArgs(t *testing.T) {
	root := t.TempDir()
	got := Page{Notebook: "notebooks/05 a?.ipynb", Port: 8899, Extra: []string{"--ServerApp.ip=0.0.0.0"}}.Args(root, "/v")
	for _, want := range []string{
		"--ServerApp.root_dir=" + root, "--LabApp.default_url=/lab/tree/notebooks/05%20a%3F.ipynb", "--no-browser",
		"--ServerApp.port=8899", "--ServerApp.port_retries=0", "--LabApp.workspaces_dir=/v/workspaces",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if slices.Contains(got, "--allow-root") != (os.Geteuid() == 0) {
		t.Errorf("--allow-root in %q with user id %d", got, os.Geteuid())
	}
	if last := got[len(got)-1]; last != "--ServerApp.ip=0.0.0.0" {
		t.Errorf("the last argument is %q, want the extra one", last)
	}
}

func TestExtraArgsWin(t *testing.T) {
	extra := []string{"--LabApp.workspaces_dir=/mine", "--ServerApp.port_retries=5", "--no-browser"}
	got := Page{Port: 8899, Browser: true, Extra: extra}.Args(t.TempDir(), "/v")
	for _, name := range []string{"--LabApp.workspaces_dir=", "--ServerApp.port_retries=", "--ServerApp.port="} {
		n := 0
		for _, arg := range got {
			if strings.HasPrefix(arg, name) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q has %s %d times, want 1", got, name, n)
		}
	}
	if !slices.Equal(got[len(got)-3:], extra) {
		t.Errorf("%q does not end with %q", got, extra)
	}
}

func TestArgsDefault(t *testing.T) {
	root := t.TempDir()
	got := Page{Browser: true}.Args(root, "/v")
	if slices.Contains(got, "--no-browser") || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "port") }) {
		t.Errorf("%q has a browser or port argument", got)
	}
	if !slices.Contains(got, "--LabApp.default_url=/lab") {
		t.Errorf("%q does not open /lab without a notebooks folder", got)
	}
	mkdir(t, filepath.Join(root, "notebooks"))
	if got := (Page{}).Args(root, "/v"); !slices.Contains(got, "--LabApp.default_url=/lab/tree/notebooks") {
		t.Errorf("%q does not open the notebooks folder", got)
	}
}

func TestEnviron(t *testing.T) {
	env := []string{"HOME=/h", "PATH=/bin", "JUPYTER_PATH=", "LATENTLAB_DATA=../shared/data", "LATENTLAB_MODELS=/m", "PYTHONPATH=/x"}
	before := slices.Clone(env)
	got := Environ(env, "/r", "/go/bin", "/w/x")
	want := []string{"HOME=/h", "PATH=/r/.bin:/go/bin:/bin", "JUPYTER_PATH=/r/.jupyter", "LATENTLAB_DATA=/w/shared/data", "LATENTLAB_MODELS=/m", "PYTHONPATH=/x"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !slices.Equal(env, before) {
		t.Errorf("the argument was changed to %q", env)
	}
	got = Environ([]string{"JUPYTER_PATH=/mine"}, "/r", "/go/bin", "/w")
	if want := []string{"JUPYTER_PATH=/r/.jupyter:/mine", "PATH=/r/.bin:/go/bin"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFindNotebook(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"notebooks/01-a.ipynb", "notebooks/05-b.ipynb", "notebooks/05-c.ipynb", "notebooks/x.txt", "docs/d.ipynb"} {
		mkdir(t, filepath.Dir(filepath.Join(root, name)))
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	outside := filepath.Join(t.TempDir(), "o.ipynb")
	if err := os.WriteFile(outside, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ wd, typed, want, fault string }{
		{root, "01", "notebooks/01-a.ipynb", ""},
		{root, "05-b", "notebooks/05-b.ipynb", ""},
		{root, "05-c.ipynb", "notebooks/05-c.ipynb", ""},
		{root, "docs/d.ipynb", "docs/d.ipynb", ""},
		{filepath.Join(root, "docs"), "d.ipynb", "docs/d.ipynb", ""},
		{filepath.Join(root, "docs"), "../notebooks/01-a.ipynb", "notebooks/01-a.ipynb", ""},
		{"/", filepath.Join(root, "docs/d.ipynb"), "docs/d.ipynb", ""},
		{root, "05", "", `"05" may be 05-b.ipynb or 05-c.ipynb`},
		{root, "07", "", `no notebook "07"; there are 01-a.ipynb, 05-b.ipynb, 05-c.ipynb`},
		{root, outside, "", "is outside of"},
	}
	for _, c := range cases {
		got, err := FindNotebook(root, c.wd, c.typed)
		if got != c.want || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("FindNotebook(%q, %q) = %q, %v; want %q, %q", c.wd, c.typed, got, err, c.want, c.fault)
		}
	}
}

func TestRunStopsOnce(t *testing.T) {
	dir := t.TempDir()
	script := `trap 'echo stop >> "$1/stopped"; kill $child; exit 0' TERM INT
sleep 60 & child=$!
: > "$1/started"
wait`
	ctx, cancel := context.WithCancel(context.Background())
	var out bytes.Buffer
	done := make(chan error)
	go func() {
		done <- Run(ctx, dir, []string{"/bin/sh", "-c", script, "sh", dir}, os.Environ(), &out)
	}()
	for {
		if _, err := os.Stat(filepath.Join(dir, "started")); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want %v", err, context.Canceled)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "stopped")); string(text) != "stop\n" {
		t.Errorf("the command was told %q, %v", text, err)
	}
}

func TestRunEnds(t *testing.T) {
	var out bytes.Buffer
	if err := Run(context.Background(), t.TempDir(), []string{"/bin/sh", "-c", "echo here"}, os.Environ(), &out); err != nil || out.String() != "here\n" {
		t.Errorf("Run = %v, said %q", err, out.String())
	}
	err := Run(context.Background(), t.TempDir(), []string{"/bin/sh", "-c", "exit 3"}, os.Environ(), &out)
	if err == nil || err.Error() != "JupyterLab ended: exit status 3" {
		t.Errorf("Run = %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Run(ctx, "/", []string{"/bin/false"}, nil, &out); !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want %v", err, context.Canceled)
	}
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}
