package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/datasets/internal/store"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

var (
	content = []byte(strings.Repeat("forty-two bytes of content, again and again", 100))
	packed  = storetest.Gzip(content)
)

// checkError fails unless err names all the words, and nil means no error.
func checkError(t *testing.T, err error, words ...string) {
	t.Helper()
	if len(words) == 0 && err != nil {
		t.Errorf("unexpected error: %v", err)
	}
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("error %v, expected it to say %q", err, w)
		}
	}
}

func TestFileRead(t *testing.T) {
	byContent := store.File{Name: "f", Content: storetest.SHA(content)}
	byPacked := store.File{Name: "f", Packed: storetest.SHA(packed)}
	again := append(packed[:len(packed):len(packed)], packed...) // packs other content
	flipped := append([]byte{}, packed...)
	flipped[len(flipped)/2] ^= 1
	cases := []struct {
		name     string
		file     store.File
		on       string // name on disk
		bytes    []byte
		verified bool
		words    []string
	}{
		{"packed, digest of content", byContent, "f.gz", packed, true, nil},
		{"unpacked, digest of content", byContent, "f", content, true, nil},
		{"packed, digest of packed", byPacked, "f.gz", packed, true, nil},
		{"packed again, digest of packed", byPacked, "f.gz", append(packed[:len(packed):len(packed)], storetest.Gzip(nil)...), false, nil},
		{"unpacked, digest of packed", byPacked, "f", content, false, nil},
		{"truncated", byContent, "f.gz", packed[:len(packed)-9], false, []string{"f.gz", "cut short"}},
		{"almost nothing", byContent, "f.gz", packed[:3], false, []string{"f.gz", "cut short"}},
		{"empty", byContent, "f.gz", nil, false, []string{"f.gz", "cut short"}},
		{"flipped bit", byContent, "f.gz", flipped, false, []string{"f.gz"}},
		{"not gzip", byContent, "f.gz", content, false, []string{"f.gz", "not a gzip file"}},
		{"trailing bytes", byContent, "f.gz", append(packed[:len(packed):len(packed)], "more"...), false, []string{"f.gz"}},
		{"twice the content", byContent, "f.gz", again, false, []string{"wrong digest", "8600 bytes", byContent.Content}},
		{"wrong content", byContent, "f", content[1:], false, []string{"wrong digest", "4299 bytes", byContent.Content}},
		{"missing", byContent, "g", content, false, []string{"not there"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			storetest.Write(t, c.bytes, dir, c.on)
			got, r := c.file.Read(dir)
			checkError(t, r.Err, c.words...)
			if r.Verified != c.verified {
				t.Errorf("verified is %v, expected %v", r.Verified, c.verified)
			}
			if c.words == nil && string(got) != string(content) {
				t.Errorf("got %d bytes, expected %d", len(got), len(content))
			}
			if c.words != nil && got != nil {
				t.Errorf("got %d bytes in spite of an error", len(got))
			}
		})
	}
}

func TestFolderWhereFileShouldBe(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "f.gz"), 0o755); err != nil {
		t.Fatal(err)
	}
	f := store.File{Name: "f", Content: storetest.SHA(content)}
	checkError(t, f.Check(dir).Err, "f.gz is a folder, expected a file")
}

func TestFileInstall(t *testing.T) {
	dir := t.TempDir()
	download := filepath.Join(dir, "f.part")
	f := store.File{Name: "f", Packed: storetest.SHA(packed)}

	storetest.Write(t, packed[:100], download)
	err := f.Install(dir, download)
	checkError(t, err, "wrong digest", f.Packed)
	if !errors.Is(err, store.ErrDigest) || !errors.Is(f.Check(dir).Err, store.ErrMissing) {
		t.Errorf("error %v, then %v", err, f.Check(dir).Err)
	}

	storetest.Write(t, packed, download)
	checkError(t, f.Install(dir, download))
	if r := f.Check(dir); r.Err != nil || !r.Verified {
		t.Errorf("installed file: %+v", r)
	}
	storetest.Write(t, content[1:], dir, "f") // damage in the cache, found by the noted digest
	checkError(t, f.Check(dir).Err, "wrong digest")
}

func TestInstallOverFolder(t *testing.T) {
	dir := t.TempDir()
	download := filepath.Join(dir, "f.part")
	storetest.Write(t, packed, download)
	storetest.Write(t, nil, dir, "f", "inside")
	err := store.File{Name: "f", Content: storetest.SHA(content)}.Install(dir, download)
	checkError(t, err, "is a folder, expected a file: please remove it")
}

func TestPlacesFromEnvironment(t *testing.T) {
	for value, want := range map[string]bool{"": false, "0": false, "false": false, "1": true, "yes": true} {
		t.Setenv("LATENTLAB_OFFLINE", value)
		t.Setenv("LATENTLAB_DATA", "somewhere")
		if p := store.Default(); p.Offline != want || p.Data != "somewhere" || p.Cache == "" {
			t.Errorf("LATENTLAB_OFFLINE=%q: %+v", value, p)
		}
	}
}

func TestNames(t *testing.T) {
	for _, name := range store.Names() {
		set, err := store.Named(name)
		if err != nil || set.Name != name || len(set.Parts) == 0 {
			t.Errorf("%s: %+v, %v", name, set, err)
		}
	}
	if hosts := store.Berkeley.Hosts(); len(hosts) != 2 || !strings.Contains(hosts[1], "github") {
		t.Errorf("hosts %v", hosts)
	}
	_, err := store.Named("imagenet")
	checkError(t, err, `"imagenet"`, "mnist, fashion-mnist, kmnist, bsds500")
}

// noTemporaries fails if the folder holds what a write left behind.
func noTemporaries(t *testing.T, dir string) {
	t.Helper()
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if strings.HasPrefix(d.Name(), ".tmp-") {
			t.Errorf("%s is left", path)
		}
		return nil
	})
}
