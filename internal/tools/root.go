// Package tools prepares a checkout for running its notebooks: it finds the
// checkout and the go command, installs the kernel and its helpers in the
// versions that go.mod names, and fills the build cache.
package tools

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// Module is the path of the module whose checkout the tools serve.
const Module = "github.com/latentlab/latentlab"

// FindRoot returns the absolute path of the checkout that holds dir.
func FindRoot(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := abs; ; at = filepath.Dir(at) {
		if moduleOf(filepath.Join(at, "go.mod")) == Module {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s is not in a checkout of latentlab: neither it nor a folder above has the go.mod of %s", abs, Module)
		}
	}
}

// moduleOf returns the module path in a go.mod, or "" if there is none.
func moduleOf(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return modfile.ModulePath(text)
}
