package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/kernelspec"
)

func TestInstallKernelRemove(t *testing.T) {
	dir := t.TempDir()
	if _, err := try(newInstallKernelCmd(), "--remove", "--user-dir", dir); err == nil || !strings.Contains(err.Error(), "there is no kernel at") {
		t.Errorf("removing what is not there: %v", err)
	}
	spec := kernelspec.Spec{Argv: []string{"gonb"}, Metadata: kernelspec.Metadata{Root: "/r"}}
	path, err := kernelspec.Write(spec, dir, "mine", false)
	if err != nil {
		t.Fatal(err)
	}
	out, err := try(newInstallKernelCmd(), "--remove", "--user-dir", dir, "--name", "mine")
	if err != nil || out != "removed "+path+"\n" {
		t.Errorf("got %q, %v", out, err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", path, err)
	}
}

func TestInstallKernelOutsideOfACheckout(t *testing.T) {
	t.Chdir(t.TempDir())
	dir := t.TempDir()
	if _, err := try(newInstallKernelCmd(), "--user-dir", dir); err == nil || !strings.Contains(err.Error(), "is not in a checkout") {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestJupyterDir(t *testing.T) {
	wd := t.TempDir()
	t.Chdir(wd)
	t.Setenv("JUPYTER_DATA_DIR", "/j")
	if got, err := jupyterDir("here"); err != nil || got != filepath.Join(wd, "here") {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := jupyterDir(""); err != nil || got != "/j" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestCarried(t *testing.T) {
	wd := t.TempDir()
	t.Chdir(wd)
	env := map[string]string{"GOCACHE": "/c", "GOPATH": "", "LATENTLAB_DATA": "d", "LATENTLAB_MODELS": "/m", "HOME": "/h"}
	got, err := carried(func(name string) (string, bool) { v, ok := env[name]; return v, ok })
	want := map[string]string{"GOCACHE": "/c", "LATENTLAB_DATA": filepath.Join(wd, "d"), "LATENTLAB_MODELS": "/m"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}
