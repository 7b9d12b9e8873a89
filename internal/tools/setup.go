package tools

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// needed are the tools without which no notebook runs.
var needed = []string{"gonb", "goimports"}

// Ensure sets up the checkout at root unless that has been done, and returns its
// go command. What it does, if anything, it writes to log, a line each.
func Ensure(ctx context.Context, root string, log io.Writer) (Go, error) {
	g, err := FindGo(ctx, root)
	if err != nil {
		return Go{}, err
	}
	s, err := stamp(root, g)
	if err != nil {
		return Go{}, err
	}
	if current(root, s) {
		return g, nil
	}
	unlock, err := lock(root)
	if err != nil {
		return Go{}, err
	}
	defer unlock()
	if current(root, s) { // another process was faster
		return g, nil
	}
	fmt.Fprintln(log, "setting up this checkout, which takes a minute or two the first time")
	return g, setup(ctx, root, g, needed, log)
}

// Setup installs the needed tools and the named further ones, and fills the
// module cache and the build cache, whether or not that has been done before.
func Setup(ctx context.Context, root string, further []string, log io.Writer) (Go, error) {
	g, err := FindGo(ctx, root)
	if err != nil {
		return Go{}, err
	}
	unlock, err := lock(root)
	if err != nil {
		return Go{}, err
	}
	defer unlock()
	return g, setup(ctx, root, g, append(append([]string{}, needed...), further...), log)
}

// setup does the work of Setup, step by step.
func setup(ctx context.Context, root string, g Go, names []string, log io.Writer) error {
	tools, err := Tools(root)
	if err == nil {
		tools, err = pick(tools, names...)
	}
	if err != nil {
		return err
	}
	kernel, err := ReadKernel(root)
	if err != nil {
		return err
	}
	// Downloads use the user's own proxy; the rest is as the kernel has it.
	env := kernel.Environ(os.Environ(), root, g)
	online := With(env, map[string]string{"GOPROXY": os.Getenv("GOPROXY"), "GOBIN": filepath.Join(root, ".bin")})

	w := &worker{ctx: ctx, root: root, path: g.Path, log: log}
	missing := w.step("modules", "in "+g.ModCache, online, "mod", "download")
	for _, t := range tools {
		if err := w.step(t.Name, t.Version+" in .bin", online, "install", t.Package); err != nil {
			return err
		}
	}
	warm := append(publicPackages(root), Imports(filepath.Join(root, "notebooks"))...)
	err = w.step("cache", "filled with what cells import", env, append([]string{"build"}, warm...)...)
	var offline offlineError
	switch {
	case ctx.Err() != nil, errors.As(err, &offline):
		return err
	case err != nil: // the cell that imports it will say it again; others may run
		w.say("cache", "not filled: %v", err)
		return nil
	case missing != nil: // not needed now, for all was built
		w.say("modules", "not complete: %v", missing)
	}
	s, err := stamp(root, g)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, ".bin", stampFile), []byte(s), 0o644)
}

// publicPackages returns patterns for the packages that a cell may import.
func publicPackages(root string) []string {
	var patterns []string
	for _, dir := range []string{"datasets", "pkg"} {
		if info, err := os.Stat(filepath.Join(root, dir)); err == nil && info.IsDir() {
			patterns = append(patterns, "./"+dir+"/...")
		}
	}
	return patterns
}

// worker runs go commands in a checkout.
type worker struct {
	ctx  context.Context
	root string
	path string // of the go command

	mu  sync.Mutex // guards log
	log io.Writer
}

// say logs a line about a step.
func (w *worker) say(name, format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fmt.Fprintf(w.log, "%-10s %s\n", name, fmt.Sprintf(format, args...))
}

// newsAfter is when a step is long enough to say that it runs.
const newsAfter = 2 * time.Second

// step runs one go command and logs what it did and for how long. An error holds
// what the command said.
func (w *worker) step(name, done string, env []string, args ...string) error {
	start := time.Now()
	cmd := exec.CommandContext(w.ctx, w.path, args...)
	cmd.Dir, cmd.Env = w.root, env
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	news := time.AfterFunc(newsAfter, func() { w.say(name, "go %s …", args[0]) })
	err := cmd.Run()
	news.Stop()
	switch {
	case w.ctx.Err() != nil:
		return w.ctx.Err()
	case err != nil:
		return explain(args, said.String())
	}
	w.say(name, "%s (%.1f s)", done, time.Since(start).Seconds())
	return nil
}

// offlineError says that a module is neither in the cache nor to be had.
type offlineError struct{ said string }

func (e offlineError) Error() string {
	return fmt.Sprintf("a Go module must be downloaded and cannot be (%s); run latentlab setup once with a network", e.said)
}

// explain returns an error for a go command that failed and said that.
func explain(args []string, said string) error {
	said = strings.TrimSpace(said)
	for line := range strings.Lines(said) {
		for _, sign := range []string{"GOPROXY=off", "dial tcp", "no such host", "connection refused", "i/o timeout"} {
			if strings.Contains(line, sign) {
				return offlineError{strings.TrimSpace(line)}
			}
		}
	}
	return fmt.Errorf("go %s: %s", strings.Join(args[:min(2, len(args))], " "), said)
}
