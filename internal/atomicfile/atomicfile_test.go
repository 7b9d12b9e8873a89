package atomicfile_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/latentlab/latentlab/internal/atomicfile"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	for _, text := range []string{"one", "two"} {
		if err := atomicfile.WriteBytes(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != text {
			t.Errorf("the file holds %q, expected %q", got, text)
		}
	}
	broken := errors.New("broken")
	err := atomicfile.Write(path, func(w io.Writer) error {
		io.WriteString(w, "half")
		return broken
	})
	if got, _ := os.ReadFile(path); !errors.Is(err, broken) || string(got) != "two" {
		t.Errorf("after a failed write the file holds %q, %v", got, err)
	}
	if err := atomicfile.WriteBytes(dir, nil); err == nil {
		t.Error("wrote over a folder")
	}
	if err := atomicfile.WriteBytes(filepath.Join(dir, "none", "a"), nil); err == nil {
		t.Error("wrote into a folder that is not there")
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files left, expected 1", len(files))
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	open := func() *os.File {
		f, err := os.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	unlock, err := atomicfile.Lock(context.Background(), open(), func() { t.Error("waited for nobody") })
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	waited := 0
	if _, err := atomicfile.Lock(ctx, open(), func() { waited++ }); !errors.Is(err, context.DeadlineExceeded) || waited != 1 {
		t.Errorf("a second lock: %v, waited %d times", err, waited)
	}
	unlock()
	unlock, err = atomicfile.Lock(context.Background(), open(), func() {})
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
