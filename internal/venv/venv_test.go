package venv

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func quiet(string, int, int) {}

// runs counts how often pip was started.
func runs(t *testing.T, e Env) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(e.Requirements), "RUNS"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Count(string(text), "ran\n")
}

func TestEnsureMakesOnce(t *testing.T) {
	e, _ := bench(t, "python3")
	var said []string
	report := func(what string, done, total int) {
		if total > 0 {
			what += " " + strings.Repeat("#", done) + strings.Repeat(".", total-done)
		}
		said = append(said, what)
	}
	for range 2 {
		if err := e.Ensure(context.Background(), report); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"making .venv with Python 3.11.7 (there is none yet)", "downloading JupyterLab #.", "downloading JupyterLab ##", "installing JupyterLab"}
	if !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
	if n := runs(t, e); n != 1 {
		t.Errorf("pip ran %d times, want 1", n)
	}
	log, err := os.ReadFile(filepath.Join(e.Dir, logName))
	if err != nil || !strings.Contains(string(log), "--require-hashes --only-binary=:all:") {
		t.Errorf("the log is %q, %v", log, err)
	}
}

func TestReadySaysWhyNot(t *testing.T) {
	cases := []struct {
		name, why string
		spoil     func(t *testing.T, e *Env, bin string)
	}{
		{"changed requirements", "the requirements have changed", func(t *testing.T, e *Env, _ string) { write(t, e.Requirements, "one==1.1\n", 0o644) }},
		{"moved", "it was made for ", func(t *testing.T, e *Env, _ string) {
			moved := e.Dir + "2"
			if err := os.Rename(e.Dir, moved); err != nil {
				t.Fatal(err)
			}
			e.Dir = moved
		}},
		{"cut stamp", "not made to the end", func(t *testing.T, e *Env, _ string) { write(t, filepath.Join(e.Dir, stampName), `{"format":`, 0o644) }},
		{"interpreter gone", "is gone", func(t *testing.T, e *Env, _ string) { os.Remove(e.Python()) }},
		{"another interpreter", "it was made with ", func(t *testing.T, e *Env, bin string) { e.Choice = filepath.Join(bin, "mine") }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, bin := bench(t, "python3", "mine")
			if err := e.Ensure(context.Background(), quiet); err != nil {
				t.Fatal(err)
			}
			c.spoil(t, &e, bin)
			ok, why, err := e.Ready(context.Background())
			if ok || err != nil || !strings.Contains(why, c.why) {
				t.Fatalf("Ready = %v, %q, %v; want %q", ok, why, err, c.why)
			}
			if err := e.Ensure(context.Background(), quiet); err != nil {
				t.Fatal(err)
			}
			if ok, why, err := e.Ready(context.Background()); !ok || err != nil {
				t.Errorf("after making it anew: Ready = %v, %q, %v", ok, why, err)
			}
		})
	}
}

func TestFailedInstallIsMadeAnew(t *testing.T) {
	e, _ := bench(t, "python3")
	fail := filepath.Join(filepath.Dir(e.Requirements), "FAIL")
	write(t, fail, "", 0o644)
	err := e.Ensure(context.Background(), quiet)
	if err == nil || !strings.Contains(err.Error(), "No matching distribution found for one==1.0") || !strings.Contains(err.Error(), logName) {
		t.Fatalf("got %v", err)
	}
	if ok, why, _ := e.Ready(context.Background()); ok || why != "the last one was not made to the end" {
		t.Fatalf("Ready = %v, %q after a failed install", ok, why)
	}
	write(t, fail, "WARNING: Retrying (Retry(total=4)) after connection broken\n", 0o644)
	err = e.Ensure(context.Background(), quiet)
	if err == nil || !strings.Contains(err.Error(), "the package index cannot be reached: No matching") {
		t.Fatalf("got %v", err)
	}
	os.Remove(fail)
	if err := e.Ensure(context.Background(), quiet); err != nil {
		t.Fatal(err)
	}
}

func TestCancelledInstallIsMadeAnew(t *testing.T) {
	e, _ := bench(t, "python3")
	hang := filepath.Join(filepath.Dir(e.Requirements), "HANG")
	write(t, hang, "", 0o644)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- e.Ensure(ctx, quiet) }()
	for runs(t, e) == 0 {
		select {
		case err := <-done:
			t.Fatalf("ended before pip ran: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want %v", err, context.Canceled)
	}
	if ok, _, _ := e.Ready(context.Background()); ok {
		t.Fatal("ready after a cancelled install")
	}
	os.Remove(hang)
	if err := e.Ensure(context.Background(), quiet); err != nil {
		t.Fatal(err)
	}
}

func TestEnsureTwoAtOnce(t *testing.T) {
	e, _ := bench(t, "python3")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := e.Ensure(context.Background(), quiet); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := runs(t, e); n != 1 {
		t.Errorf("pip ran %d times, want 1", n)
	}
}

func TestForeignDirectoryIsLeftAlone(t *testing.T) {
	e, _ := bench(t, "python3")
	if err := os.Mkdir(e.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(e.Dir, "mine.txt")
	write(t, mine, "keep", 0o644)
	err := e.Ensure(context.Background(), quiet)
	if err == nil || !strings.Contains(err.Error(), "was not made by latentlab") {
		t.Fatalf("got %v", err)
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "keep" {
		t.Errorf("the file in it is %q, %v", text, err)
	}
}

func TestMissingRequirements(t *testing.T) {
	e, _ := bench(t, "python3")
	os.Remove(e.Requirements)
	if err := e.Ensure(context.Background(), quiet); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want %v", err, os.ErrNotExist)
	}
	if _, err := os.Stat(e.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s was made: %v", e.Dir, err)
	}
}
