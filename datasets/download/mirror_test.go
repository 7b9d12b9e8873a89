package download

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/latentlab/latentlab/datasets/internal/store"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

// mirror serves packed files, and may misbehave.
type mirror struct {
	*httptest.Server
	mu       sync.Mutex
	files    map[string][]byte // by name
	requests []string          // "GET name", with the ranges asked for
	tag      string
	fault    func(w http.ResponseWriter, r *http.Request, file []byte) (served bool)
}

func newMirror(t *testing.T, unpacked map[string][]byte) *mirror {
	m := &mirror{files: map[string][]byte{}, tag: `"v1"`}
	for name, content := range unpacked {
		m.files[name+".gz"] = storetest.Gzip(content)
	}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.CloseClientConnections)
	t.Cleanup(m.Close)
	return m
}

func (m *mirror) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	m.mu.Lock()
	file, there := m.files[name]
	m.requests = append(m.requests, strings.TrimSpace(r.Method+" "+name+" "+r.Header.Get("Range")))
	fault := m.fault
	w.Header().Set("ETag", m.tag)
	m.mu.Unlock()
	switch {
	case fault != nil && r.Method == "GET" && fault(w, r, file):
	case !there:
		http.NotFound(w, r)
	default:
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file))
	}
}

// behave sets the fault, nil for none, and forgets the requests so far.
func (m *mirror) behave(fault func(w http.ResponseWriter, r *http.Request, file []byte) (served bool)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault, m.requests = fault, nil
}

// retag gives the files another version.
func (m *mirror) retag(tag string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tag = tag
}

// gets returns the requests that are not questions whether the mirror answers.
func (m *mirror) gets() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var gets []string
	for _, r := range m.requests {
		if strings.HasPrefix(r, "GET") {
			gets = append(gets, r)
		}
	}
	return gets
}

// quick is a fetcher with little patience, and its folder in the cache.
func quick(t *testing.T) (*fetcher, string) {
	f := newFetcher(store.Places{Cache: t.TempDir()}, nil)
	f.answer, f.stall, f.pause = 2*time.Second, 300*time.Millisecond, time.Millisecond
	return f, f.places.CacheDir("tiny")
}

// checkSet fails unless all of the set is in the cache, verified, and nothing else.
func checkSet(t *testing.T, f *fetcher, set store.Set) {
	t.Helper()
	for _, p := range set.Parts {
		if r := p.Check(f.places.CacheDir(set.Name)); r.Err != nil || !r.Verified {
			t.Errorf("%+v", r)
		}
	}
	entries, _ := os.ReadDir(f.places.CacheDir(set.Name))
	for _, e := range entries {
		if strings.Contains(e.Name(), ".part") || strings.HasPrefix(e.Name(), ".tmp") {
			t.Errorf("%s is left", e.Name())
		}
	}
}

// checkNothing fails if any part of the set counts as being in the cache.
func checkNothing(t *testing.T, f *fetcher, set store.Set) {
	t.Helper()
	for _, p := range set.Parts {
		if r := p.Check(f.places.CacheDir(set.Name)); r.Err == nil {
			t.Errorf("there is %+v", r)
		}
	}
}

func checkError(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("error %v, expected it to say %q", err, w)
		}
	}
}
