package tools

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// stampFile, in .bin, holds the stamp of the last setup that went well.
const stampFile = "setup.stamp"

// stamp returns a hash of all that a setup depends on.
func stamp(root string, g Go) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", g)
	for _, name := range []string{"go.mod", "go.sum", KernelDir + "/kernel.json"} {
		f, err := os.Open(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return "", err
		}
		_, err = io.Copy(h, f)
		f.Close()
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h)
	}
	return fmt.Sprintf("%x\n", h.Sum(nil)), nil
}

// current reports whether the last setup had this stamp and its tools are there.
func current(root, stamp string) bool {
	bin := filepath.Join(root, ".bin")
	if old, err := os.ReadFile(filepath.Join(bin, stampFile)); err != nil || string(old) != stamp {
		return false
	}
	for _, name := range needed {
		if !Installed(root, name) {
			return false
		}
	}
	return true
}

// lock makes the folder .bin and keeps other processes from setting up at the
// same time, until the returned func is called.
func lock(root string) (unlock func(), err error) {
	bin := filepath.Join(root, ".bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(bin, "setup.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("locking %s: %w", f.Name(), err)
	}
	return func() { f.Close() }, nil
}

// Installed reports whether the tool of that name is in the checkout's .bin.
func Installed(root, name string) bool {
	info, err := os.Stat(filepath.Join(root, ".bin", name))
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}
