package tools

import (
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/latentlab/latentlab/internal/notebook"
)

// Imports returns the sorted import paths that the cells of the notebooks in dir
// name. Notebooks that cannot be read are left out: running them tells why.
func Imports(dir string) []string {
	files, _ := notebook.List(dir) // none, if there is no folder
	var paths []string
	for _, file := range files {
		n, err := notebook.Read(file)
		if err != nil {
			continue
		}
		for _, c := range n.CodeCells() {
			paths = append(paths, cellImports(c.Source)...)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// cellImports returns what a cell imports in the declarations at its beginning.
func cellImports(source string) []string {
	var code strings.Builder
	code.WriteString("package cell\n")
	for line := range strings.Lines(source) {
		if !strings.HasPrefix(line, "%") && !strings.HasPrefix(line, "!") {
			code.WriteString(line)
		}
	}
	f, _ := parser.ParseFile(token.NewFileSet(), "", code.String(), parser.ImportsOnly)
	if f == nil {
		return nil
	}
	var paths []string
	for _, spec := range f.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil && path != "C" {
			paths = append(paths, path)
		}
	}
	return paths
}
