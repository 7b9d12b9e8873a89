package checkpoint_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/latentlab/latentlab/pkg/checkpoint"
)

// text is the smallest model there is.
type text struct {
	value string
	kind  string
}

func (m *text) Kind() string                   { return "text/" + m.kind }
func (m *text) MarshalBinary() ([]byte, error) { return []byte(m.value), nil }
func (m *text) UnmarshalBinary(b []byte) error { m.value = string(b); return nil }

func TestSaveLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b.model")
	want := &text{value: "one\ntwo", kind: "1"}
	if err := checkpoint.Save(path, want); err != nil {
		t.Fatal(err)
	}
	got := &text{kind: "1"}
	if err := checkpoint.Load(path, got); err != nil || got.value != want.value {
		t.Fatalf("loaded %q, %v", got.value, err)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("%d files in the folder, expected the checkpoint alone", len(files))
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.model")
	if err := checkpoint.Save(path, &text{value: "some value", kind: "1"}); err != nil {
		t.Fatal(err)
	}
	whole, _ := os.ReadFile(path)
	flipped := append([]byte(nil), whole...)
	flipped[len(flipped)-1] ^= 1
	for name, data := range map[string][]byte{
		"empty": nil, "other": []byte("hello, world"), "flipped bit": flipped,
		"trailing": append(append([]byte(nil), whole...), 0),
	} {
		os.WriteFile(path, data, 0o600)
		if err := checkpoint.Load(path, &text{kind: "1"}); !errors.Is(err, checkpoint.ErrNotCheckpoint) {
			t.Errorf("%s: %v, expected ErrNotCheckpoint", name, err)
		}
	}
	for n := range whole {
		os.WriteFile(path, whole[:n], 0o600)
		if err := checkpoint.Load(path, &text{kind: "1"}); !errors.Is(err, checkpoint.ErrNotCheckpoint) {
			t.Errorf("cut to %d bytes: %v, expected ErrNotCheckpoint", n, err)
		}
	}
	os.WriteFile(path, whole, 0o600)
	if err := checkpoint.Load(path, &text{kind: "2"}); !errors.Is(err, checkpoint.ErrNotCheckpoint) {
		t.Errorf("other version: %v, expected ErrNotCheckpoint", err)
	}
	if err := checkpoint.Load(filepath.Join(dir, "none"), &text{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v, expected ErrNotExist", err)
	}
}

func TestSaveWhereItCannot(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	os.WriteFile(file, nil, 0o600)
	if err := checkpoint.Save(filepath.Join(file, "m"), &text{}); err == nil {
		t.Error("saved below a file")
	}
	os.Mkdir(filepath.Join(dir, "m"), 0o700)
	if err := checkpoint.Save(filepath.Join(dir, "m"), &text{}); err == nil {
		t.Error("saved over a directory")
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("%d entries in the folder, expected the two from before", len(files))
	}
}

func TestTrain(t *testing.T) {
	t.Setenv("LATENTLAB_MODELS", t.TempDir())
	key := checkpoint.Key{Name: "t", Config: "c", Seed: 1}
	trained := 0
	grow := func(m *text) func(context.Context, bool, func() error) error {
		return func(ctx context.Context, resumed bool, save func() error) error {
			trained++
			if !resumed {
				m.value = ""
			}
			for len(m.value) < 4 {
				m.value += "x"
				if err := save(); err != nil {
					return err
				}
				if ctx.Err() != nil {
					return ctx.Err()
				}
			}
			return nil
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	m := &text{kind: "1"}
	if err := checkpoint.Train(cancelled, key, m, grow(m)); !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled training returned %v", err)
	}
	m = &text{kind: "1"}
	if err := checkpoint.Train(context.Background(), key, m, grow(m)); err != nil || m.value != "xxxx" {
		t.Fatalf("resumed training gave %q, %v", m.value, err)
	}
	if trained != 2 {
		t.Fatalf("trained %d times, expected 2", trained)
	}
	m = &text{kind: "1"}
	if err := checkpoint.Train(context.Background(), key, m, grow(m)); err != nil || m.value != "xxxx" || trained != 2 {
		t.Fatalf("loading gave %q, %v after %d trainings", m.value, err, trained)
	}
	key.Seed++
	if err := checkpoint.Train(context.Background(), key, m, grow(m)); err != nil || trained != 3 {
		t.Fatalf("another seed: %v after %d trainings, expected 3", err, trained)
	}
	if files, _ := os.ReadDir(checkpoint.Dir()); len(files) != 3 {
		t.Errorf("%d files left, expected the two models and the name of the latest", len(files))
	}
	m.value = "y"
	if err := checkpoint.Latest("t", m); err != nil || m.value != "xxxx" {
		t.Errorf("the latest is %q, %v", m.value, err)
	}
	if err := checkpoint.Latest("other", m); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a name never trained: %v, expected ErrNotExist", err)
	}
}

func TestKeyPathsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range []checkpoint.Key{{Name: "a"}, {Name: "a", Config: "x"}, {Name: "a", Data: "x"}, {Name: "a", Seed: 1}} {
		for _, kind := range []string{"1", "2"} {
			seen[k.Path(&text{kind: kind})] = true
		}
	}
	if len(seen) != 8 {
		t.Errorf("%d different paths for 8 different keys", len(seen))
	}
	if a, b := checkpoint.Digest([]float64{1, 2}), checkpoint.Digest([]float64{1, 3}); a == b {
		t.Error("different data have the same digest")
	}
}

// The state before the first step and the data make the key; an interrupted training
// goes on, one that ended is loaded, and every step is told.
func TestTrainSteps(t *testing.T) {
	t.Setenv("LATENTLAB_MODELS", t.TempDir())
	told := 0
	run := func(ctx context.Context, m *text, data string, end int) error {
		return checkpoint.TrainSteps(ctx, "s", data, m, func(ctx context.Context, step func(int)) error {
			for len(m.value) < end {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				m.value += "x"
				step(len(m.value))
			}
			return nil
		}, func(int) { told++ })
	}
	ctx, cancel := context.WithCancel(context.Background())
	m := &text{kind: "1", value: "a"}
	err := checkpoint.TrainSteps(ctx, "s", "d", m, func(ctx context.Context, step func(int)) error {
		m.value += "x"
		step(1)
		cancel()
		return ctx.Err()
	}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled training returned %v", err)
	}
	m = &text{kind: "1", value: "a"}
	if err := run(context.Background(), m, "d", 4); err != nil || m.value != "axxx" || told != 2 {
		t.Fatalf("resumed training gave %q, %v, and told %d steps, expected the last two", m.value, err, told)
	}
	for _, c := range []struct {
		start, data, want string
		told              int
	}{{"a", "d", "axxx", 2}, {"b", "d", "bxxx", 5}, {"a", "e", "axxx", 8}} {
		m = &text{kind: "1", value: c.start}
		if err := run(context.Background(), m, c.data, 4); err != nil || m.value != c.want || told != c.told {
			t.Errorf("from %q with data %q: %q, %v, %d steps told; expected %q and %d", c.start, c.data, m.value, err, told, c.want, c.told)
		}
	}
}
