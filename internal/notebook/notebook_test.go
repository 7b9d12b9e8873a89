package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestGolden reads notebooks that Jupyter's nbformat wrote and expects the same
// bytes back.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/golden*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden notebooks: %v", err)
	}
	for _, path := range paths {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n, err := Parse(want)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		got, err := n.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
		}
	}
}
