package datasets

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/datasets/internal/store"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

// tiny is a set of 20 + 10 images, its files, and a lookup with places of its own
// whose download counts its calls and then does what it is told.
func tiny(t *testing.T, download func(p store.Places) error) (store.Set, map[string][]byte, Lookup, *int) {
	set, files := storetest.Digits()
	calls := new(int)
	p := store.Places{Data: t.TempDir(), Cache: t.TempDir()}
	return set, files, Lookup{places: &p, download: func(context.Context, store.Set, func(Progress)) error {
		*calls++
		return download(p)
	}}, calls
}

func TestLookupInData(t *testing.T) {
	set, files, l, calls := tiny(t, nil)
	for name, content := range files {
		storetest.Write(t, storetest.Gzip(content), l.places.Data, set.Name, name+".gz")
	}
	train, test, err := l.images(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 20 || test.Len() != 10 || train.Height != 4 || train.Width != 3 || train.Labels[13] != 3 || train.Class(13) != "3" {
		t.Errorf("got %v and %v", train, test)
	}
	if want := "Tiny digits, from $LATENTLAB_DATA, verified"; train.Source != want || test.Source != want {
		t.Errorf("source %q, expected %q", train.Source, want)
	}
	if *calls != 0 {
		t.Errorf("%d downloads", *calls)
	}
}

func TestLookupDownloads(t *testing.T) {
	var set store.Set
	var files map[string][]byte
	set, files, l, calls := tiny(t, func(p store.Places) error {
		for name, content := range files {
			storetest.Write(t, content, p.CacheDir(set.Name), name)
		}
		return nil
	})
	storetest.Write(t, files["train-labels-idx1-ubyte"], l.places.Data, set.Name, "train-labels-idx1-ubyte")
	for range 2 {
		train, _, err := l.images(t.Context(), set)
		if err != nil {
			t.Fatal(err)
		}
		if want := "Tiny digits, from $LATENTLAB_DATA and the user's cache, verified"; train.Source != want {
			t.Errorf("source %q, expected %q", train.Source, want)
		}
	}
	if *calls != 1 {
		t.Errorf("%d downloads, expected 1", *calls)
	}
}

func TestLookupNotFound(t *testing.T) {
	broken := errors.New("no mirror answered")
	set, _, l, calls := tiny(t, func(store.Places) error { return broken })
	for range 3 {
		_, _, err := l.images(t.Context(), set)
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v", err)
		}
		checkError(t, err, "Tiny digits", filepath.Join(l.places.Data, "tiny"), filepath.Join(l.places.Cache, "tiny"), "no mirror answered", "latentlab data fetch tiny")
	}
	if *calls != 1 {
		t.Errorf("%d downloads, expected 1: a failure is remembered", *calls)
	}
	failures.Clear() // as in the next process
	if _, _, err := l.images(t.Context(), set); *calls != 1 {
		t.Errorf("%d downloads after %v, expected 1", *calls, err)
	}
	l.places.ForgetFailure(set.Name)
	l.images(t.Context(), set)
	if *calls != 2 {
		t.Errorf("%d downloads, expected 2", *calls)
	}

	l.places.Offline = true
	l.places.Data = ""
	_, _, err := l.images(t.Context(), set)
	checkError(t, err, "$LATENTLAB_DATA is not set", "downloads are switched off")
	if *calls != 2 {
		t.Errorf("%d downloads although they are switched off", *calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := l.images(ctx, set); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestLookupCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	set, _, l, calls := tiny(t, func(store.Places) error { cancel(); return context.Canceled })
	if _, _, err := l.images(ctx, set); !errors.Is(err, context.Canceled) || errors.Is(err, ErrNotFound) {
		t.Errorf("cancelled: %v", err)
	}
	l.images(t.Context(), set)
	if *calls != 2 {
		t.Errorf("%d downloads, expected 2: a cancelled one is no failure", *calls)
	}
	_, _, l, _ = tiny(t, func(store.Places) error { return nil })
	_, _, err := l.images(t.Context(), set)
	checkError(t, err, "the download left nothing")
}

// TestDamagedDataIsNotHidden: a user whose file is bad must hear of it.
func TestDamagedDataIsNotHidden(t *testing.T) {
	set, files, l, calls := tiny(t, nil)
	for name, content := range files {
		storetest.Write(t, content, l.places.Data, set.Name, name)
		storetest.Write(t, content, l.places.Cache, set.Name, name)
	}
	storetest.Write(t, files["train-images-idx3-ubyte"][:99], l.places.Data, set.Name, "train-images-idx3-ubyte")
	_, _, err := l.images(t.Context(), set)
	checkError(t, err, filepath.Join(l.places.Data, "tiny", "train-images-idx3-ubyte"), "wrong digest")
	if errors.Is(err, ErrNotFound) || *calls != 0 {
		t.Errorf("got %v after %d downloads", err, *calls)
	}
}

// TestDisagreement: files that are well formed, have no published digest, and do not
// belong together.
func TestDisagreement(t *testing.T) {
	idx := storetest.IDX
	for _, c := range []struct {
		images, labels []byte
		words          []string
	}{
		{idx([]int{2, 1, 1}, []byte{1, 2}), idx([]int{3}, []byte{1, 2, 3}), []string{"2 images and 3 labels"}},
		{idx([]int{2, 1}, []byte{1, 2}), idx([]int{2}, []byte{1, 2}), []string{"images have 2 dimensions"}},
		{idx([]int{2, 1, 1}, []byte{1, 2}), idx([]int{2}, []byte{1, 10}), []string{"label 1 is 10", "0 … 9"}},
		{idx([]int{0, 1, 1}, nil), idx([]int{0}, nil), []string{"0 pixels"}},
		{idx([]int{2, 0, 1}, nil), idx([]int{2}, []byte{1, 2}), []string{"images of 0×1"}},
		{idx([]int{3, 1, 1}, []byte{1, 2}), idx([]int{3}, []byte{1, 2, 3}), []string{"images", "end after 2"}},
		{idx([]int{2, 1, 1}, []byte{1, 2}), idx([]int{2}, []byte{1, 2, 3}), []string{"labels", "3 follow"}},
	} {
		_, err := assemble(c.images, c.labels, 10)
		checkError(t, err, c.words...)
	}
}

func TestUnverified(t *testing.T) {
	set, files, l, _ := tiny(t, nil)
	for i, part := range set.Parts {
		f := part.(store.File)
		storetest.Write(t, files[f.Name], l.places.Data, set.Name, f.Name)
		f.Content, f.Packed = "", "digest of the packed file"
		set.Parts[i] = f
	}
	train, _, err := l.images(t.Context(), set)
	if err != nil || train.Source != "Tiny digits, from $LATENTLAB_DATA, not verified" {
		t.Errorf("got %v, %v", train, err)
	}
	s := check(*l.places, set)
	if s.Verified || s.Missing() || s.Damaged() != nil || s.Place != "$LATENTLAB_DATA" {
		t.Errorf("state %+v", s)
	}
}

func TestCheck(t *testing.T) {
	set, files, l, _ := tiny(t, nil)
	if s := check(*l.places, set); !s.Missing() || s.Place != "" || s.Verified || s.Damaged() != nil {
		t.Errorf("nothing there: %+v", s)
	}
	for name, content := range files {
		storetest.Write(t, content, l.places.Cache, set.Name, name)
	}
	s := check(*l.places, set)
	if s.Missing() || !s.Verified || s.Place != "the user's cache" || s.Bytes == 0 {
		t.Errorf("all in the cache: %+v", s)
	}
	storetest.Write(t, []byte("x"), l.places.Data, set.Name, "t10k-labels-idx1-ubyte")
	s = check(*l.places, set)
	if s.Missing() || s.Verified || s.Place != "$LATENTLAB_DATA and the user's cache" {
		t.Errorf("one damaged: %+v", s)
	}
	checkError(t, s.Damaged(), "t10k-labels-idx1-ubyte", "wrong digest")
	storetest.Write(t, []byte("x"), l.places.Cache, set.Name, "train-labels-idx1-ubyte")
	s = check(*l.places, set)
	checkError(t, errors.Join(s.Files[1].Err), "data set not found", "damaged")
	if !s.Missing() {
		t.Errorf("one missing: %+v", s)
	}
	_, err := Check("imagenet")
	checkError(t, err, `"imagenet"`, "mnist")
	if s, err := Check("mnist"); err != nil || !s.Missing() || s.Title != "MNIST" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestFallback(t *testing.T) {
	train, test, err := Digits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 60000 || test.Len() != 10000 || train.Source != "generated strokes, seed 1 (MNIST was not found)" {
		t.Errorf("got %v and %v", train, test)
	}
	photos, err := Lookup{Offline: true}.Photographs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if photos.Len() != 40 || !strings.Contains(photos.Source, "generated dead leaves, seed 1 (the Berkeley photographs were not found)") {
		t.Errorf("got %v", photos)
	}
	for _, load := range []func(context.Context) (*Images, *Images, error){MNIST, FashionMNIST, KMNIST} {
		if _, _, err := load(t.Context()); !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := Berkeley(t.Context()); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Digits(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := Photographs(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
