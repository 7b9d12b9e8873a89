package tools

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// KernelDir is the folder of the checkout's kernel, below its root.
const KernelDir = ".jupyter/kernels/gonb"

// Kernel is what Jupyter reads to start a kernel: kernel.json.
type Kernel struct {
	Argv []string          `json:"argv"`
	Env  map[string]string `json:"env"`
}

// ReadKernel reads the kernel of the checkout at root, with the paths of this
// checkout in its arguments. "{connection_file}" is left in them.
func ReadKernel(root string) (Kernel, error) {
	dir := filepath.Join(root, filepath.FromSlash(KernelDir))
	text, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		return Kernel{}, err
	}
	var k Kernel
	if err := json.Unmarshal(text, &k); err != nil {
		return Kernel{}, fmt.Errorf("%s: %w", filepath.Join(dir, "kernel.json"), err)
	}
	if strings.Contains(root, ",") {
		return Kernel{}, fmt.Errorf("the path %s has a comma, which separates folders for the kernel: move the checkout", root)
	}
	for i, a := range k.Argv {
		k.Argv[i] = strings.ReplaceAll(a, "{resource_dir}", dir)
	}
	return k, nil
}

// Environ returns env, as os.Environ gives it, with the kernel's variables, and
// with the checkout's tools and the go command first on the PATH. Cells are built
// in this environment, and so is what Setup builds in advance.
func (k Kernel) Environ(env []string, root string, g Go) []string {
	set := map[string]string{}
	for name, value := range k.Env {
		set[name] = value
	}
	set["PATH"] = strings.Join([]string{filepath.Join(root, ".bin"), g.Bin, lookup(env, "PATH")}, string(os.PathListSeparator))
	return With(env, set)
}

// With returns env with the variables in set instead of those of the same names.
func With(env []string, set map[string]string) []string {
	out := make([]string, 0, len(env)+len(set))
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		if _, ok := set[name]; !ok {
			out = append(out, v)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		out = append(out, name+"="+set[name])
	}
	return out
}

// lookup returns the value of a variable in env, the last if there are several.
func lookup(env []string, name string) string {
	value := ""
	for _, v := range env {
		if rest, ok := strings.CutPrefix(v, name+"="); ok {
			value = rest
		}
	}
	return value
}
