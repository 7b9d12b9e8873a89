// Package tools prepares a checkout for running its notebooks: it finds the
// checkout and the go command, installs the kernel and its helpers in the
// versions that go.mod names, and fills the build cache.
package tools

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if words := strings.Fields(s.Text()); len(words) == 2 && words[0] == "module" {
			return strings.Trim(words[1], `"`)
		}
	}
	return ""
}
