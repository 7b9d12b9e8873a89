package main

import (
	"bytes"
	"strings"
	"testing"
)

func benchSays(t *testing.T, code int, words string, args ...string) {
	t.Helper()
	var out, errs bytes.Buffer
	got := run(t.Context(), append([]string{"bench"}, args...), &out, &errs)
	if got != code || !strings.Contains(errs.String(), words) {
		t.Errorf("bench %v: exit %d, says %q; expected %d and %q", args, got, errs.String(), code, words)
	}
}

func TestBenchRefuses(t *testing.T) {
	t.Setenv("LATENTLAB_DATA", "")
	benchSays(t, exitUsage, `unknown workload "fast"`, "fast")
	benchSays(t, exitUsage, "--threads has 0", "gemm", "--threads", "0")
	benchSays(t, exitUsage, "--threads", "gemm", "--threads", "one")
	benchSays(t, exitUsage, "--runs is -1", "gemm", "--runs", "-1")
	benchSays(t, exitUsage, "go with --peers", "gemm", "--peers-only", "spams")
	benchSays(t, exitUsage, "--peers needs LATENTLAB_DATA", "gemm", "--peers")
}

func TestBenchWithoutData(t *testing.T) {
	noData(t)
	benchSays(t, exitFailure, "the dictionary", "lasso-encode", "--threads", "1")
	benchSays(t, exitFailure, "MNIST", "dictionary-learn", "--threads", "1")
	benchSays(t, exitFailure, "photographs", "patches-learn", "--threads", "1")
}

// A variant that no name holds leaves nothing to measure.
func TestBenchOnly(t *testing.T) {
	noData(t)
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"bench", "gemm", "--only", "nothing", "--json"}, &out, &errs); code != 0 || out.Len() > 0 {
		t.Errorf("exit %d, %q, %q; expected 0 and no rows", code, out.String(), errs.String())
	}
}
