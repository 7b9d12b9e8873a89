package venv

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// format goes up when environments of older programs must be made anew.
const format = 1

// The two states of an environment.
const (
	making = "making"
	ready  = "ready"
)

// stampName is the file that makes a directory an environment of this package.
const stampName = "latentlab.json"

// stamp says what an environment holds. A virtual environment has its own path
// written into its scripts, so a moved or copied one is not the one it was.
type stamp struct {
	Format       int    `json:"format"`
	State        string `json:"state"`
	Place        string `json:"place"`        // the environment's directory
	Python       string `json:"python"`       // interpreter it was made with
	Version      string `json:"version"`      // of that interpreter
	Requirements string `json:"requirements"` // SHA-256 of the file
}

// readStamp reads the stamp of dir. Text that is not a stamp counts as the stamp
// of an environment that was not made to the end.
func readStamp(dir string) (stamp, error) {
	text, err := os.ReadFile(filepath.Join(dir, stampName))
	if err != nil {
		return stamp{}, err
	}
	var s stamp
	if err := json.Unmarshal(text, &s); err != nil {
		return stamp{State: making}, nil
	}
	return s, nil
}

// write puts the stamp into dir under a temporary name and renames it.
func (s stamp) write(dir string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("venv: %w", err)
	}
	name := filepath.Join(dir, stampName)
	if err := os.WriteFile(name+".partial", append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(name+".partial", name)
}
