package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ReadFile returns the content of a file from the first place that has it, and
// which place that is. What is damaged in $LATENTLAB_DATA is an error; in the cache
// it counts as missing, with the reason, since it can be downloaded again.
func (p Places) ReadFile(set string, f File) ([]byte, Report, string) {
	if dir := p.DataDir(set); dir != "" {
		if content, r := p.readKept(set, dir, f); !errors.Is(r.Err, ErrMissing) {
			return content, r, InData
		}
	}
	content, r := f.Read(p.CacheDir(set))
	r = cached(r)
	return content, r, InCache
}

// ReadFolder does the same for a folder.
func (p Places) ReadFolder(set string, f Folder) ([]Blob, Report, string) {
	if dir := p.DataDir(set); dir != "" {
		if blobs, r := f.Read(dir); !errors.Is(r.Err, ErrMissing) {
			return blobs, r, InData
		}
	}
	blobs, r := f.Read(p.CacheDir(set))
	return blobs, cached(r), InCache
}

// Find reports on a part as ReadFile and ReadFolder do.
func (p Places) Find(set string, part Part) (Report, string) {
	if dir := p.DataDir(set); dir != "" {
		if r := part.Check(dir); !errors.Is(r.Err, ErrMissing) {
			return r, InData
		}
	}
	return cached(part.Check(p.CacheDir(set))), InCache
}

// cached is the report on a part in the cache, where only what is verified counts.
func cached(r Report) Report {
	switch {
	case r.Err == nil && !r.Verified:
		r.Err = fmt.Errorf("%w: the copy in the cache is incomplete", ErrMissing)
	case r.Err != nil && !errors.Is(r.Err, ErrMissing):
		r.Err = fmt.Errorf("%w: the copy in the cache is damaged: %w", ErrMissing, r.Err)
	}
	return r
}

// readKept reads a packed file with the help of an unpacked copy in the cache,
// which is read six times faster. The copy is bound to the packed file by path,
// size and time, and is checked like it. Without room for a copy there is none.
func (p Places) readKept(set, dir string, f File) ([]byte, Report) {
	path, info, err := f.find(dir)
	if err != nil || f.Content == "" || info.Size() < 1<<20 || !strings.HasSuffix(path, ".gz") {
		return f.Read(dir)
	}
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	folder := filepath.Join(p.CacheDir(set), "unpacked")
	key := digest(fmt.Appendf(nil, "%s\n%d\n%d", path, info.Size(), info.ModTime().UnixNano()))
	name := f.Name + "-" + key[:16]
	if content, err := os.ReadFile(filepath.Join(folder, name)); err == nil && digest(content) == f.Content {
		return content, Report{Name: f.Name, Path: path, Bytes: info.Size(), Verified: true}
	}
	content, r := f.Read(dir)
	if r.Err == nil && r.Verified {
		keep(folder, f.Name, name, content)
	}
	return content, r
}

// keep writes the copy, and removes copies of the same file from elsewhere.
func keep(folder, file, name string, content []byte) {
	if os.MkdirAll(folder, 0o755) != nil {
		return
	}
	others, _ := filepath.Glob(filepath.Join(folder, file+"-*"))
	for _, o := range others {
		os.Remove(o)
	}
	Sweep(folder)
	WriteFile(folder, name, content)
}
