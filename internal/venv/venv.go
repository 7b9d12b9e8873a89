// Package venv keeps a Python virtual environment that holds what a requirements
// file with hashes lists, and nothing half made: a stamp written last says what is
// in it, and without the right stamp it is made anew.
package venv

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Env is a virtual environment.
type Env struct {
	Dir          string // absolute; everything in it belongs to the environment
	Requirements string // file with pinned versions and hashes
	Choice       string // interpreter asked for, a name or a path; empty takes the one that is there or the first found
}

// Progress is told what is being done. Total is 0 where it is not known.
type Progress func(what string, done, total int)

// Python returns the path of the environment's interpreter.
func (e Env) Python() string { return filepath.Join(e.Dir, "bin", "python") }

// Ready reports whether the environment was made to the end, at this place, from
// these requirements and, if one was chosen, with this interpreter. The second
// value says why not, for a person.
func (e Env) Ready(ctx context.Context) (bool, string, error) {
	want, err := e.wanted()
	if err != nil {
		return false, "", err
	}
	have, err := readStamp(e.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, "there is none yet", e.checkForeign()
	case err != nil:
		return false, "", err
	case have.State != ready:
		return false, "the last one was not made to the end", nil
	case have.Place != want.Place:
		return false, "it was made for " + have.Place, nil
	case have.Requirements != want.Requirements || have.Format != want.Format:
		return false, "the requirements have changed", nil
	}
	if _, err := os.Stat(e.Python()); err != nil {
		return false, "its Python " + have.Python + " is gone", nil
	}
	if e.Choice != "" {
		p, err := Find(ctx, e.Choice)
		if err != nil {
			return false, "", err
		}
		if p.Path != have.Python {
			return false, "it was made with " + have.Python, nil
		}
	}
	return true, "", nil
}

// Ensure makes the environment unless it is ready. Of two processes one makes it
// and the other waits. Cancelled or failed, it leaves one that the next Ensure
// makes anew; what pip said stays in Dir/latentlab.log.
func (e Env) Ensure(ctx context.Context, report Progress) error {
	if ok, _, err := e.Ready(ctx); ok || err != nil {
		return err
	}
	unlock, err := lock(ctx, filepath.Dir(e.Dir), func() { report("waiting for another latentlab", 0, 0) })
	if err != nil {
		return fmt.Errorf("venv: %w", err)
	}
	defer unlock()
	ok, why, err := e.Ready(ctx)
	if ok || err != nil {
		return err
	}
	python, err := Find(ctx, e.Choice)
	if err != nil {
		return err
	}
	report(fmt.Sprintf("making %s with Python %s (%s)", filepath.Base(e.Dir), python.Version, why), 0, 0)
	if err := e.make(ctx, python, report); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("making %s failed: %w", e.Dir, err)
	}
	return nil
}

// make fills Dir: the stamp "making" first, the stamp "ready" last.
func (e Env) make(ctx context.Context, python Python, report Progress) error {
	stamp, err := e.wanted()
	if err != nil {
		return err
	}
	stamp.Python, stamp.Version, stamp.State = python.Path, python.Version, making
	if err := os.Mkdir(e.Dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := stamp.write(e.Dir); err != nil {
		return err
	}
	if err := e.clear(); err != nil {
		return err
	}
	if err := e.install(ctx, python, report); err != nil {
		return err
	}
	stamp.State = ready
	return stamp.write(e.Dir)
}

// clear removes all of an earlier environment but the stamp, which keeps saying
// whose directory it is.
func (e Env) clear() error {
	entries, err := os.ReadDir(e.Dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == stampName {
			continue
		}
		if err := os.RemoveAll(filepath.Join(e.Dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// wanted is the stamp that a ready environment has, without its interpreter.
func (e Env) wanted() (stamp, error) {
	text, err := os.ReadFile(e.Requirements)
	if err != nil {
		return stamp{}, fmt.Errorf("venv: %w", err)
	}
	sum := sha256.Sum256(text)
	return stamp{Format: format, State: ready, Place: e.Dir, Requirements: hex.EncodeToString(sum[:])}, nil
}

// checkForeign returns an error when Dir holds something that this package did
// not put there, so that it is not deleted.
func (e Env) checkForeign() error {
	entries, err := os.ReadDir(e.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("venv: %w", err)
	case len(entries) > 0 && entries[0].Name() != stampName+".partial":
		return fmt.Errorf("%s is there but was not made by latentlab: move it away, latentlab makes its own", e.Dir)
	}
	return nil
}
