package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/latentlab/latentlab/datasets/internal/store"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

func TestFolderInstall(t *testing.T) {
	set, files, archive := storetest.Photos(3)
	folder := set.Parts[0].(store.Folder)
	dir := t.TempDir()
	download := filepath.Join(dir, "train.part")

	if r := folder.Check(dir); !errors.Is(r.Err, store.ErrMissing) {
		t.Errorf("empty folder: %+v", r)
	}
	storetest.Write(t, archive[:len(archive)/2], download)
	err := folder.Install(dir, download)
	checkError(t, err, "wrong digest", "cut short")

	storetest.Write(t, storetest.Tgz("a/images/train/000.jpg", "other"), download)
	checkError(t, folder.Install(dir, download), "1 JPEG files in images/train, expected 3")
	storetest.Write(t, storetest.Tgz("images/train/0.jpg", "a", "images/train/1.jpg", "b", "images/train/2.jpg", "c"), download)
	checkError(t, folder.Install(dir, download), "wrong digest", folder.Digest)
	if r := folder.Check(dir); !errors.Is(r.Err, store.ErrMissing) {
		t.Errorf("after bad archives: %+v", r)
	}

	for _, before := range []string{"nothing", "a damaged copy"} {
		storetest.Write(t, archive, download)
		checkError(t, folder.Install(dir, download))
		blobs, r := folder.Read(dir)
		if r.Err != nil || !r.Verified || len(blobs) != 3 || string(blobs[2].Data) != string(files["002.jpg"]) {
			t.Errorf("installed over %s: %d files, %+v", before, len(blobs), r)
		}
		noTemporaries(t, dir)
		storetest.Write(t, []byte("x"), dir, "train", "001.jpg")
		if r := folder.Check(dir); r.Err != nil || r.Verified {
			t.Errorf("damaged: %+v", r)
		}
	}
}

func TestFolderFaults(t *testing.T) {
	set, _, archive := storetest.Photos(1)
	folder := set.Parts[0].(store.Folder)
	dir := t.TempDir()
	download := filepath.Join(dir, "train.part")
	storetest.Write(t, archive, download)
	storetest.Write(t, nil, dir, "train")
	checkError(t, folder.Check(dir).Err, "expected a folder of JPEG files")
	checkError(t, folder.Install(dir, download), "is a file, expected a folder: please remove it")

	storetest.Write(t, storetest.Tgz("images/train/0.jpg", string(make([]byte, 5<<20))), download)
	checkError(t, folder.Install(dir, download), "5242880 bytes", "more than a photograph has")

	if err := os.MkdirAll(filepath.Join(dir, "b", "train", "dir.jpg"), 0o755); err != nil {
		t.Fatal(err)
	}
	checkError(t, folder.Check(filepath.Join(dir, "b")).Err, "dir.jpg is not a readable file")
}
