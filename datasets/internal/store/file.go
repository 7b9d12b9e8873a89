package store

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// File is a part that is one file, mostly packed with gzip. $LATENTLAB_DATA may
// hold it packed (Name.gz) or not (Name); the cache holds it unpacked, beside the
// digest of what was unpacked (Name.sha256).
type File struct {
	Name    string
	Size    int64  // of the packed file, bytes
	Content string // SHA-256 of the unpacked file, or empty if nobody published it
	Packed  string // SHA-256 of the packed file, or empty
	Mirrors []string
}

// maxContent bounds what a packed file may unpack to, bytes. Tests lower it.
var maxContent int64 = 1 << 28

func (f File) Download() Download {
	d := Download{Name: f.Name, About: f.Size, Most: 2*f.Size + 1<<20}
	for _, m := range f.Mirrors {
		d.URLs = append(d.URLs, m+f.Name+".gz")
	}
	return d
}

func (f File) Check(dir string) Report {
	_, r := f.Read(dir)
	return r
}

// Read returns the unpacked content of the file in the folder. It is nil if the
// report holds an error.
func (f File) Read(dir string) ([]byte, Report) {
	path, info, err := f.find(dir)
	r := Report{Name: f.Name, Path: path, Err: err}
	if err != nil {
		return nil, r
	}
	r.Bytes = info.Size()
	raw, err := os.ReadFile(path)
	if err != nil {
		r.Err = err
		return nil, r
	}
	content := raw
	if strings.HasSuffix(path, ".gz") {
		if content, err = unpack(raw); err != nil {
			r.Err = fmt.Errorf("%s: %w", path, err)
			return nil, r
		}
	}
	if r.Verified, err = f.verify(path, raw, content); err != nil {
		r.Err = fmt.Errorf("%s: %w", path, err)
		return nil, r
	}
	return content, r
}

// find returns the packed or the unpacked file, whichever is there.
func (f File) find(dir string) (string, fs.FileInfo, error) {
	for _, name := range []string{f.Name + ".gz", f.Name} {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return path, nil, err
		case !info.Mode().IsRegular():
			return path, nil, fmt.Errorf("%s is %s, expected a file", path, kind(info))
		}
		return path, info, nil
	}
	return "", nil, ErrMissing
}

// verify compares with the best digest that is known. Without one, or with that
// of a packed file which somebody packed again, it is false, without error.
func (f File) verify(path string, raw, content []byte) (bool, error) {
	want := f.Content
	if want == "" && strings.HasSuffix(path, ".gz") {
		return digest(raw) == f.Packed, nil
	}
	if want == "" {
		note, err := os.ReadFile(path + ".sha256")
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		want = strings.TrimSpace(string(note))
	}
	if got := digest(content); got != want {
		return false, fmt.Errorf("%w: SHA-256 of the %d bytes is %s, expected %s", ErrDigest, len(content), got, want)
	}
	return true, nil
}

// Install unpacks the downloaded file into the folder, if it is the published one.
func (f File) Install(dir, downloaded string) error {
	raw, err := os.ReadFile(downloaded)
	if err != nil {
		return err
	}
	if got := digest(raw); f.Content == "" && got != f.Packed {
		return fmt.Errorf("%w: SHA-256 of the %d bytes is %s, expected %s", ErrDigest, len(raw), got, f.Packed)
	}
	content, err := unpack(raw)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDigest, err)
	}
	got := digest(content)
	if f.Content != "" && got != f.Content {
		return fmt.Errorf("%w: SHA-256 of the %d unpacked bytes is %s, expected %s", ErrDigest, len(content), got, f.Content)
	}
	if err := WriteFile(dir, f.Name+".sha256", []byte(got+"\n")); err != nil {
		return err
	}
	return WriteFile(dir, f.Name, content)
}

// unpack returns what the gzip file holds. The space it takes at first follows
// the size in the file's last four bytes, as far as gzip can pack that tightly.
func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("not a gzip file: %w", whole(err))
	}
	claim := int64(binary.LittleEndian.Uint32(packed[len(packed)-4:]))
	var b bytes.Buffer
	b.Grow(int(min(claim, 1032*int64(len(packed)), maxContent)) + bytes.MinRead)
	n, err := io.Copy(&b, io.LimitReader(z, maxContent+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("damaged after %d unpacked bytes: %w", n, whole(err))
	case n > maxContent:
		return nil, fmt.Errorf("unpacks to more than %d bytes", maxContent)
	}
	return b.Bytes(), nil
}

// whole says in words that a file ends too early.
func whole(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the file is cut short: %w", io.ErrUnexpectedEOF)
	}
	return err
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func kind(info fs.FileInfo) string {
	if info.IsDir() {
		return "a folder"
	}
	return "no regular file (" + info.Mode().Type().String() + ")"
}
