package venv

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFindNothingOnPath(t *testing.T) {
	t.Setenv("PATH", "")
	_, err := Find(context.Background(), "")
	if err == nil {
		t.Fatal("found a Python on an empty PATH")
	}
	for _, want := range []string{"Python 3.9 or newer", "none was found on PATH", "python3-venv", "brew install python", "--python"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error %q does not say %q", err, want)
		}
	}
}

func TestFindTakesTheFirstUsable(t *testing.T) {
	_, bin := bench(t, "python", "python3.12")
	write(t, filepath.Join(bin, "python3"), "#!/bin/sh\nprintf '3.6.15\\n/old/python3\\n'\n", 0o755)
	write(t, filepath.Join(bin, "python"), "#!/bin/sh\necho broken shim >&2\nexit 127\n", 0o755)
	p, err := Find(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(bin, "python3.12"); p.Path != want || p.Version != "3.11.7" {
		t.Errorf("found %+v, want %s", p, want)
	}
}

func TestFindNamesEachFault(t *testing.T) {
	_, bin := bench(t)
	write(t, filepath.Join(bin, "python3"), "#!/bin/sh\nprintf '3.8.18\\n/usr/bin/python3\\n'\n", 0o755)
	write(t, filepath.Join(bin, "python"), "#!/bin/sh\necho no tools >&2\nexit 3\n", 0o755)
	write(t, filepath.Join(bin, "python3.11"), "#!/bin/sh\nprintf '3.11.2\\n/usr/bin/python3\\nensurepip\\n'\n", 0o755)
	_, err := Find(context.Background(), "")
	if err == nil {
		t.Fatal("took an unusable Python")
	}
	for _, want := range []string{"is Python 3.8.18", "exit status 3: no tools", "(Python 3.11.2) lacks the module ensurepip"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error %q does not say %q", err, want)
		}
	}
}

func TestFindChoice(t *testing.T) {
	_, bin := bench(t, "python3", "mine")
	p, err := Find(context.Background(), "mine")
	if err != nil || p.Path != filepath.Join(bin, "mine") {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, choice := range []string{"python7", filepath.Join(bin, "absent")} {
		_, err = Find(context.Background(), choice)
		if err == nil || !strings.Contains(err.Error(), "there is no "+choice) {
			t.Errorf("Find(%q) = %v", choice, err)
		}
	}
	t.Setenv("FAKE_ANSWER", `2.7.18\n/usr/bin/python2\nvenv\nensurepip\n`)
	_, err = Find(context.Background(), "mine")
	if err == nil || !strings.Contains(err.Error(), "mine is Python 2.7.18") {
		t.Errorf("a chosen Python 2 gave %v", err)
	}
}

func TestParseAnswer(t *testing.T) {
	for _, out := range []string{"", "3.11.7", "Usage: python [x]\n/usr/bin/python", "3.11\n/usr/bin/python", "a.b.c\n/usr/bin/python", "3.11.7\nrelative"} {
		if p, err := parseAnswer("x", out); err == nil {
			t.Errorf("parseAnswer(%q) = %+v, want an error", out, p)
		}
	}
	if p, err := parseAnswer("x", "4.0.0\r\n/usr/bin/python4\r\n"); err != nil || p.Path != "/usr/bin/python4" {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestEnviron(t *testing.T) {
	got := Environ([]string{"PATH=/bin", "PYTHONPATH=/x", "PIP_TARGET=/y", "PIP_USER=1", "PIP_CERT=/z"})
	if want := []string{"PATH=/bin", "PIP_CERT=/z", "PIP_USER=0"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
