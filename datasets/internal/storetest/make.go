// Package storetest makes small data sets for tests.
package storetest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/datasets/internal/store"
)

// IDX returns an IDX file of bytes with the given dimensions.
func IDX(dims []int, data []byte) []byte {
	file := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		file = binary.BigEndian.AppendUint32(file, uint32(d))
	}
	return append(file, data...)
}

// Gzip packs the content.
func Gzip(content []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(content)
	z.Close()
	return b.Bytes()
}

// Tgz packs files, given as name and content in turn, into an archive.
func Tgz(files ...string) []byte {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		t.WriteHeader(&tar.Header{Name: files[i], Mode: 0o644, Size: int64(len(files[i+1])), Typeflag: tar.TypeReg})
		t.Write([]byte(files[i+1]))
	}
	t.Close()
	return Gzip(b.Bytes())
}

// JPEG returns a colour picture of that size, which varies with the seed.
func JPEG(height, width, seed int) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.Set(x, y, color.NRGBA{uint8(x * seed), uint8(y * seed), uint8(100 + seed), 255})
		}
	}
	var b bytes.Buffer
	jpeg.Encode(&b, m, nil)
	return b.Bytes()
}

// SHA returns the SHA-256 of the content in hexadecimal.
func SHA(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Write writes a file and the folders above it.
func Write(t testing.TB, content []byte, path ...string) {
	t.Helper()
	name := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Digits is a set in MNIST's format, with 20 images of 4×3 to train and 10 to test,
// and its unpacked files by name.
func Digits(mirrors ...string) (store.Set, map[string][]byte) {
	files := map[string][]byte{}
	set := store.Set{Name: "tiny", Title: "Tiny digits", Classes: strings.Fields("0 1 2 3 4 5 6 7 8 9")}
	for _, s := range []struct {
		name string
		n    int
	}{{"train", 20}, {"t10k", 10}} {
		pix, labels := make([]byte, s.n*12), make([]byte, s.n)
		for i := range pix {
			pix[i] = byte(7 * i)
		}
		for i := range labels {
			labels[i] = byte(i % 10)
		}
		for name, content := range map[string][]byte{
			s.name + "-images-idx3-ubyte": IDX([]int{s.n, 4, 3}, pix),
			s.name + "-labels-idx1-ubyte": IDX([]int{s.n}, labels),
		} {
			files[name] = content
		}
		for _, name := range []string{s.name + "-images-idx3-ubyte", s.name + "-labels-idx1-ubyte"} {
			set.Parts = append(set.Parts, store.File{Name: name, Size: int64(len(files[name])),
				Content: SHA(files[name]), Mirrors: mirrors})
		}
	}
	return set, files
}

// Photos is a set of a folder of n small photographs, its files by name, and an
// archive of them as the network has it.
func Photos(n int, archives ...string) (store.Set, map[string][]byte, []byte) {
	files := map[string][]byte{}
	var lines strings.Builder
	var packed []string
	for i := range n {
		name := fmt.Sprintf("%03d.jpg", i)
		files[name] = JPEG(20+i, 30, i+1)
		fmt.Fprintf(&lines, "%s  %s\n", SHA(files[name]), name)
		packed = append(packed, "SET/images/train/"+name, string(files[name]))
	}
	packed = append(packed, "SET/images/test/900.jpg", "x", "SET/readme.txt", "x", "SET/images/train/Thumbs.db", "x")
	folder := store.Folder{Name: "train", Count: n, Digest: SHA([]byte(lines.String())), Archives: archives}
	return store.Set{Name: "few", Title: "Few photographs", Parts: []store.Part{folder}}, files, Tgz(packed...)
}
