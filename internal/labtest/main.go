// Command labtest opens a notebook in a real JupyterLab in a headless Chromium,
// as a person would, and looks at what is shown. README.md says how to run it.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// settings are the command's flags.
type settings struct {
	Notebook  string        // path, or name in notebooks/
	Chromium  string        // path; empty lets chromedp look for it
	Latentlab string        // path of the command; empty builds it
	Out       string        // folder for pictures
	Models    string        // folder in which a stopped cell leaves its checkpoint; empty takes a fresh one
	Limit     time.Duration // for running all cells
	After     time.Duration // a cell that runs this long is interrupted
}

func main() {
	var s settings
	flag.StringVar(&s.Notebook, "notebook", "05-mnist-strokes.ipynb", "notebook `path`, or its name in notebooks/")
	flag.StringVar(&s.Chromium, "chromium", "", "`path` of Chromium or Chrome (looked for when empty)")
	flag.StringVar(&s.Latentlab, "latentlab", "", "`path` of the latentlab command (built when empty)")
	flag.StringVar(&s.Out, "out", "labtest-out", "`folder` for the pictures of the page")
	flag.StringVar(&s.Models, "models", "", "`folder` where a stopped cell leaves its checkpoint (a fresh one when empty)")
	flag.DurationVar(&s.Limit, "limit", 15*time.Minute, "longest time for running all cells")
	flag.DurationVar(&s.After, "after", 3*time.Second, "interrupt the first cell that runs this long")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "labtest:", err)
		os.Exit(1)
	}
	fmt.Println("all of it holds")
}

// run does the three trials, each with its own server, browser and models folder.
func run(ctx context.Context, s settings) (err error) {
	root, err := findRoot()
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "labtest")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if s.Latentlab == "" {
		s.Latentlab = filepath.Join(tmp, "latentlab")
		build := exec.CommandContext(ctx, "go", "build", "-o", s.Latentlab, "./cmd/latentlab")
		build.Dir, build.Stderr = root, os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("building latentlab: %w", err)
		}
	}
	if err := os.MkdirAll(s.Out, 0o755); err != nil {
		return err
	}
	notebook, text, err := findNotebook(root, s.Notebook)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unchanged(notebook, text)) }()
	b := bench{settings: s, root: root, tmp: tmp, notebook: notebook}
	if err := b.trial(ctx, "run-all", "", runAll); err != nil {
		return fmt.Errorf("run all: %w", err)
	}
	if err := b.trial(ctx, "interrupt", s.Models, interrupt); err != nil {
		return fmt.Errorf("interrupt: %w", err)
	}
	if err := b.trial(ctx, "stop", s.Models, stop); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

// findRoot returns the checkout's folder, this one or one above.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module github.com/latentlab/latentlab\n") {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("run it inside of a latentlab checkout")
		}
	}
}

// findNotebook returns the absolute path of a notebook and what is in it.
func findNotebook(root, name string) (string, []byte, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return "", nil, err
	}
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join(root, "notebooks", name)
	}
	text, err := os.ReadFile(path)
	return path, text, err
}

// unchanged checks that the trials, which never save, have left the notebook as it
// was, and puts it back if not.
func unchanged(path string, text []byte) error {
	now, err := os.ReadFile(path)
	if err != nil || bytes.Equal(now, text) {
		return err
	}
	return errors.Join(fmt.Errorf("%s was changed and is put back", path), os.WriteFile(path, text, 0o644))
}
