package checkpoint

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
)

// Key says what a model was made from. Two keys that differ in anything name
// different files.
type Key struct {
	Name   string // begins the file's name: "05-strokes"
	Config string // all settings, as from fmt.Sprintf("%+v", settings)
	Data   string // what identifies the data, as from Digest
	Seed   uint64
}

// Path returns the file that belongs to the key and the kind of m, in Dir().
func (k Key) Path(m Model) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %d", m.Kind(), k.Name, k.Config, k.Data, k.Seed))
	return filepath.Join(Dir(), k.Name+"-"+hex.EncodeToString(sum[:6])+".model")
}

// Dir returns the folder of trained models: $LATENTLAB_MODELS, or a folder in the
// user's cache.
func Dir() string {
	if dir := os.Getenv("LATENTLAB_MODELS"); dir != "" {
		return dir
	}
	return filepath.Join(xdg.CacheHome, "latentlab", "models")
}

// Digest identifies numbers by their bits.
func Digest(data ...[]float64) string {
	h := sha256.New()
	buf := make([]byte, 0, 8*4096)
	for _, d := range data {
		for len(d) > 0 {
			n := min(len(d), 4096)
			buf = buf[:0]
			for _, v := range d[:n] {
				buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(v))
			}
			h.Write(buf)
			d = d[n:]
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// saveEvery is how often a training that goes on saves its state.
const saveEvery = 20 * time.Second

// Train fills m with the model that belongs to key: from its file where there is
// one, and otherwise by training. A file that cannot be used counts as none.
//
// train starts from an empty m when resumed is false, and goes on with m as it
// was saved when resumed is true. It calls save when it likes, after any step;
// most calls do nothing, one in twenty seconds writes m beside the final file.
// When train ends early (its context ended, say), what there is of m is saved in
// the same way, and the next Train resumes from it.
func Train(ctx context.Context, key Key, m Model, train func(ctx context.Context, resumed bool, save func() error) error) error {
	path := key.Path(m)
	if err := Load(path, m); err == nil {
		return point(key.Name, path)
	} else if !absent(err) {
		return err
	}
	unfinished := path + ".unfinished"
	err := Load(unfinished, m)
	if err != nil && !absent(err) {
		return err
	}
	last := time.Now()
	save := func() error {
		if time.Since(last) < saveEvery {
			return nil
		}
		last = time.Now()
		return Save(unfinished, m)
	}
	if trainErr := train(ctx, err == nil, save); trainErr != nil {
		if ctx.Err() != nil {
			return errors.Join(trainErr, Save(unfinished, m))
		}
		return trainErr
	}
	if err := Save(path, m); err != nil {
		return err
	}
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return point(key.Name, path)
}

// Latest fills m with the model that the last Train of this name gave, whatever
// it was made from: a notebook trains in one cell and looks in the next. The error
// wraps fs.ErrNotExist where nothing of this name was trained.
func Latest(name string, m Model) error {
	file, err := os.ReadFile(filepath.Join(Dir(), name+".latest"))
	if err != nil {
		return fmt.Errorf("checkpoint: no model %q, run the cell that trains it first: %w", name, err)
	}
	return Load(filepath.Join(Dir(), string(file)), m)
}

// point makes path the latest model of that name.
func point(name, path string) error {
	return writeFile(filepath.Join(Dir(), name+".latest"), func(w io.Writer) error {
		_, err := io.WriteString(w, filepath.Base(path))
		return err
	})
}

// absent reports whether there is nothing to load, or nothing usable.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrNotCheckpoint)
}
