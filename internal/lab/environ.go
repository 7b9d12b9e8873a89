package lab

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Environ is env, as os.Environ gives it, made ready for JupyterLab on the
// checkout at root: the checkout's kernel is found first, its tools and the go
// command in the folder goBin too, and folders named relative to the working
// directory wd stay what they were when the notebooks run elsewhere.
func Environ(env []string, root, goBin, wd string) []string {
	env = prepend(slices.Clone(env), "PATH", goBin)
	env = prepend(env, "PATH", filepath.Join(root, ".bin"))
	env = prepend(env, "JUPYTER_PATH", filepath.Join(root, ".jupyter"))
	for i, v := range env {
		name, dir, _ := strings.Cut(v, "=")
		if slices.Contains([]string{"LATENTLAB_DATA", "LATENTLAB_MODELS"}, name) && dir != "" && !filepath.IsAbs(dir) {
			env[i] = name + "=" + filepath.Join(wd, dir)
		}
	}
	return env
}

// prepend puts dir first in the list of folders that the variable name holds.
func prepend(env []string, name, dir string) []string {
	for i, v := range env {
		if old, ok := strings.CutPrefix(v, name+"="); ok && old != "" {
			env[i] = name + "=" + dir + string(os.PathListSeparator) + old
			return env
		} else if ok {
			env[i] = name + "=" + dir
			return env
		}
	}
	return append(env, name+"="+dir)
}
