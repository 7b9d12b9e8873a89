package datasets

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/latentlab/latentlab/datasets/internal/store"
)

// Lookup says how data sets are looked for. The zero value looks everywhere and
// reports nothing; the functions MNIST, Digits, … use it.
type Lookup struct {
	Offline  bool           // do not download; so does LATENTLAB_OFFLINE=1
	Progress func(Progress) // called during a download, about ten times a second; nil for none

	places   *store.Places // for tests
	download downloader    // for tests
}

// ErrNotFound is in the chain of errors that say that a data set is in none of the
// places and could not be downloaded.
var ErrNotFound = errors.New("data set not found")

// Names returns the names of the data sets: of their folders, and for the command
// `latentlab data`.
func Names() []string { return store.Names() }

// downloader brings a set into the cache.
type downloader func(ctx context.Context, set store.Set, progress func(Progress)) error

func (l Lookup) where() store.Places {
	if l.places != nil {
		return *l.places
	}
	p := store.Default()
	p.Offline = p.Offline || l.Offline
	return p
}

// find calls read, and once more after a download if something was missing. Read
// returns an error with store.ErrMissing if so.
func (l Lookup) find(ctx context.Context, set store.Set, read func(store.Places) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p := l.where()
	err := read(p)
	if !errors.Is(err, store.ErrMissing) {
		return err
	}
	if failed := l.fetch(ctx, p, set); failed != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return notFound(p, set, err, failed)
	}
	if err = read(p); errors.Is(err, store.ErrMissing) {
		return notFound(p, set, err, errors.New("the download left nothing"))
	}
	return err
}

// fetch downloads the set, unless that is forbidden or failed not long ago.
func (l Lookup) fetch(ctx context.Context, p store.Places, set store.Set) error {
	if p.Offline {
		return errors.New("downloads are switched off")
	}
	here := p.CacheDir(set.Name)
	if err, failed := failures.Load(here); failed {
		return err.(error)
	}
	if reason, failed := p.Failure(set.Name); failed {
		return fmt.Errorf("the last try, less than %v ago, failed: %s", store.FailureLasts, reason)
	}
	download, progress := l.download, l.Progress
	if download == nil {
		download = runFetch
	}
	if progress == nil {
		progress = func(Progress) {}
	}
	err := download(ctx, set, progress)
	if err != nil && ctx.Err() == nil {
		failures.Store(here, err)
		p.NoteFailure(set.Name, err.Error())
	}
	return err
}

// failures holds the downloads that failed in this process, by folder.
var failures sync.Map

// notFound says where the set was looked for, and what to do.
func notFound(p store.Places, set store.Set, missing, failed error) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is not on this machine.", set.Title)
	if dir := p.DataDir(set.Name); dir == "" {
		fmt.Fprintf(&b, "\n- %s is not set.", store.InData)
	} else {
		fmt.Fprintf(&b, "\n- %s: %s has not all of it.", store.InData, dir)
	}
	fmt.Fprintf(&b, "\n- The user's cache: %s has not all of it", p.CacheDir(set.Name))
	if reason := strings.TrimPrefix(missing.Error(), store.ErrMissing.Error()+": "); reason != store.ErrMissing.Error() {
		fmt.Fprintf(&b, " (%s)", reason)
	}
	fmt.Fprintf(&b, ".\n- Download: %v.", failed)
	fmt.Fprintf(&b, "\nPut it into a folder %s of the folder that %s names, or run: latentlab data fetch %s", set.Name, store.InData, set.Name)
	return fmt.Errorf("%w: %s", ErrNotFound, b.String())
}

// source tells people where data come from, without naming a path.
func source(title string, places []string, verified bool) string {
	from := places[0]
	for _, p := range places {
		if p != from {
			from = store.InData + " and " + store.InCache
			break
		}
	}
	if verified {
		return fmt.Sprintf("%s, from %s, verified", title, from)
	}
	return fmt.Sprintf("%s, from %s, not verified", title, from)
}
