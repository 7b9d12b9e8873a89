package tools

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// Tool is a command that go.mod pins with a tool line.
type Tool struct {
	Name    string // of the command, such as gonb
	Package string // that is built
	Version string // of its module
}

// Tools returns the tools that the go.mod of the checkout at root names.
func Tools(root string) ([]Tool, error) {
	file := filepath.Join(root, "go.mod")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	mod, err := modfile.Parse(file, text, nil)
	if err != nil {
		return nil, err
	}
	var tools []Tool
	for _, t := range mod.Tool {
		tools = append(tools, Tool{path.Base(t.Path), t.Path, versionOf(mod, t.Path)})
	}
	return tools, nil
}

// versionOf returns the version of the module that holds pkg: of those required,
// the one with the longest path above it.
func versionOf(mod *modfile.File, pkg string) string {
	var at string
	var version string
	for _, r := range mod.Require {
		if m := r.Mod.Path; (pkg == m || strings.HasPrefix(pkg, m+"/")) && len(m) > len(at) {
			at, version = m, r.Mod.Version
		}
	}
	return version
}

// pick returns the tools with the given names, in that order.
func pick(tools []Tool, names ...string) ([]Tool, error) {
	var list []Tool
	for _, name := range names {
		found := false
		for _, t := range tools {
			if t.Name == name {
				list, found = append(list, t), true
			}
		}
		if !found {
			return nil, fmt.Errorf("go.mod has no tool line for %s", name)
		}
	}
	return list, nil
}
