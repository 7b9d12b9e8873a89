package download

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

func TestFetch(t *testing.T) {
	_, files := storetest.Digits()
	m := newMirror(t, files)
	set, _ := storetest.Digits(m.URL + "/")
	f, _ := quick(t)
	var last datasets.Progress
	f.progress = func(p datasets.Progress) { last = p }
	if err := f.fetch(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	checkSet(t, f, set)
	if got := m.gets(); len(got) != 4 {
		t.Errorf("requests: %v", got)
	}
	if last.Set != "tiny" || last.Part != "t10k-labels-idx1-ubyte" || last.Done != last.Total || last.Done == 0 {
		t.Errorf("last progress: %+v", last)
	}
	if err := f.fetch(t.Context(), set); err != nil || len(m.gets()) != 4 {
		t.Errorf("again: %v, requests: %v", err, m.gets())
	}
	storetest.Write(t, []byte("damaged"), f.places.CacheDir(set.Name), "t10k-labels-idx1-ubyte")
	if err := f.fetch(t.Context(), set); err != nil || len(m.gets()) != 5 {
		t.Errorf("repair: %v, requests: %v", err, m.gets())
	}
	checkSet(t, f, set)
}

func TestFetchPhotos(t *testing.T) {
	_, _, archive := storetest.Photos(3)
	m := newMirror(t, nil)
	m.files["photos.tgz"] = archive
	set, _, _ := storetest.Photos(3, m.URL+"/missing.tgz", m.URL+"/photos.tgz")
	f, _ := quick(t)
	if err := f.fetch(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	checkSet(t, f, set)
}

func TestDataAreNotDownloaded(t *testing.T) {
	set, files := storetest.Digits("http://127.0.0.1:1/")
	f, _ := quick(t)
	f.places.Data = t.TempDir()
	for name, content := range files {
		storetest.Write(t, content, f.places.Data, set.Name, name)
	}
	if err := f.fetch(t.Context(), set); err != nil {
		t.Error(err)
	}
}

// TestMirrorFaults lets the first mirror fail in many ways; the second is good.
func TestMirrorFaults(t *testing.T) {
	status := func(code int) func(http.ResponseWriter, *http.Request, []byte) bool {
		return func(w http.ResponseWriter, _ *http.Request, _ []byte) bool {
			http.Error(w, "no", code)
			return true
		}
	}
	body := func(change func([]byte) []byte) func(http.ResponseWriter, *http.Request, []byte) bool {
		return func(w http.ResponseWriter, _ *http.Request, file []byte) bool {
			w.Write(change(file))
			return true
		}
	}
	for _, c := range []struct {
		name  string
		fault func(http.ResponseWriter, *http.Request, []byte) bool
		words string // of the error if there is no second mirror
	}{
		{"server error", status(500), "500 Internal Server Error"},
		{"not found", status(404), "404 Not Found"},
		{"unasked part", status(206), "206"},
		{"truncated gzip", body(func(b []byte) []byte { return b[:len(b)/2] }), "cut short"},
		{"page of a hotel", body(func([]byte) []byte { return []byte("<html>Please log in") }), "not a gzip file"},
		{"other content", body(func([]byte) []byte { return storetest.Gzip([]byte("other")) }), "wrong digest"},
		{"trailing bytes", body(func(b []byte) []byte { return append(b[:len(b):len(b)], "more"...) }), "wrong digest"},
		{"too much", func(w http.ResponseWriter, _ *http.Request, _ []byte) bool {
			w.Header().Set("Content-Length", "2000000")
			w.Write(make([]byte, 2000000))
			return true
		}, "the server offers 2000000 bytes, at most"},
		{"endless", func(w http.ResponseWriter, _ *http.Request, _ []byte) bool {
			for range 40 {
				w.Write(make([]byte, 64<<10))
				w.(http.Flusher).Flush()
			}
			return true
		}, "more than 1049088 bytes came"},
		{"stalled", func(w http.ResponseWriter, r *http.Request, file []byte) bool {
			w.Write(file[:10])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return true
		}, "no byte came for 100ms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, files := storetest.Digits()
			bad, good := newMirror(t, files), newMirror(t, files)
			bad.behave(c.fault)
			if c.name == "stalled" {
				bad.retag("") // so that it cannot be resumed
			}
			alone, _ := storetest.Digits(bad.URL + "/")
			f, _ := quick(t)
			f.stall = 100 * time.Millisecond
			err := f.fetch(t.Context(), alone)
			checkError(t, err, "Tiny digits", "no mirror delivered train-images-idx3-ubyte", bad.URL, c.words)
			checkNothing(t, f, alone)
			both, _ := storetest.Digits(bad.URL+"/", good.URL+"/")
			if err := f.fetch(t.Context(), both); err != nil {
				t.Error(err)
			}
			checkSet(t, f, both)
		})
	}
}

func TestUnreachable(t *testing.T) {
	silent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(silent.Close)
	t.Cleanup(silent.CloseClientConnections)
	set, files := storetest.Digits("http://127.0.0.1:1/", silent.URL+"/")
	f, _ := quick(t)
	f.answer = 100 * time.Millisecond
	err := f.fetch(t.Context(), set)
	if !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v", err)
	}
	checkError(t, err, "http://127.0.0.1:1", "refused", silent.URL, "no answer within 100ms")

	good := newMirror(t, files)
	f.answer = 30 * time.Second // the silent one is not waited for
	set, _ = storetest.Digits(silent.URL+"/", good.URL+"/")
	if err := f.fetch(t.Context(), set); err != nil {
		t.Error(err)
	}
	checkSet(t, f, set)
}

func TestOfflineAndUnknown(t *testing.T) {
	set, _ := storetest.Digits("http://127.0.0.1:1/")
	f, dir := quick(t)
	f.places.Offline = true
	checkError(t, f.fetch(t.Context(), set), "LATENTLAB_OFFLINE forbids")
	if _, err := os.Stat(dir); err == nil {
		t.Error("a folder was made for nothing")
	}
	checkError(t, Fetch(t.Context(), "imagenet", nil), `"imagenet"`, "mnist")
}

func TestCacheFaults(t *testing.T) {
	_, files := storetest.Digits()
	m := newMirror(t, files)
	set, _ := storetest.Digits(m.URL + "/")

	f, _ := quick(t)
	storetest.Write(t, nil, f.places.Cache, "tiny") // a file where the folder should be
	checkError(t, f.fetch(t.Context(), set), "the cache cannot be written", "XDG_CACHE_HOME")

	f, dir := quick(t)
	storetest.Write(t, nil, dir, "train-images-idx3-ubyte", "inside")
	checkError(t, f.fetch(t.Context(), set), "train-images-idx3-ubyte is a folder, expected a file")

	f, dir = quick(t)
	storetest.Write(t, nil, dir, "train-images-idx3-ubyte.part", "inside")
	checkError(t, f.fetch(t.Context(), set), "train-images-idx3-ubyte.part")

	f, _ = quick(t)
	sink = func(*os.File) io.Writer { return fullDisk{} }
	defer func() { sink = func(f *os.File) io.Writer { return f } }()
	m.behave(nil)
	err := f.fetch(t.Context(), set)
	if !errors.Is(err, syscall.ENOSPC) || len(m.gets()) != 1 {
		t.Errorf("full disk: %v after %v", err, m.gets())
	}
	checkNothing(t, f, set)
	sink = func(f *os.File) io.Writer { return f }
	if err := f.fetch(t.Context(), set); err != nil {
		t.Errorf("with room again: %v", err)
	}
	checkSet(t, f, set)
}

type fullDisk struct{}

func (fullDisk) Write(p []byte) (int, error) { return 0, fmt.Errorf("no room: %w", syscall.ENOSPC) }

func TestCancel(t *testing.T) {
	_, files := storetest.Digits()
	m := newMirror(t, files)
	set, _ := storetest.Digits(m.URL + "/")
	f, dir := quick(t)
	ctx, cancel := context.WithCancel(t.Context())
	m.behave(func(w http.ResponseWriter, r *http.Request, file []byte) bool {
		w.Write(file[:10])
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
		return true
	})
	if err := f.fetch(ctx, set); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".lock")); err != nil {
		t.Error(err)
	}
	m.behave(nil)
	if err := f.fetch(t.Context(), set); err != nil {
		t.Error(err)
	}
	checkSet(t, f, set)
}
