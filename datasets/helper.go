package datasets

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/latentlab/latentlab/datasets/internal/store"
)

// helper is the program that downloads. It is run by the go command, in the module
// of the current folder, since only there is it known to be of this version.
var helper = []string{"go", "run", "github.com/latentlab/latentlab/datasets/fetch"}

// runFetch downloads the set in a process of its own, so that programs that find
// their data need not link package net/http (0.2 s for each cell of a notebook).
func runFetch(ctx context.Context, set store.Set, progress func(Progress)) error {
	if err := reachable(ctx, set.Hosts()); err != nil {
		return err
	}
	return runHelper(ctx, helper, set.Name, progress)
}

func runHelper(ctx context.Context, command []string, set string, progress func(Progress)) error {
	path, err := exec.LookPath(command[0])
	if err != nil {
		return fmt.Errorf("the %s command, which downloads for this program, is not on this machine: %w", command[0], err)
	}
	cmd := exec.CommandContext(ctx, path, append(command[1:len(command):len(command)], set)...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	cmd.Cancel = in.Close // the helper ends when its input does
	cmd.WaitDelay = 3 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	report(out, progress)
	err = cmd.Wait()
	in.Close()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return explain(err, complaint.String())
	}
	return nil
}

// report passes the helper's lines on, until it ends.
func report(out io.Reader, progress func(Progress)) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var p Progress
		if json.Unmarshal(lines.Bytes(), &p) == nil {
			progress(p)
		}
	}
	io.Copy(io.Discard, out)
}

// explain prefers what the helper said to how it ended.
func explain(err error, complaint string) error {
	complaint = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(complaint), "exit status 1"))
	if complaint == "" {
		return fmt.Errorf("the program that downloads ended without a word: %w", err)
	}
	return errors.New(complaint)
}
