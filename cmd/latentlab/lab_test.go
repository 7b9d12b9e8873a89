package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// fakeRoot goes into a folder that looks like a checkout, with one notebook.
func fakeRoot(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	files := map[string]string{
		"go.mod":                    "module github.com/latentlab/latentlab\n",
		".jupyter/requirements.txt": "one==1.0\n",
		"notebooks/01-a.ipynb":      "{}",
	}
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	return root
}

// try executes a command and returns what it printed and its error.
func try(cmd *cobra.Command, args ...string) (string, error) {
	var out bytes.Buffer
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	err := cmd.ExecuteContext(cmd.Context())
	return out.String(), err
}

func TestLabWithoutPython(t *testing.T) {
	root := fakeRoot(t)
	t.Setenv("PATH", "")
	t.Setenv("PYTHON", "")
	_, err := try(newLabCmd(), "--no-browser", "01")
	if err == nil || !strings.Contains(err.Error(), "JupyterLab needs Python 3.9 or newer and none was found on PATH") {
		t.Errorf("got %v", err)
	}
	for _, args := range [][]string{{"--python", "python7"}, {}} {
		t.Setenv("PYTHON", "python7")
		_, err = try(newLabCmd(), args...)
		if err == nil || !strings.Contains(err.Error(), "there is no python7") {
			t.Errorf("lab %q with $PYTHON set: %v", args, err)
		}
	}
	if _, err := os.Stat(filepath.Join(root, ".venv")); !os.IsNotExist(err) {
		t.Errorf(".venv was made: %v", err)
	}
}

func TestLabArguments(t *testing.T) {
	fakeRoot(t)
	cases := []struct {
		args  []string
		fault string
	}{
		{[]string{"01", "02"}, "lab opens one notebook, not 2"},
		{[]string{"--port", "70000"}, "--port is 70000"},
		{[]string{"--port", "-1"}, "--port is -1"},
		{[]string{"09"}, `no notebook "09"; there are 01-a.ipynb`},
	}
	for _, c := range cases {
		if _, err := try(newLabCmd(), c.args...); err == nil || !strings.Contains(err.Error(), c.fault) {
			t.Errorf("lab %q: %v, want %q", c.args, err, c.fault)
		}
	}
}

func TestSplitAtDash(t *testing.T) {
	for _, c := range []struct{ args, before, after []string }{
		{[]string{"05"}, []string{"05"}, nil},
		{[]string{"05", "--", "--ServerApp.ip=0.0.0.0"}, []string{"05"}, []string{"--ServerApp.ip=0.0.0.0"}},
		{[]string{"--", "-x", "y"}, nil, []string{"-x", "y"}},
	} {
		cmd := &cobra.Command{Run: func(cmd *cobra.Command, args []string) {
			before, after := splitAtDash(cmd, args)
			if !slices.Equal(before, c.before) || !slices.Equal(after, c.after) {
				t.Errorf("%q: %q and %q, want %q and %q", c.args, before, after, c.before, c.after)
			}
		}}
		if _, err := try(cmd, c.args...); err != nil {
			t.Error(err)
		}
	}
}

func TestProgressOnAFile(t *testing.T) {
	var out bytes.Buffer
	report, endLine := progressTo(&out)
	report("making .venv", 0, 0)
	report("downloading", 1, 2)
	report("downloading", 2, 2)
	report("installing", 0, 0)
	endLine()
	if want := "making .venv\ndownloading\ninstalling\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
