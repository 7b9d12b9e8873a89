package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"syscall"
	"time"
)

// rowsOf runs a command that writes one JSON row a line, and hands out each row as
// it comes. The command has a process group of its own, which is ended with it when
// ctx ends.
func rowsOf(ctx context.Context, cmd *exec.Cmd, emit func(Row)) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	group := -cmd.Process.Pid
	ended := make(chan struct{})
	stopped := context.AfterFunc(ctx, func() {
		syscall.Kill(group, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(3 * time.Second):
			syscall.Kill(group, syscall.SIGKILL)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var r Row
		if bad := json.Unmarshal(lines.Bytes(), &r); bad == nil {
			emit(r)
		} else if err == nil {
			err = fmt.Errorf("%s wrote %.80q, expected a row in JSON: %w", cmd.Path, lines.Text(), bad)
		}
	}
	failed := cmd.Wait()
	close(ended)
	stopped()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	}
	return failed
}
