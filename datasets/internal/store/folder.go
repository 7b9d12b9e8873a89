package store

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Folder is a part that is a folder of JPEG files, downloaded as a tar archive in
// which it is called images/Name.
type Folder struct {
	Name     string
	Count    int
	Digest   string // SHA-256 of the lines that sha256sum prints for the files, by name
	Archives []string
}

// Blob is a file in memory.
type Blob struct {
	Name string
	Data []byte
}

// Bounds on archives, in bytes: a file in it, all of the files, the whole.
const (
	maxPhoto   = 4 << 20
	maxPhotos  = 64 << 20
	maxArchive = 256 << 20
)

func (f Folder) Download() Download {
	return Download{Name: f.Name, URLs: f.Archives, About: 22 << 20, Most: maxArchive}
}

func (f Folder) Check(dir string) Report {
	_, r := f.Read(dir)
	return r
}

// Read returns the JPEG files of the folder, by name. Other files than the
// published ones are no error: then the report is not verified.
func (f Folder) Read(dir string) ([]Blob, Report) {
	target := filepath.Join(dir, f.Name)
	r := Report{Name: f.Name}
	blobs, err := readFolder(target)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(blobs) == 0 {
		r.Err = ErrMissing
		return nil, r
	}
	r.Path, r.Err = target, err
	for _, b := range blobs {
		r.Bytes += int64(len(b.Data))
	}
	r.Verified = f.verify(blobs) == nil
	return blobs, r
}

func readFolder(dir string) ([]Blob, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is %s, expected a folder of JPEG files", dir, kind(info))
	}
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, err
	}
	var blobs []Blob
	for _, e := range entries {
		if !isPhoto(e.Name()) {
			continue
		}
		name := filepath.Join(dir, e.Name())
		if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is not a readable file", name)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		blobs = append(blobs, Blob{e.Name(), data})
	}
	return blobs, nil
}

func isPhoto(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return !strings.HasPrefix(name, ".") && (ext == ".jpg" || ext == ".jpeg")
}

func (f Folder) verify(blobs []Blob) error {
	if len(blobs) != f.Count {
		return fmt.Errorf("%w: %d JPEG files in images/%s, expected %d", ErrDigest, len(blobs), f.Name, f.Count)
	}
	var lines strings.Builder
	for _, b := range blobs {
		fmt.Fprintf(&lines, "%s  %s\n", digest(b.Data), b.Name)
	}
	if got := digest([]byte(lines.String())); got != f.Digest {
		return fmt.Errorf("%w: SHA-256 of the list of SHA-256 is %s, expected %s", ErrDigest, got, f.Digest)
	}
	return nil
}

// Install takes the folder out of the archive, if its files are the published ones.
func (f Folder) Install(dir, downloaded string) error {
	in, err := os.Open(downloaded)
	if err != nil {
		return err
	}
	defer in.Close()
	blobs, err := f.unpack(in)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDigest, err)
	}
	if err := f.verify(blobs); err != nil {
		return err
	}
	return writeFolder(dir, f.Name, blobs)
}

// unpack returns the files of images/Name in the archive, by name.
func (f Folder) unpack(in io.Reader) ([]Blob, error) {
	z, err := gzip.NewReader(bufio.NewReader(in))
	if err != nil {
		return nil, fmt.Errorf("not a gzip file: %w", whole(err))
	}
	var blobs []Blob
	var total int64
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("damaged archive: %w", whole(err))
		}
		folder, name := path.Split(path.Clean(h.Name))
		if h.Typeflag != tar.TypeReg || !isPhoto(name) || !strings.HasSuffix("/"+folder, "/images/"+f.Name+"/") {
			continue
		}
		if total += h.Size; h.Size > maxPhoto || total > maxPhotos {
			return nil, fmt.Errorf("%s has %d bytes, %d with those before it: more than a photograph has", h.Name, h.Size, total)
		}
		data, err := io.ReadAll(t)
		if err != nil {
			return nil, fmt.Errorf("damaged archive at %s: %w", h.Name, whole(err))
		}
		blobs = append(blobs, Blob{name, data})
	}
	slices.SortFunc(blobs, func(a, b Blob) int { return strings.Compare(a.Name, b.Name) })
	return blobs, nil
}
