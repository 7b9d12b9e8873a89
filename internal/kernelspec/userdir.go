package kernelspec

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
)

// UserDir returns the folder in which Jupyter and editors look for the kernels of
// one person: $JUPYTER_DATA_DIR, or on macOS ~/Library/Jupyter, or elsewhere
// $XDG_DATA_HOME/jupyter, which is ~/.local/share/jupyter unless set.
func UserDir(goos, home string, getenv func(string) string) (string, error) {
	if dir := getenv("JUPYTER_DATA_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	if goos != "darwin" {
		// The standard has relative paths ignored.
		if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "jupyter"), nil
		}
	}
	if home == "" {
		return "", errors.New("no home directory is known: give the folder with --user-dir")
	}
	if goos == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// nameForm is what Jupyter takes for the name of a kernel.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9._-]*[A-Za-z0-9_-][A-Za-z0-9._-]*$`)

// file returns the path of the kernel.json called name below dir.
func file(dir, name string) (string, error) {
	if !nameForm.MatchString(name) {
		return "", fmt.Errorf("%q cannot be the name of a kernel: letters, digits, dots, dashes and underscores can", name)
	}
	return filepath.Join(dir, "kernels", name, "kernel.json"), nil
}
