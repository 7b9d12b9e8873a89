package venv

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// logName is the file in the environment that keeps what venv and pip said.
const logName = "latentlab.log"

// stopWait is how long venv and pip may take to stop after an interrupt.
const stopWait = 5 * time.Second

// install runs venv, then pip with the requirements, into e.Dir.
func (e Env) install(ctx context.Context, python Python, report Progress) error {
	log, err := os.Create(filepath.Join(e.Dir, logName))
	if err != nil {
		return err
	}
	defer log.Close()
	if err := e.run(ctx, log, nil, python.Path, "-I", "-m", "venv", e.Dir); err != nil {
		return err
	}
	total, err := countRequirements(e.Requirements)
	if err != nil {
		return err
	}
	done := 0
	follow := func(line string) {
		switch {
		case strings.HasPrefix(line, "Collecting "), strings.HasPrefix(line, "Ignoring "):
			done = min(done+1, total)
			report("downloading JupyterLab", done, total)
		case strings.HasPrefix(line, "Installing collected packages"):
			report("installing JupyterLab", 0, 0)
		}
	}
	return e.run(ctx, log, follow, append([]string{e.Python()}, pipArgs(e.Requirements)...)...)
}

// pipArgs are the interpreter's arguments that install the requirements: only
// built files, only those whose hash is listed, no question asked.
func pipArgs(requirements string) []string {
	return []string{"-I", "-m", "pip", "install", "--require-hashes", "--only-binary=:all:",
		"--no-input", "--disable-pip-version-check", "--progress-bar=off", "-r", requirements}
}

// run runs one command, appends its output to log, and calls follow, if not nil,
// with each line of it.
func (e Env) run(ctx context.Context, log io.Writer, follow func(string), argv ...string) error {
	r, w := io.Pipe()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = Environ(os.Environ())
	cmd.Dir = filepath.Dir(e.Dir)
	cmd.Stdout, cmd.Stderr = w, w
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = stopWait
	last := make(chan string, 1)
	go func() { last <- copyLines(log, r, follow) }()
	err := cmd.Run()
	w.Close()
	fault := <-last
	if err == nil {
		return nil
	}
	if fault != "" {
		return fmt.Errorf("%s (Python 3.%d to 3.%d are known to work; all that was said is in %s)",
			fault, oldestMinor, newestMinor, filepath.Join(e.Dir, logName))
	}
	return fmt.Errorf("%s: %w", strings.Join(argv, " "), err)
}

// copyLines copies r to log line by line and returns the last line that tells of
// an error, or else the last line.
func copyLines(log io.Writer, r *io.PipeReader, follow func(string)) string {
	var fault, last string
	offline := false
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		if text := strings.TrimSpace(line); text != "" {
			last = text
			switch rest, ok := strings.CutPrefix(text, "ERROR: "); {
			case strings.Contains(text, "Retrying (Retry("):
				offline = true
			case ok:
				fault = rest
			}
			if follow != nil {
				follow(text)
			}
		}
		if _, werr := io.WriteString(log, line); werr != nil {
			r.CloseWithError(werr)
			return werr.Error()
		}
		if err != nil {
			break
		}
	}
	switch {
	case fault == "":
		return last
	case offline:
		return "the package index cannot be reached: " + fault
	}
	return fault
}

// countRequirements counts the pinned packages in a requirements file.
func countRequirements(path string) (int, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if line[0] != ' ' && line[0] != '#' && strings.Contains(line, "==") {
			n++
		}
	}
	return n, nil
}
