// Package checkpoint keeps models in files: written whole or not at all, checked
// when read, and found again by what they were made from.
//
// A file holds a line of magic, the kind of the model, the length and the SHA-256
// of the rest, then what the model's MarshalBinary gave.
package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/latentlab/latentlab/internal/atomicfile"
)

// magic begins every file. The number is the version of this envelope.
const magic = "latentlab model 1\n"

// ErrNotCheckpoint is wrapped by the errors of Load for a file that is not a
// checkpoint, is cut off, has been changed, or is of another kind.
var ErrNotCheckpoint = errors.New("not a usable checkpoint")

// Model is what can be kept in a file.
type Model interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
	// Kind names the type and its version, as in "sparse.Learner/1". The version
	// goes up when the format changes, or when training would give another result.
	Kind() string
}

// Save writes m to path. The file appears under its name only when all of it is
// on the disk, so that a reader, a full disk or an interrupt never leaves half of
// one.
func Save(path string, m Model) error {
	payload, err := m.MarshalBinary()
	if err != nil {
		return fmt.Errorf("checkpoint: %s: %w", m.Kind(), err)
	}
	return writeFile(path, func(w io.Writer) error { return write(w, m.Kind(), payload) })
}

// writeFile makes the file path, and its folder, from what fill writes. It appears
// under its name when it is complete and on the disk.
func writeFile(path string, fill func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	if err := atomicfile.Write(path, fill); err != nil {
		return fmt.Errorf("checkpoint: %s not saved: %w", filepath.Base(path), err)
	}
	return nil
}

func write(w io.Writer, kind string, payload []byte) error {
	sum := sha256.Sum256(payload)
	head := append([]byte(magic), kind...)
	head = append(head, '\n')
	head = binary.LittleEndian.AppendUint64(head, uint64(len(payload)))
	_, err := w.Write(append(head, sum[:]...))
	if err == nil {
		_, err = w.Write(payload)
	}
	return err
}

// Load reads m from path. The error wraps fs.ErrNotExist where there is no file,
// and ErrNotCheckpoint where the file cannot be used.
func Load(path string, m Model) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	payload, err := open(data, m.Kind())
	if err == nil {
		err = m.UnmarshalBinary(payload)
	}
	if err != nil {
		return fmt.Errorf("checkpoint: %s: %w: %w", filepath.Base(path), ErrNotCheckpoint, err)
	}
	return nil
}

// open checks the envelope and returns the payload.
func open(data []byte, kind string) ([]byte, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok {
		return nil, fmt.Errorf("the file does not begin with %q", magic)
	}
	found, rest, ok := bytes.Cut(rest, []byte("\n"))
	if !ok || string(found) != kind {
		return nil, fmt.Errorf("the model is of kind %.40q, expected %q", found, kind)
	}
	const header = 8 + sha256.Size
	if len(rest) < header {
		return nil, fmt.Errorf("the file ends within its header")
	}
	payload := rest[header:]
	if n := binary.LittleEndian.Uint64(rest); uint64(len(payload)) != n {
		return nil, fmt.Errorf("the model has %d bytes, its header says %d", len(payload), n)
	}
	if sha256.Sum256(payload) != [sha256.Size]byte(rest[8:header]) {
		return nil, fmt.Errorf("the SHA-256 of the model is not the one in its header")
	}
	return payload, nil
}
