package tools

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// Go is the go command that a checkout uses, after the choice of a toolchain.
type Go struct {
	Path     string // the command itself, in Bin
	Bin      string // its folder, which belongs on the kernel's PATH
	Version  string // such as go1.26.8
	ModCache string
	Cache    string // of builds
}

// FindGo returns the go command for the checkout at root. An error says that there
// is none, or none that is new enough.
func FindGo(ctx context.Context, root string) (Go, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return Go{}, errors.New("there is no go command on the PATH; see https://go.dev/dl")
	}
	cmd := exec.CommandContext(ctx, path, "env", "-json", "GOVERSION", "GOROOT", "GOMODCACHE", "GOCACHE")
	cmd.Dir = root
	var faults bytes.Buffer
	cmd.Stderr = &faults
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return Go{}, ctx.Err()
	}
	if err != nil {
		return Go{}, fmt.Errorf("the go command at %s cannot be used here: %s", path, strings.TrimSpace(faults.String()))
	}
	var env map[string]string
	if err := json.Unmarshal(out, &env); err != nil {
		return Go{}, fmt.Errorf("%s env: %w", path, err)
	}
	if want, have := goLine(root), env["GOVERSION"]; version.IsValid(have) && version.Compare(have, want) < 0 {
		return Go{}, fmt.Errorf("the go command at %s is %s, and %s or newer is needed; see https://go.dev/dl", path, have, want)
	}
	bin := filepath.Join(env["GOROOT"], "bin")
	if _, err := os.Stat(filepath.Join(bin, "go")); err != nil {
		bin = filepath.Dir(path)
	}
	return Go{filepath.Join(bin, "go"), bin, env["GOVERSION"], env["GOMODCACHE"], env["GOCACHE"]}, nil
}

// goLine returns the Go version that the go.mod of root asks for, such as go1.26,
// or "" if it cannot be read.
func goLine(root string) string {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return ""
	}
	mod, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil || mod.Go == nil {
		return ""
	}
	return "go" + mod.Go.Version
}
