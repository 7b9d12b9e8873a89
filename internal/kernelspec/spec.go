// Package kernelspec writes the checkout's Jupyter kernel into the folder where
// editors look for kernels. The kernel in .jupyter speaks of itself by relative
// paths; the written one has absolute paths, and the environment that an editor
// started from a desktop does not have.
package kernelspec

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/latentlab/latentlab/internal/atomicfile"
)

// DisplayName is what editors list.
const DisplayName = "Go (latentlab)"

// relativeRoot is how the kernel in .jupyter/kernels/gonb names the checkout.
const relativeRoot = "{resource_dir}/../../.."

// Spec is the content of a kernel.json.
type Spec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode,omitempty"`
	Env           map[string]string `json:"env,omitempty"`
	Metadata      Metadata          `json:"metadata"`
}

// Metadata tells whose the kernel is. Jupyter passes it on unread.
type Metadata struct {
	Root string `json:"latentlab_root,omitempty"` // the checkout; empty in kernels of others
}

// Read reads a kernel.json.
func Read(path string) (Spec, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Spec{}, err
	}
	var s Spec
	if err := json.Unmarshal(text, &s); err != nil {
		return Spec{}, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Place describes a checkout on this machine.
type Place struct {
	Root  string            // absolute
	GoBin string            // folder of the go command in use
	Carry map[string]string // variables of this shell that the kernel needs too
}

// Absolute returns the checkout's kernel s with absolute paths and the rest of
// the environment that it needs.
func Absolute(s Spec, p Place) (Spec, error) {
	if strings.ContainsAny(p.Root, ",{}$") {
		return Spec{}, fmt.Errorf("the path %s has a comma, a brace or a dollar sign, which kernel files give a meaning to: move the checkout", p.Root)
	}
	if len(s.Argv) == 0 {
		return Spec{}, errors.New("the checkout's kernel has no argv")
	}
	argv := make([]string, len(s.Argv))
	for i, a := range s.Argv {
		argv[i] = absolute(a, p.Root)
	}
	if !filepath.IsAbs(argv[0]) {
		argv[0] = filepath.Join(p.Root, ".bin", argv[0])
	}
	// The system's folders follow for editors that do not replace ${PATH}.
	env := map[string]string{"PATH": strings.Join([]string{filepath.Join(p.Root, ".bin"), p.GoBin, "${PATH}", "/usr/local/bin", "/usr/bin", "/bin"}, ":")}
	for name, value := range p.Carry {
		env[name] = value
	}
	for name, value := range s.Env {
		if name != "PATH" {
			env[name] = absolute(value, p.Root)
		}
	}
	return Spec{Argv: argv, DisplayName: DisplayName, Language: s.Language, InterruptMode: s.InterruptMode,
		Env: env, Metadata: Metadata{Root: p.Root}}, nil
}

// absolute replaces the relative names of the checkout and of its kernel's folder.
func absolute(s, root string) string {
	s = strings.ReplaceAll(s, relativeRoot, root)
	return strings.ReplaceAll(s, "{resource_dir}", filepath.Join(root, ".jupyter", "kernels", "gonb"))
}

// Write puts s into dir/kernels/name/kernel.json, whole or not at all, and returns
// the path. A kernel of that name which latentlab did not write stays unless
// force is set.
func Write(s Spec, dir, name string, force bool) (string, error) {
	path, err := file(dir, name)
	if err != nil {
		return "", err
	}
	if err := ours(path, force); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	return path, atomicfile.WriteBytes(path, append(text, '\n'))
}

// Remove deletes dir/kernels/name/kernel.json, with its folder if nothing else is
// in it, and returns the path. It leaves kernels of others unless force is set.
func Remove(dir, name string, force bool) (string, error) {
	path, err := file(dir, name)
	if err != nil {
		return "", err
	}
	if err := ours(path, force); err != nil {
		return "", err
	}
	if err := os.Remove(path); err != nil {
		return "", err
	}
	os.Remove(filepath.Dir(path)) // fails, as it should, when other files are there
	return path, nil
}

// ours returns an error unless path is a kernel that latentlab wrote; with force,
// unless it exists.
func ours(path string, force bool) error {
	s, err := Read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no kernel at %s: %w", path, fs.ErrNotExist)
	case force:
		return nil
	case err != nil:
		return fmt.Errorf("%w; --force goes on all the same", err)
	case s.Metadata.Root == "":
		return fmt.Errorf("%s holds another kernel, %q: choose a name with --name, or --force", path, s.DisplayName)
	}
	return nil
}
