// Package lab runs the pinned JupyterLab on this checkout: its arguments, its
// environment, and its life from start to the end of the last kernel.
package lab

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"syscall"
	"time"
)

// stopWait is how long the server may take to stop its kernels before it is
// killed. It gives each kernel some seconds itself.
const stopWait = 20 * time.Second

// Run runs the command argv[0] with its arguments in dir until it ends, and
// writes what it says to out. Cancelling ctx tells it once to stop, which ends
// its kernels too, and Run then returns ctx.Err(). The command is kept out of
// the terminal's process group, so that Ctrl-C does not reach it a second time
// and make it ask whether to stop.
func Run(ctx context.Context, dir string, argv, env []string, out io.Writer) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir, cmd.Env = dir, env
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopWait
	err := cmd.Run()
	switch {
	case ctx.Err() != nil && killed(cmd):
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		return fmt.Errorf("JupyterLab did not stop within %v and was killed; a kernel may still run", stopWait)
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("JupyterLab ended: %w", err)
	}
	return nil
}

// killed reports whether the ended command was killed.
func killed(cmd *exec.Cmd) bool {
	if cmd.ProcessState == nil {
		return false
	}
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}
