package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// FindNotebook turns what a person typed, a path or the beginning of a name as in
// "05", into the slash-separated path of a notebook below root. It looks from the
// working directory, then in root/notebooks.
func FindNotebook(root, wd, typed string) (string, error) {
	path := typed
	if !filepath.IsAbs(path) {
		path = filepath.Join(wd, path)
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return below(root, path)
	}
	dir := filepath.Join(root, "notebooks")
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("no notebook %q: %w", typed, err)
	}
	var found, all []string
	for _, entry := range entries {
		name := entry.Name()
		if filepath.Ext(name) != ".ipynb" {
			continue
		}
		all = append(all, name)
		if strings.HasPrefix(name, typed) {
			found = append(found, name)
		}
	}
	switch len(found) {
	case 1:
		return "notebooks/" + found[0], nil
	case 0:
		return "", fmt.Errorf("no notebook %q; there are %s", typed, strings.Join(all, ", "))
	}
	return "", fmt.Errorf("%q may be %s", typed, strings.Join(found, " or "))
}

// below returns path relative to root. JupyterLab shows nothing outside of it.
func below(root, path string) (string, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return "", err
	}
	path, err = filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(root, path)
	if err != nil || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("%s is outside of %s, where JupyterLab shows files", path, root)
	}
	return filepath.ToSlash(rel), nil
}
