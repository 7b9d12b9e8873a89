package download

import (
	"encoding/json"
	"errors"
	"io"
	"os"
)

// partial is a file on its way: as many bytes as have come, and beside them a
// note of where they came from, without which they cannot be continued.
type partial struct {
	path, url string
	most      int64 // bytes that it may grow to
}

// origin is the note. Validator is the server's name for this version of the
// file: an ETag, or the date of its last change.
type origin struct {
	URL       string
	Validator string
}

// sink is what the bytes are written through; tests put a full disk here.
var sink = func(f *os.File) io.Writer { return f }

func (p *partial) note() string { return p.path + ".json" }

// held returns how many bytes of the url are there, and the server's name for
// their version: 0 if they came from elsewhere or cannot be told apart.
func (p *partial) held() (int64, string) {
	text, err := os.ReadFile(p.note())
	if err != nil {
		return 0, ""
	}
	var from origin
	if json.Unmarshal(text, &from) != nil || from.URL != p.url || from.Validator == "" {
		return 0, ""
	}
	info, err := os.Stat(p.path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > p.most {
		return 0, ""
	}
	return info.Size(), from.Validator
}

// open returns the file, ready for the byte at the offset. From 0 it starts anew.
func (p *partial) open(offset int64, validator string) (*os.File, error) {
	if offset > 0 {
		return os.OpenFile(p.path, os.O_WRONLY|os.O_APPEND, 0)
	}
	if err := p.remove(); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(p.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	// The file is empty here, so a note that is cut short costs nothing.
	text, err := json.Marshal(origin{p.url, validator})
	if err == nil {
		err = os.WriteFile(p.note(), text, 0o644)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// remove forgets what has come.
func (p *partial) remove() error {
	var errs []error
	for _, name := range []string{p.note(), p.path} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
