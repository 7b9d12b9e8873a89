package venv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The oldest Python that the pinned JupyterLab runs on, and the newest that has
// been seen to find a built file for each of its requirements.
const (
	oldestMinor = 9
	newestMinor = 14
)

// probeLimit bounds the question put to an interpreter that hangs.
const probeLimit = 20 * time.Second

// howToInstall ends the errors of Find.
const howToInstall = "install it (Debian, Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3; " +
	"macOS: brew install python) or name one with --python or $PYTHON; only the Jupyter page needs Python, " +
	"latentlab figures does not"

// Python is an interpreter that can make virtual environments.
type Python struct {
	Path    string // the interpreter itself, not the one of a virtual environment made from it
	Version string // as in "3.11.7"
}

// Find returns the interpreter called choice, a name on PATH or a path. With
// choice empty it returns the first usable one among python3, python and
// python3.14 down to python3.9 on PATH. An interpreter is usable when it is
// Python 3.9 or newer and has the modules venv and ensurepip; the error says of
// each one tried what it lacks.
func Find(ctx context.Context, choice string) (Python, error) {
	if choice != "" {
		p, err := probe(ctx, choice)
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
			err = fmt.Errorf("there is no %s", choice)
		}
		if err != nil {
			return Python{}, fmt.Errorf("the chosen Python cannot be used: %w; %s", err, howToInstall)
		}
		return p, nil
	}
	var faults []string
	for _, name := range candidates() {
		p, err := probe(ctx, name)
		if err == nil {
			return p, nil
		}
		if ctx.Err() != nil {
			return Python{}, ctx.Err()
		}
		if !errors.Is(err, exec.ErrNotFound) && !slices.Contains(faults, err.Error()) {
			faults = append(faults, err.Error())
		}
	}
	if faults == nil {
		return Python{}, fmt.Errorf("JupyterLab needs Python 3.%d or newer and none was found on PATH: %s", oldestMinor, howToInstall)
	}
	return Python{}, fmt.Errorf("JupyterLab needs Python 3.%d or newer with venv and ensurepip: %s: %s",
		oldestMinor, strings.Join(faults, ", "), howToInstall)
}

// candidates are the names tried when none was chosen.
func candidates() []string {
	names := []string{"python3", "python"}
	for minor := newestMinor; minor >= oldestMinor; minor-- {
		names = append(names, "python3."+strconv.Itoa(minor))
	}
	return names
}

// question is asked of an interpreter; Python 2 understands it too. It prints the
// version, the interpreter behind a virtual environment, and the modules missing.
const question = `import sys
print("%d.%d.%d" % sys.version_info[:3])
print(getattr(sys, "_base_executable", None) or sys.executable)
for name in ("venv", "ensurepip"):
    try:
        __import__(name)
    except ImportError:
        print(name)
`

// probe asks the interpreter called name what it is.
func probe(ctx context.Context, name string) (Python, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return Python{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-c", question)
	cmd.Env = Environ(os.Environ())
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if ctx.Err() == context.DeadlineExceeded {
		return Python{}, fmt.Errorf("%s did not answer within %v", path, probeLimit)
	}
	if err != nil {
		return Python{}, fmt.Errorf("%s does not run: %w%s", path, err, firstLine(err))
	}
	return parseAnswer(path, string(out))
}

// parseAnswer reads what question printed.
func parseAnswer(path, out string) (Python, error) {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) < 2 {
		return Python{}, fmt.Errorf("%s does not answer as Python does", path)
	}
	p := Python{Path: strings.TrimSpace(lines[1]), Version: strings.TrimSpace(lines[0])}
	number := strings.Split(p.Version, ".")
	if len(number) != 3 || !filepath.IsAbs(p.Path) {
		return Python{}, fmt.Errorf("%s does not answer as Python does", path)
	}
	major, err1 := strconv.Atoi(number[0])
	minor, err2 := strconv.Atoi(number[1])
	if err1 != nil || err2 != nil {
		return Python{}, fmt.Errorf("%s does not answer as Python does", path)
	}
	if major < 3 || major == 3 && minor < oldestMinor {
		return Python{}, fmt.Errorf("%s is Python %s", path, p.Version)
	}
	if missing := lines[2:]; len(missing) > 0 {
		return Python{}, fmt.Errorf("%s (Python %s) lacks the module %s, on Debian and Ubuntu in the package python3-venv",
			path, p.Version, strings.Join(missing, " and "))
	}
	return p, nil
}

// Environ returns env without the variables that would make an interpreter take
// its modules from elsewhere or pip install to elsewhere.
func Environ(env []string) []string {
	drop := []string{"PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT",
		"PIP_PYTHON", "PIP_DRY_RUN", "__PYVENV_LAUNCHER__"}
	kept := make([]string, 0, len(env)+1)
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		if !slices.Contains(drop, name) {
			kept = append(kept, v)
		}
	}
	return append(kept, "PIP_USER=0")
}

// firstLine returns ": " and the first line that a failed command wrote to its
// standard error, if there is one.
func firstLine(err error) string {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
	if line == "" {
		return ""
	}
	return ": " + line
}
