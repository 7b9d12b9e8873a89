package tools

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFindRoot(t *testing.T) {
	root := t.TempDir()
	inner := filepath.Join(root, "a", "b")
	other := filepath.Join(root, "other")
	write(t, filepath.Join(root, "go.mod"), "// comment\nmodule github.com/latentlab/latentlab // here\n\ngo 1.26\n")
	write(t, filepath.Join(root, "other", "go.mod"), "module example.org/other\n")
	write(t, filepath.Join(inner, "x"), "")
	for _, dir := range []string{root, inner, other} {
		if got, err := FindRoot(dir); err != nil || got != root {
			t.Errorf("FindRoot(%s) = %s, %v", dir, got, err)
		}
	}
	if _, err := FindRoot(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is not in a checkout of latentlab") {
		t.Errorf("got %v", err)
	}
}

func TestFindGo(t *testing.T) {
	g, err := FindGo(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(g.Version, "go1.") || filepath.Dir(g.Path) != g.Bin || g.ModCache == "" || g.Cache == "" {
		t.Errorf("got %+v", g)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module github.com/latentlab/latentlab\n\ngo 1.999\n")
	t.Setenv("GOTOOLCHAIN", "local")
	if _, err := FindGo(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "1.999") {
		t.Errorf("a go command that is too old: %v", err)
	}
	t.Setenv("PATH", dir)
	if _, err := FindGo(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "no go command") {
		t.Errorf("no go command: %v", err)
	}
}

func TestTools(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), `module github.com/latentlab/latentlab

go 1.26

tool (
	example.org/gonb
	example.org/x/tools/cmd/goimports
	example.org/x/tools/gopls
)

require (
	example.org/gonb v0.11.4
	example.org/x/tools v0.39.1
	example.org/x/tools/gopls v0.21.0
)
`)
	got, err := Tools(root)
	want := []Tool{{"gonb", "example.org/gonb", "v0.11.4"},
		{"goimports", "example.org/x/tools/cmd/goimports", "v0.39.1"}, {"gopls", "example.org/x/tools/gopls", "v0.21.0"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if got, err := pick(got, "gopls", "gonb"); err != nil || got[0] != want[2] || got[1] != want[0] {
		t.Errorf("pick = %v, %v", got, err)
	}
	if _, err := pick(got, "gofmt"); err == nil || err.Error() != "go.mod has no tool line for gofmt" {
		t.Errorf("got %v", err)
	}
}

// TestKernel reads the kernel that is checked in.
func TestKernel(t *testing.T) {
	root, err := FindRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	k, err := ReadKernel(root)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(k.Argv[0]); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("%s cannot be executed: %v", k.Argv[0], err)
	}
	for _, a := range k.Argv {
		if strings.Contains(a, "{resource_dir}") {
			t.Errorf("%q is left in the arguments", a)
		}
	}
	env := []string{"PATH=/bin", "GOPROXY=x", "HOME=/h", "PATH=/usr/bin"}
	got := k.Environ(env, "/r", Go{Bin: "/go/bin"})
	for _, want := range []string{"HOME=/h", "PATH=/r/.bin:/go/bin:/usr/bin", "GOPROXY=off", "GOTOOLCHAIN=local", "GOFLAGS=-buildvcs=false -ldflags=-s"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %s", got, want)
		}
	}
	if len(got) != 2+len(k.Env) {
		t.Errorf("variables that occur twice: %q", got)
	}
}

func TestKernelRejects(t *testing.T) {
	root := filepath.Join(t.TempDir(), "a,b")
	if _, err := ReadKernel(root); err == nil {
		t.Error("a missing kernel passed")
	}
	file := filepath.Join(root, KernelDir, "kernel.json")
	write(t, file, `{"argv":["x"]}`)
	if _, err := ReadKernel(root); err == nil || !strings.Contains(err.Error(), "has a comma") {
		t.Errorf("a comma in the path: %v", err)
	}
	write(t, file, `{"argv"`)
	if _, err := ReadKernel(root); err == nil || !strings.Contains(err.Error(), "kernel.json") {
		t.Errorf("a broken kernel.json: %v", err)
	}
}

func TestImports(t *testing.T) {
	dir := t.TempDir()
	source, err := json.Marshal("%%\nimport (\n\t\"fmt\"\n\tp \"example.org/p\" // comment\n\t_ \"embed\"\n)\n!ls\nfunc f() {}\nimport \"late\"\n")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "a.ipynb"), `{"nbformat":4,"cells":[{"cell_type":"code","source":`+string(source)+`},
		{"cell_type":"code","source":"import \"fmt\"\nimport \"os\""},{"cell_type":"code","source":"%%\nx := \"import\""},
		{"cell_type":"markdown","source":"import \"no\""}]}`)
	write(t, filepath.Join(dir, "broken.ipynb"), `{`)
	want := []string{"embed", "example.org/p", "fmt", "os"}
	if got := Imports(dir); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Imports(filepath.Join(dir, "none")); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestStamp(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", KernelDir + "/kernel.json"} {
		write(t, filepath.Join(root, name), "a")
	}
	s, err := stamp(root, Go{Version: "go1.26.1"})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, ".bin", stampFile), s)
	if current(root, s) {
		t.Error("current without tools")
	}
	for _, name := range needed {
		write(t, filepath.Join(root, ".bin", name), "")
		if err := os.Chmod(filepath.Join(root, ".bin", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if !current(root, s) {
		t.Error("not current")
	}
	if s2, err := stamp(root, Go{Version: "go1.26.2"}); err != nil || s2 == s {
		t.Errorf("another Go has the same stamp, %v", err)
	}
	write(t, filepath.Join(root, "go.sum"), "b")
	if s2, err := stamp(root, Go{Version: "go1.26.1"}); err != nil || s2 == s || current(root, s2) {
		t.Errorf("another go.sum is current, %v", err)
	}
}

func TestExplain(t *testing.T) {
	for said, want := range map[string]string{
		"go: a@v1: module lookup disabled by GOPROXY=off\n": "a Go module must be downloaded and cannot be (go: a@v1: module lookup disabled by GOPROXY=off); run latentlab setup once with a network",
		"x\n\ty: dial tcp: lookup host: no\n":               "a Go module must be downloaded and cannot be (y: dial tcp: lookup host: no); run latentlab setup once with a network",
		"a.go:1: bad\n":                                     "go build -o: a.go:1: bad",
	} {
		if got := explain([]string{"build", "-o", "x"}, said).Error(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
