package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// sink is what files are written through; tests put a full disk here.
var sink = func(f *os.File) io.Writer { return f }

// WriteFile puts a file into the folder, whole or not at all: it writes under
// another name, flushes to the disk, and renames.
func WriteFile(dir, name string, content []byte) error {
	target := filepath.Join(dir, name)
	if info, err := os.Stat(target); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is %s, expected a file: please remove it", target, kind(info))
	}
	f, err := os.CreateTemp(dir, temporary(name))
	if err != nil {
		return err
	}
	_, err = sink(f).Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), target)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("writing %s: %w", target, err)
	}
	return syncDir(dir)
}

// writeFolder does the same with a folder of files. What was there before goes.
func writeFolder(dir, name string, files []Blob) (err error) {
	target := filepath.Join(dir, name)
	if info, err := os.Stat(target); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file, expected a folder: please remove it", target)
	}
	fresh, err := os.MkdirTemp(dir, temporary(name))
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	for _, f := range files {
		if err := WriteFile(fresh, f.Name, f.Data); err != nil {
			return err
		}
	}
	old, err := os.MkdirTemp(dir, temporary(name))
	if err != nil {
		return err
	}
	defer os.RemoveAll(old)
	err = errors.Join(os.Chmod(fresh, 0o755), syncDir(fresh))
	if err != nil {
		return err
	}
	if err := os.Rename(target, filepath.Join(old, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, target); err != nil {
		return err
	}
	return syncDir(dir)
}

// temporary is the pattern of names under which things are written.
func temporary(name string) string { return ".tmp-" + name + "-*" }

// Sweep removes what processes that died while writing left in the folder.
func Sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), ".tmp-") && time.Since(info.ModTime()) > 24*time.Hour {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// syncDir makes renames in the folder last. Some file systems cannot, which
// leaves the rename as it is.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	d.Sync()
	return d.Close()
}
