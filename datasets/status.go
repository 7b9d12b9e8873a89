package datasets

import (
	"errors"

	"github.com/latentlab/latentlab/datasets/internal/store"
)

// State says where a data set is on this machine.
type State struct {
	Name, Title string
	Place       string // "$LATENTLAB_DATA", "the user's cache", both, or empty if a part is missing
	Bytes       int64
	Verified    bool // all digests are the published ones
	Files       []FileState
}

// FileState says the same of one of its files, or of its folder of photographs.
type FileState struct {
	Name     string
	Path     string // empty if missing
	Bytes    int64
	Verified bool
	Err      error // ErrNotFound, or what is wrong with the file
}

// Missing says whether a part of the set has to be downloaded.
func (s State) Missing() bool {
	for _, f := range s.Files {
		if errors.Is(f.Err, ErrNotFound) {
			return true
		}
	}
	return false
}

// Damaged returns the errors of files that are there and cannot be used.
func (s State) Damaged() error {
	var errs []error
	for _, f := range s.Files {
		if f.Err != nil && !errors.Is(f.Err, ErrNotFound) {
			errs = append(errs, f.Err)
		}
	}
	return errors.Join(errs...)
}

// CacheDir returns the folder in the user's cache where downloads are kept.
func CacheDir() string { return store.Default().Cache }

// Check reads the files of the data set of that name, wherever they are, and
// compares their digests. It does not use the network. The error is an unknown name.
func Check(name string) (State, error) {
	set, err := store.Named(name)
	if err != nil {
		return State{}, err
	}
	return check(store.Default(), set), nil
}

func check(p store.Places, set store.Set) State {
	s := State{Name: set.Name, Title: set.Title, Verified: true}
	places := map[string]bool{}
	for _, part := range set.Parts {
		r, place := p.Find(set.Name, part)
		f := FileState{Name: r.Name, Path: r.Path, Bytes: r.Bytes, Verified: r.Verified && r.Err == nil, Err: r.Err}
		if errors.Is(r.Err, store.ErrMissing) {
			f.Err = errors.Join(ErrNotFound, reason(r.Err))
		}
		places[place] = true
		s.Bytes += r.Bytes
		s.Verified = s.Verified && f.Verified
		s.Files = append(s.Files, f)
	}
	switch {
	case s.Missing():
	case places[store.InData] && places[store.InCache]:
		s.Place = store.InData + " and " + store.InCache
	case places[store.InData]:
		s.Place = store.InData
	default:
		s.Place = store.InCache
	}
	return s
}

// reason is what a missing part's error says beyond that it is missing.
func reason(err error) error {
	if err == store.ErrMissing {
		return nil
	}
	return err
}
