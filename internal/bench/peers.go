package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// Peers runs the scripts of the folder benchmarks, which measure other libraries.
type Peers struct {
	Data string // folder
	Dict string // npy file in place of the data folder's, or empty
	Only string // only variants whose name holds this word
	Runs int    // counted runs of a variant; 0 for the scripts' own number
	Log  io.Writer
	CSCs []CSC // of csc-encode, or none for the scripts' own

	python, script string
}

// peerWorkloads are those that peers have.
var peerWorkloads = []string{"gemm", "lasso-encode", "dictionary-learn", "patches-learn", "lista-train", "csc-encode", "csc-learn", "vae-train"}

// FindPeers returns the peers of the checkout at root. The error says that their
// scripts or their environment are missing, and what makes it.
func FindPeers(root string) (*Peers, error) {
	folder := filepath.Join(root, "benchmarks")
	p := &Peers{python: filepath.Join(folder, ".venv", "bin", "python"), script: filepath.Join(folder, "peers.py")}
	if _, err := os.Stat(p.script); err != nil {
		return nil, fmt.Errorf("the peers' scripts are missing: %w", err)
	}
	if _, err := os.Stat(p.python); err != nil {
		return nil, errors.New("the peers are not set up: run benchmarks/setup.sh once, which makes benchmarks/.venv with numpy, scikit-learn, SPAMS and SPORCO")
	}
	return p, nil
}

// Measure runs a workload's peers, and hands out each row as it comes. A workload
// without peers has no rows. The error says that a peer failed; the others have
// run then.
func (p *Peers) Measure(ctx context.Context, workload string, threads int, emit func(Row)) error {
	if !slices.Contains(peerWorkloads, workload) {
		return nil
	}
	args := []string{p.script, workload, "--threads", strconv.Itoa(threads), "--data", p.Data}
	if p.Dict != "" {
		args = append(args, "--dict", p.Dict)
	}
	if p.Only != "" {
		args = append(args, "--only", p.Only)
	}
	if p.Runs > 0 {
		args = append(args, "--runs", strconv.Itoa(p.Runs))
	}
	if workload == "csc-encode" && len(p.CSCs) > 0 {
		dir, err := os.MkdirTemp("", "csc-encode")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		for _, c := range p.CSCs {
			file := filepath.Join(dir, c.Photo)
			if err := c.write(file); err != nil {
				return err
			}
			args = append(args, "--csc", fmt.Sprintf("%s:%v:%v:%s", c.Photo, c.Lambda, c.Minimum, file))
		}
	}
	cmd := exec.Command(p.python, args...)
	cmd.Stderr = p.Log
	err := rowsOf(ctx, cmd, emit)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return fmt.Errorf("%s: a peer failed (%w); what it said is above", workload, err)
	}
	return err
}
