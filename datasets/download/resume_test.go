package download

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/datasets/internal/store"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

// one is a set of one file of 40 kB that does not pack, on the mirror.
func one(t *testing.T) (*mirror, store.Set, []byte) {
	content := make([]byte, 40000)
	for i, state := 0, uint32(1); i < len(content); i++ {
		state = state*1664525 + 1013904223
		content[i] = byte(state >> 24)
	}
	m := newMirror(t, map[string][]byte{"f": content})
	set := store.Set{Name: "tiny", Title: "One", Parts: []store.Part{
		store.File{Name: "f", Size: 40000, Content: storetest.SHA(content), Mirrors: []string{m.URL + "/"}}}}
	return m, set, m.files["f.gz"]
}

// cutAt serves the asked range up to a byte of the file, then breaks the connection.
func cutAt(end int) func(http.ResponseWriter, *http.Request, []byte) bool {
	return func(w http.ResponseWriter, r *http.Request, file []byte) bool {
		first := 0
		if fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &first); first >= end {
			return false
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(file)-first))
		if first > 0 {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, len(file)-1, len(file)))
			w.WriteHeader(http.StatusPartialContent)
		}
		w.Write(file[first:end])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

func TestCutDownloadResumes(t *testing.T) {
	m, set, _ := one(t)
	f, _ := quick(t)
	cuts := []int{10000, 20000, 30000, 35000} // more than the tries without progress
	m.behave(func(w http.ResponseWriter, r *http.Request, file []byte) bool {
		if len(cuts) == 0 {
			return false
		}
		end := cuts[0]
		cuts = cuts[1:]
		return cutAt(end)(w, r, file)
	})
	if err := f.fetch(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	checkSet(t, f, set)
	want := "GET f.gz|GET f.gz bytes=10000-|GET f.gz bytes=20000-|GET f.gz bytes=30000-|GET f.gz bytes=35000-"
	if got := strings.Join(m.gets(), "|"); got != want {
		t.Errorf("requests %s, expected %s", got, want)
	}
}

func TestStalledDownloadResumes(t *testing.T) {
	m, set, _ := one(t)
	f, _ := quick(t)
	m.behave(func(w http.ResponseWriter, r *http.Request, file []byte) bool {
		if r.Header.Get("Range") != "" {
			return false
		}
		w.Write(file[:15000])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return true
	})
	if err := f.fetch(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	checkSet(t, f, set)
	if got := strings.Join(m.gets(), "|"); got != "GET f.gz|GET f.gz bytes=15000-" {
		t.Errorf("requests %s", got)
	}
}

// TestNextProcessResumes gives up in one fetcher and goes on in another.
func TestNextProcessResumes(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(m *mirror, part string)
		want   string // the second fetcher's first request
	}{
		{"same file", func(*mirror, string) {}, "GET f.gz bytes=20000-"},
		{"new version on the server", func(m *mirror, _ string) { m.retag(`"v2"`) }, "GET f.gz bytes=20000-"},
		{"range is ignored", func(m *mirror, _ string) {
			m.behave(func(w http.ResponseWriter, _ *http.Request, file []byte) bool {
				w.Write(file)
				return true
			})
		}, "GET f.gz bytes=20000-"},
		{"another range comes", func(m *mirror, _ string) {
			m.behave(func(w http.ResponseWriter, r *http.Request, file []byte) bool {
				if r.Header.Get("Range") == "" {
					return false
				}
				w.Header().Set("Content-Range", "bytes 0-9/40000")
				w.WriteHeader(http.StatusPartialContent)
				w.Write(file[:10])
				return true
			})
		}, "GET f.gz bytes=20000-"},
		{"part damaged", func(_ *mirror, part string) {
			os.WriteFile(part, make([]byte, 20000), 0o644)
		}, "GET f.gz bytes=20000-"},
		{"part longer than the file", func(_ *mirror, part string) {
			os.WriteFile(part, make([]byte, 50000), 0o644)
		}, "GET f.gz bytes=50000-"},
		{"part from nowhere", func(_ *mirror, part string) { os.Remove(part + ".json") }, "GET f.gz"},
		{"note cut short", func(_ *mirror, part string) { os.WriteFile(part+".json", []byte(`{"URL":"h`), 0o644) }, "GET f.gz"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, set, _ := one(t)
			f, dir := quick(t)
			m.behave(cutAt(20000))
			f.tries = 1
			f.client = once{f.client}
			checkError(t, f.fetch(t.Context(), set), "404")
			checkNothing(t, f, set)

			m.behave(nil)
			c.change(m, filepath.Join(dir, "f.part"))
			next := newFetcher(f.places, nil)
			if err := next.fetch(t.Context(), set); err != nil {
				t.Fatal(err)
			}
			checkSet(t, next, set)
			if got := m.gets(); got[0] != c.want {
				t.Errorf("requests %v, expected first %s", got, c.want)
			}
		})
	}
}

// once refuses to continue a download, so that a fetcher gives up after one cut.
type once struct{ client }

func (o once) Do(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Range") != "" {
		r.URL.Path = "/gone"
	}
	return o.client.Do(r)
}

// TestWholePart continues a part that had come whole: the server has nothing to add.
func TestWholePart(t *testing.T) {
	m, set, file := one(t)
	f, dir := quick(t)
	storetest.Write(t, file, dir, "f.part")
	storetest.Write(t, []byte(`{"URL":"`+m.URL+`/f.gz","Validator":"\"v1\""}`), dir, "f.part.json")
	if err := f.fetch(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	checkSet(t, f, set)
	if got := m.gets(); len(got) != 1 {
		t.Errorf("requests %v", got)
	}
}
