// Package download brings data sets from the network into the user's cache, where
// package datasets finds them.
//
// It is a package of its own since programs that link net/http take 0.2 s longer
// to build, and each cell of a notebook is a program. Package datasets runs it in
// a process of its own when data are missing (see the command in datasets/fetch).
package download

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/datasets/internal/store"
)

// Fetch makes sure that the parts of the data set of that name (see
// datasets.Names) are in $LATENTLAB_DATA or in the user's cache, and downloads
// those that are not. Downloads resume where an earlier one was cut, are checked
// against published digests, and appear in the cache whole or not at all. Several
// processes may call it at once: one downloads, the others wait for it.
//
// Progress may be nil; it is called from one goroutine, about ten times a second.
//
// Errors: an unknown name; ctx's; a cache that cannot be written; ErrUnreachable;
// a list of what went wrong at each mirror.
func Fetch(ctx context.Context, name string, progress func(datasets.Progress)) error {
	set, err := store.Named(name)
	if err != nil {
		return err
	}
	return newFetcher(store.Default(), progress).fetch(ctx, set)
}

// ErrUnreachable says that no mirror answered.
var ErrUnreachable = errors.New("no mirror answered")

// fetcher holds what a fetch needs; tests shorten its patience.
type fetcher struct {
	places   store.Places
	progress func(datasets.Progress)
	client   client
	answer   time.Duration // for a mirror's first answer
	stall    time.Duration // longest pause between bytes
	pause    time.Duration // before trying again, at first
	tries    int           // attempts at a mirror without progress
}

func newFetcher(places store.Places, progress func(datasets.Progress)) *fetcher {
	if progress == nil {
		progress = func(datasets.Progress) {}
	}
	return &fetcher{
		places: places, progress: progress, client: newClient(),
		answer: 4 * time.Second, stall: 20 * time.Second, pause: 300 * time.Millisecond, tries: 3,
	}
}

// fetch downloads the missing parts of the set, one after the other.
func (f *fetcher) fetch(ctx context.Context, set store.Set) error {
	if len(f.missing(set)) == 0 {
		return nil
	}
	if f.places.Offline {
		return fmt.Errorf("%s is not there, and %s forbids to download it", set.Title, store.OfflineVariable)
	}
	dir := f.places.CacheDir(set.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("the cache cannot be written (set %s or XDG_CACHE_HOME to another folder): %w", store.DataVariable, err)
	}
	unlock, err := store.Lock(ctx, dir, func() {
		f.progress(datasets.Progress{Set: set.Name, Waiting: true})
	})
	if err != nil {
		return err
	}
	defer unlock()
	store.Sweep(dir)
	f.places.ForgetFailure(set.Name)
	mirrors := &reach{fetcher: f}
	for _, part := range f.missing(set) { // again: another process may have brought them
		if err := f.part(ctx, set, part, mirrors); err != nil {
			return fmt.Errorf("%s: %w", set.Title, err)
		}
	}
	return nil
}

// missing returns the parts that neither place has. What is damaged in
// $LATENTLAB_DATA is the user's to repair, so it is not missing.
func (f *fetcher) missing(set store.Set) []store.Part {
	var parts []store.Part
	for _, p := range set.Parts {
		if dir := f.places.DataDir(set.Name); dir != "" && !errors.Is(p.Check(dir).Err, store.ErrMissing) {
			continue
		}
		if r := p.Check(f.places.CacheDir(set.Name)); r.Err == nil && r.Verified {
			continue
		}
		parts = append(parts, p)
	}
	return parts
}

// part downloads a part from the first mirror that has the published one.
func (f *fetcher) part(ctx context.Context, set store.Set, part store.Part, mirrors *reach) error {
	dir, d := f.places.CacheDir(set.Name), part.Download()
	reachable, err := mirrors.among(ctx, d.URLs)
	if err != nil {
		return err
	}
	progress := func(done, total int64) {
		if total < 0 {
			total = max(d.About, done)
		}
		f.progress(datasets.Progress{Set: set.Name, Part: d.Name, Done: done, Total: total})
	}
	var failures []error
	for _, url := range reachable {
		file := &partial{path: filepath.Join(dir, d.Name+".part"), url: url, most: d.Most}
		err := f.from(ctx, file, part, dir, progress)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !errors.Is(err, errMirror) && !errors.Is(err, store.ErrDigest) {
			return err // the disk's fault, which no other mirror mends
		}
		failures = append(failures, fmt.Errorf("%s: %w", url, err))
	}
	return fmt.Errorf("no mirror delivered %s:\n%w", d.Name, errors.Join(failures...))
}

// from downloads the file from one mirror and installs it. A file that turns out
// to be wrong is tried once more from its first byte if it was a continued one.
func (f *fetcher) from(ctx context.Context, file *partial, part store.Part, dir string, progress func(done, total int64)) error {
	for {
		before, _ := file.held()
		if err := f.bring(ctx, file, progress); err != nil {
			return err
		}
		err := part.Install(dir, file.path)
		if err != nil && !errors.Is(err, store.ErrDigest) {
			return err
		}
		if gone := file.remove(); err == nil || before == 0 || gone != nil {
			return errors.Join(err, gone)
		}
	}
}
