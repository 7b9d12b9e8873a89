package house_test

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/latentlab/latentlab/"

// below lists, for every package or folder of the module ("/..." at the end),
// which others of the module it may import. A package that is not listed fails
// the test: give it a place.
var below = map[string][]string{
	"pkg/graph":         {},
	"pkg/ebm":           {"pkg/graph", "internal/kernel"},
	"pkg/ebm/ebmtest":   {"pkg/ebm"},
	"pkg/ebm/contrast":  {"pkg/ebm", "internal/kernel"},
	"pkg/ebm/landscape": {"pkg/ebm", "internal/contour"},
	"pkg/nn":            {"pkg/checkpoint", "internal/kernel"},
	"pkg/nn/nntest":     {"pkg/nn"},
	"pkg/sparse":        {"pkg/ebm", "pkg/graph", "pkg/checkpoint", "internal/kernel"},
	"pkg/sparse/...":    {"pkg/sparse", "pkg/checkpoint", "pkg/ebm", "pkg/graph", "pkg/nn", "internal/kernel"},
	"pkg/vae":           {"pkg/checkpoint", "pkg/nn", "pkg/ebm", "pkg/graph", "internal/kernel"},
	"pkg/blas":          {"internal/kernel"},
	"pkg/checkpoint":    {"internal/atomicfile"},
	"pkg/fewlabels":     {"pkg/nn", "internal/kernel"},
	"pkg/embed":         {"internal/kernel"},
	"pkg/filters":       {},
	"pkg/patches":       {"internal/kernel"},
	"pkg/plotting":      {"pkg/graph", "internal/contour", "internal/layered", "internal/gonbpipe", "internal/atomicfile"},
	"datasets":          {"datasets/internal/..."},
	"datasets/...":      {"datasets", "datasets/...", "internal/atomicfile"},
	"internal/...":      {"internal/...", "datasets/...", "pkg/..."},
	"internal/contour":  {},
	"internal/kernel":   {},
	"internal/layered":  {"pkg/graph"},
	"cmd/...":           {"internal/...", "datasets/...", "pkg/..."},
}

func TestImportsPointDown(t *testing.T) {
	for pkg, imports := range packages(t) {
		allowed, ok := place(pkg)
		if !ok {
			t.Errorf("%s has no place in the house: list it in this test", pkg)
			continue
		}
		for _, imp := range imports {
			if !matchesAny(allowed, imp) {
				t.Errorf("%s imports %s; it may import %v", pkg, imp, allowed)
			}
		}
	}
}

// The packages of numbers stay free of what only pictures, pages and commands need.
func TestModelsStayLight(t *testing.T) {
	heavy := []string{"gonum.org/v1/plot", "github.com/spf13/cobra", "github.com/janpfeifer/gonb",
		"github.com/go-zeromq", "github.com/go-echarts", "github.com/yuin/goldmark", "net/http", "C"}
	for _, root := range []string{"graph", "ebm", "nn", "sparse", "checkpoint", "fewlabels", "patches", "filters", "embed", "vae", "blas"} {
		for _, dep := range lines(t, "go", "list", "-deps", module+"pkg/"+root+"/...") {
			for _, h := range heavy {
				if dep == h || strings.HasPrefix(dep, h+"/") {
					t.Errorf("pkg/%s depends on %s", root, dep)
				}
			}
		}
	}
}

// packages maps each package of the module to its imports from the module, both
// without the module's path.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	m := make(map[string][]string)
	for _, line := range lines(t, "go", "list", "-deps", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...") {
		fields := strings.Fields(line)
		pkg, ok := strings.CutPrefix(fields[0], module)
		if !ok {
			continue
		}
		m[pkg] = []string{}
		for _, imp := range fields[1:] {
			if own, ok := strings.CutPrefix(imp, module); ok {
				m[pkg] = append(m[pkg], own)
			}
		}
	}
	if len(m) < 3 {
		t.Fatalf("go list found %d packages of the module, expected all of them", len(m))
	}
	return m
}

func lines(t *testing.T, name string, args ...string) []string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// place finds the rule for pkg: the exact one, or the longest folder it is in.
func place(pkg string) (allowed []string, ok bool) {
	if allowed, ok = below[pkg]; ok {
		return allowed, true
	}
	best := -1
	for folder, a := range below {
		if len(folder) > best && strings.HasSuffix(folder, "/...") && matches(folder, pkg) {
			best, allowed = len(folder), a
		}
	}
	return allowed, best >= 0
}

func matches(pattern, pkg string) bool {
	if folder, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == folder || strings.HasPrefix(pkg, folder+"/")
	}
	return pattern == pkg
}

func matchesAny(patterns []string, pkg string) bool {
	for _, p := range patterns {
		if matches(p, pkg) {
			return true
		}
	}
	return false
}
