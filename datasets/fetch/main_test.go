package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// TestRun needs no network: it ends before a download could start.
func TestRun(t *testing.T) {
	before, was := os.LookupEnv("XDG_CACHE_HOME")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("LATENTLAB_DATA", "")
	t.Setenv("LATENTLAB_OFFLINE", "1")
	xdg.Reload()
	defer func() {
		os.Unsetenv("XDG_CACHE_HOME")
		if was {
			os.Setenv("XDG_CACHE_HOME", before)
		}
		xdg.Reload()
	}()
	for _, c := range []struct {
		names []string
		words string
	}{
		{nil, "expected names of data sets"},
		{[]string{"imagenet"}, `no data set is named "imagenet"`},
		{[]string{"mnist"}, "LATENTLAB_OFFLINE forbids"},
	} {
		in, end := io.Pipe()
		var out bytes.Buffer
		err := run(t.Context(), c.names, in, &out)
		end.Close()
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%v: error %v, expected it to say %q", c.names, err, c.words)
		}
	}

	// Without the network being forbidden, the end of the input stops it: nothing is
	// asked for, since the server that the proxy variables name does not answer.
	os.Unsetenv("LATENTLAB_OFFLINE")
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY"} {
		t.Setenv(name, "http://127.0.0.1:1")
	}
	if err := run(t.Context(), []string{"kmnist"}, strings.NewReader(""), io.Discard); err == nil {
		t.Error("no error at the end of the input")
	}
}
