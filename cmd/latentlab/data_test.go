package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// noData hides the user's data and the network from a test.
func noData(t *testing.T) (folder string) {
	before := os.Getenv("XDG_CACHE_HOME")
	folder = t.TempDir()
	t.Setenv("LATENTLAB_DATA", folder)
	t.Setenv("LATENTLAB_OFFLINE", "1")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	xdg.Reload()
	t.Cleanup(func() {
		os.Setenv("XDG_CACHE_HOME", before)
		if before == "" {
			os.Unsetenv("XDG_CACHE_HOME")
		}
		xdg.Reload()
	})
	return folder
}

// dataCommand runs a data command without the root.
func dataCommand(t *testing.T, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := newDataCmd()
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SilenceUsage = true
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func dataSays(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("got %q, expected it to say %q", text, w)
		}
	}
}

func TestDataStatus(t *testing.T) {
	folder := noData(t)
	out, err := dataCommand(t, "status")
	if err != nil {
		t.Fatal(err)
	}
	dataSays(t, out, "LATENTLAB_DATA is "+folder, "NAME", "mnist", "not there", "latentlab data fetch kmnist", "bsds500")
	out, err = dataCommand(t, "status", "mnist")
	if err != nil || strings.Contains(out, "kmnist") {
		t.Errorf("got %q, %v", out, err)
	}
	t.Setenv("LATENTLAB_DATA", filepath.Join(folder, "nowhere"))
	out, _ = dataCommand(t, "status")
	dataSays(t, out, "nowhere, which is not a folder that can be read")
	t.Setenv("LATENTLAB_DATA", "")
	out, _ = dataCommand(t, "status")
	dataSays(t, out, "LATENTLAB_DATA is not set")
	_, err = dataCommand(t, "status", "imagenet")
	if err == nil {
		t.Fatal("no error for an unknown name")
	}
	dataSays(t, err.Error(), `no data set is named "imagenet"`, "fashion-mnist")
}

func TestDataVerify(t *testing.T) {
	folder := noData(t)
	out, err := dataCommand(t, "verify")
	if err != nil {
		t.Fatal(err)
	}
	dataSays(t, out, "mnist/train-images-idx3-ubyte: data set not found")
	if _, err = dataCommand(t, "verify", "kmnist"); err == nil {
		t.Fatal("no error for a missing set")
	}
	dataSays(t, err.Error(), "not there: kmnist", "latentlab data fetch")

	name := filepath.Join(folder, "mnist", "t10k-labels-idx1-ubyte.gz")
	if err := os.MkdirAll(name, 0o755); err != nil {
		t.Fatal(err)
	}
	out, err = dataCommand(t, "verify")
	if err == nil {
		t.Fatal("no error for a damaged file")
	}
	dataSays(t, out, name+" is a folder, expected a file")
	dataSays(t, err.Error(), "damaged: mnist")
}

func TestDataFetch(t *testing.T) {
	noData(t)
	out, err := dataCommand(t, "fetch", "mnist", "bsds500")
	if err == nil {
		t.Fatal("no error without a network")
	}
	dataSays(t, out, "MNIST is not there, and LATENTLAB_OFFLINE forbids to download it")
	dataSays(t, err.Error(), "could not fetch mnist, bsds500")
	if _, err = dataCommand(t, "fetch", "nothing"); err == nil {
		t.Fatal("no error for an unknown name")
	}
	dataSays(t, err.Error(), `"nothing"`)
}

func TestDataFetchInterrupted(t *testing.T) {
	noData(t)
	t.Setenv("LATENTLAB_OFFLINE", "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cmd := newDataCmd()
	cmd.SetArgs([]string{"fetch"})
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	if err := cmd.ExecuteContext(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}
