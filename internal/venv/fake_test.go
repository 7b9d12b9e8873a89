package venv

import (
	"os"
	"path/filepath"
	"testing"
)

// fakePython stands in for an interpreter. It answers the question of probe with
// $FAKE_ANSWER or as Python 3.11.7 at its own path, makes an environment by
// copying itself, and as pip says what pip says. A file FAIL beside the
// requirements makes pip say what is in it and fail; a file HANG makes it wait.
const fakePython = `#!/bin/sh
case "$1" in
-c)
	if [ -n "$FAKE_ANSWER" ]; then printf "$FAKE_ANSWER"; else printf '3.11.7\n%s\n' "$0"; fi
	exit 0 ;;
esac
for last; do :; done
case "$3" in
venv)
	/bin/mkdir -p "$last/bin" && /bin/cp "$0" "$last/bin/python" ;;
pip)
	echo ran >> "$(/usr/bin/dirname "$last")/RUNS"
	if [ -e "$(/usr/bin/dirname "$last")/HANG" ]; then exec /bin/sleep 60; fi
	echo "Collecting one==1.0"
	if [ -e "$(/usr/bin/dirname "$last")/FAIL" ]; then
		/bin/cat "$(/usr/bin/dirname "$last")/FAIL"
		echo "ERROR: No matching distribution found for one==1.0" >&2; echo "after" >&2; exit 1
	fi
	echo "Ignoring two: markers do not match"
	echo "Installing collected packages: one"
	echo "args: $*" ;;
esac
`

// bench is a directory with a requirements file, and a PATH that holds only the
// named copies of fakePython.
func bench(t *testing.T, pythons ...string) (Env, string) {
	t.Helper()
	root, bin := t.TempDir(), t.TempDir()
	for _, name := range pythons {
		write(t, filepath.Join(bin, name), fakePython, 0o755)
	}
	t.Setenv("PATH", bin)
	t.Setenv("FAKE_ANSWER", "")
	req := filepath.Join(root, "requirements.txt")
	write(t, req, "# made\none==1.0 \\\n    --hash=sha256:00\ntwo==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:11\n", 0o644)
	return Env{Dir: filepath.Join(root, ".venv"), Requirements: req}, bin
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
