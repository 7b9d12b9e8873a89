package store

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// full takes some bytes and then has no more room.
type full struct {
	w    io.Writer
	room int
}

func (f *full) Write(p []byte) (int, error) {
	n, err := f.w.Write(p[:min(len(p), f.room)])
	if f.room -= n; err == nil && n < len(p) {
		err = syscall.ENOSPC
	}
	return n, err
}

func TestWriteFileFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := WriteFile(dir, "f", []byte("before")); err != nil {
		t.Fatal(err)
	}
	sink = func(f *os.File) io.Writer { return &full{f, 3} }
	defer func() { sink = func(f *os.File) io.Writer { return f } }()
	err := WriteFile(dir, "f", []byte("after"))
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), filepath.Join(dir, "f")) {
		t.Errorf("full disk: %v", err)
	}
	if err := writeFolder(dir, "d", []Blob{{"a", []byte("ab")}, {"b", []byte("abcd")}}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("full disk: %v", err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "f")); string(got) != "before" {
		t.Errorf("the old file is %q, %v", got, err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left in the folder: %v", entries)
	}
}

func TestUnpackBomb(t *testing.T) {
	defer func(before int64) { maxContent = before }(maxContent)
	maxContent = 1000
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(make([]byte, 1001))
	z.Close()
	if _, err := unpack(b.Bytes()); err == nil || !strings.Contains(err.Error(), "more than 1000 bytes") {
		t.Errorf("1001 bytes: %v", err)
	}
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-48 * time.Hour)
	for name, at := range map[string]time.Time{".tmp-a-1": old, ".tmp-b-2": time.Now(), "c": old} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, nil, 0o644), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	Sweep(dir)
	entries, _ := os.ReadDir(dir)
	if len(entries) != 2 || entries[0].Name() != ".tmp-b-2" || entries[1].Name() != "c" {
		t.Errorf("left in the folder: %v", entries)
	}
}
