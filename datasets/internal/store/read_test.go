package store_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/latentlab/latentlab/datasets/internal/store"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

func TestPlacesOrder(t *testing.T) {
	p := store.Places{Data: t.TempDir(), Cache: t.TempDir()}
	f := store.File{Name: "f", Content: storetest.SHA(content)}
	expect := func(place string, words ...string) {
		t.Helper()
		got, r, where := p.ReadFile("set", f)
		checkError(t, r.Err, words...)
		if where != place || r.Err == nil && string(got) != string(content) {
			t.Errorf("%d bytes from %s, expected %s", len(got), where, place)
		}
		if r2, where2 := p.Find("set", f); where2 != where || (r2.Err == nil) != (r.Err == nil) {
			t.Errorf("Find says %+v in %s, ReadFile %+v in %s", r2, where2, r, where)
		}
	}
	expect(store.InCache, "not there")
	storetest.Write(t, content[1:], p.Cache, "set", "f")
	expect(store.InCache, "not there", "damaged", "wrong digest")
	storetest.Write(t, content, p.Cache, "set", "f")
	expect(store.InCache)
	storetest.Write(t, packed[:50], p.Data, "set", "f.gz")
	expect(store.InData, "cut short")
	storetest.Write(t, packed, p.Data, "set", "f.gz")
	expect(store.InData)
}

func TestCacheTakesOnlyVerified(t *testing.T) {
	p := store.Places{Cache: t.TempDir()}
	storetest.Write(t, content, p.Cache, "set", "f")
	if _, r, _ := p.ReadFile("set", store.File{Name: "f", Packed: "x"}); !errors.Is(r.Err, store.ErrMissing) {
		t.Errorf("a file without digest: %+v", r)
	}
	set, files, _ := storetest.Photos(2)
	folder := set.Parts[0].(store.Folder)
	storetest.Write(t, files["000.jpg"], p.Cache, "few", "train", "000.jpg")
	if _, r, _ := p.ReadFolder("few", folder); !errors.Is(r.Err, store.ErrMissing) {
		t.Errorf("half a folder: %+v", r)
	}
	p.Data = p.Cache
	if blobs, r, place := p.ReadFolder("few", folder); r.Err != nil || r.Verified || place != store.InData || len(blobs) != 1 {
		t.Errorf("half a folder of the user's: %+v", r)
	}
}

// TestKeptCopy proves that the copy is read, by putting rubbish into a packed file
// without changing its size and time, and that any other change is noticed.
func TestKeptCopy(t *testing.T) {
	p := store.Places{Data: t.TempDir(), Cache: t.TempDir()}
	rng := rand.New(rand.NewPCG(1, 2))
	big := make([]byte, 3<<20)
	for i := range big {
		big[i] = byte(rng.IntN(64))
	}
	f := store.File{Name: "f", Content: storetest.SHA(big)}
	path := filepath.Join(p.Data, "set", "f.gz")
	file := storetest.Gzip(big)
	stamp := time.Now().Add(-time.Hour)
	write := func(b []byte, at time.Time) {
		storetest.Write(t, b, path)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	read := func(words ...string) {
		t.Helper()
		got, r, place := p.ReadFile("set", f)
		checkError(t, r.Err, words...)
		if place != store.InData || words == nil && (!r.Verified || storetest.SHA(got) != f.Content) {
			t.Errorf("%+v from %s", r, place)
		}
	}
	copies := func() []string {
		names, _ := filepath.Glob(filepath.Join(p.Cache, "set", "unpacked", "*"))
		return names
	}
	write(file, stamp)
	read()
	if len(copies()) != 1 {
		t.Fatalf("copies: %v", copies())
	}
	write(make([]byte, len(file)), stamp)
	read() // the copy
	write(make([]byte, len(file)), stamp.Add(time.Second))
	read("not a gzip file")
	write(file, stamp)
	storetest.Write(t, big[1:], copies()[0])
	read() // a damaged copy is not used
	write(file, stamp.Add(time.Minute))
	read()
	if len(copies()) != 1 {
		t.Errorf("copies: %v", copies())
	}
	p.Cache = filepath.Join(path, "nowhere") // no place for a copy
	read()
}

func TestFailureNote(t *testing.T) {
	p := store.Places{Cache: t.TempDir()}
	if _, failed := p.Failure("set"); failed {
		t.Error("a failure before any")
	}
	p.NoteFailure("set", "no mirror answered")
	if reason, failed := p.Failure("set"); !failed || reason != "no mirror answered" {
		t.Errorf("noted %q, %v", reason, failed)
	}
	old := time.Now().Add(-store.FailureLasts - time.Minute)
	os.Chtimes(filepath.Join(p.Cache, "set", "failed-download.txt"), old, old)
	if _, failed := p.Failure("set"); failed {
		t.Error("an old failure still counts")
	}
	p.NoteFailure("set", "again")
	p.ForgetFailure("set")
	if _, failed := p.Failure("set"); failed {
		t.Error("a forgotten failure still counts")
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	unlock, err := store.Lock(t.Context(), dir, func() { t.Error("waited for nobody") })
	if err != nil {
		t.Fatal(err)
	}
	waits := make(chan bool, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-waits; cancel() }()
	if _, err := store.Lock(ctx, dir, func() { waits <- true }); !errors.Is(err, context.Canceled) {
		t.Errorf("second lock: %v", err)
	}
	unlock()
	unlock, err = store.Lock(t.Context(), dir, func() { t.Error("waited for nobody") })
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	_, err = store.Lock(t.Context(), filepath.Join(dir, "nowhere"), nil)
	checkError(t, err, "nowhere")
}
