package jupyter

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// patience is how long to wait for a kernel.
type patience struct {
	start time.Duration // until it answers
	stop  time.Duration // for a cell to save what it has and to end
	close time.Duration // for the kernel to end by itself
}

// usual is the patience of Start.
var usual = patience{start: 60 * time.Second, stop: 6 * time.Second, close: 3 * time.Second}

// repeat is the time between two equal requests, of which some may come too early.
const repeat = 250 * time.Millisecond

// quiet is for what zmq would write to standard error.
var quiet = log.New(io.Discard, "", 0)

// Command says how to start a kernel.
type Command struct {
	Argv []string // "{connection_file}" in it is replaced
	Env  []string
	Dir  string // where cells run
}

// Kernel is a running kernel. It executes one cell after another.
type Kernel struct {
	conn   *conn
	dir    string // of its sockets
	cmd    *exec.Cmd
	said   *tail         // the end of what its process wrote
	exited chan struct{} // closed when the process has ended
	named  displays
	wait   patience
}

// Start starts a kernel, in a process group of its own, and waits until it
// answers. Cancelling ctx gives up. The kernel must be closed.
func Start(ctx context.Context, c Command) (*Kernel, error) { return start(ctx, c, usual) }

func start(ctx context.Context, c Command, p patience) (*Kernel, error) {
	dir, err := socketDir()
	if err != nil {
		return nil, err
	}
	k := &Kernel{dir: dir, said: &tail{}, exited: make(chan struct{}), named: displays{}, wait: p}
	a := newAddress(dir)
	if err := k.run(c, a); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	wait, cancel := context.WithTimeoutCause(ctx, p.start, fmt.Errorf("the kernel did not answer within %v", p.start))
	defer cancel()
	if err := k.greet(wait, a); err != nil {
		if ctx.Err() == nil && wait.Err() != nil {
			err = context.Cause(wait)
		}
		return nil, errors.Join(err, k.Close())
	}
	return k, nil
}

// run starts the process.
func (k *Kernel) run(c Command, a address) error {
	file, err := a.write(k.dir, strings.ToLower(rand.Text()))
	if err != nil {
		return err
	}
	argv := make([]string, len(c.Argv))
	for i, arg := range c.Argv {
		argv[i] = strings.ReplaceAll(arg, "{connection_file}", file)
	}
	k.cmd = exec.Command(argv[0], argv[1:]...)
	// Temporary files go with the kernel, even if it must be killed.
	k.cmd.Dir, k.cmd.Env = c.Dir, append(slices.Clone(c.Env), "TMPDIR="+k.dir)
	k.cmd.Stdout, k.cmd.Stderr = k.said, k.said
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	k.cmd.WaitDelay = time.Second // children may keep its standard error open
	if err := k.cmd.Start(); err != nil {
		return fmt.Errorf("the kernel does not start: %w", err)
	}
	go func() {
		k.cmd.Wait()
		close(k.exited)
	}()
	return nil
}

// greet connects, and asks for the kernel's description until its answer and its
// status come through, which shows that nothing will be missed.
func (k *Kernel) greet(ctx context.Context, a address) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-k.exited:
			cancel()
		case <-ctx.Done():
		}
	}()
	var err error
	if k.conn, err = dial(ctx, a); err != nil {
		return k.orDied(err)
	}
	again := time.NewTicker(repeat)
	defer again.Stop()
	replied, idle := false, false
	for ask := true; !replied || !idle; {
		if ask {
			if _, err := k.conn.send(k.conn.shell, "kernel_info_request", json.RawMessage("{}")); err != nil {
				return k.orDied(err)
			}
		}
		ask = false
		select {
		case r := <-k.conn.incoming:
			if r.err != nil {
				return k.orDied(r.err)
			}
			replied = replied || r.header.Type == "kernel_info_reply"
			idle = idle || r.header.Type == "status"
		case <-again.C:
			ask = true
		case <-ctx.Done():
			return k.orDied(ctx.Err())
		}
	}
	return nil
}

// Close ends the kernel: it asks it to stop, and kills it, with everything that
// it started, if it does not. It removes its files.
func (k *Kernel) Close() error {
	if k.conn != nil {
		go k.conn.send(k.conn.control, "shutdown_request", json.RawMessage(`{"restart":false}`))
		go k.drain()
		select {
		case <-k.exited:
		case <-time.After(k.wait.close):
		}
		k.conn.close()
	}
	// The group is signalled even when the kernel has ended: a cell may be left.
	syscall.Kill(-k.cmd.Process.Pid, syscall.SIGKILL)
	<-k.exited
	return os.RemoveAll(k.dir)
}

// drain drops what arrives, so that the kernel is not held up while it stops.
func (k *Kernel) drain() {
	for {
		select {
		case <-k.conn.incoming:
		case <-k.exited:
			return
		}
	}
}

// orDied returns err, or that the kernel has died, which explains other errors.
func (k *Kernel) orDied(err error) error {
	select {
	case <-k.exited:
	case <-time.After(time.Second):
		return fmt.Errorf("the connection to the kernel: %w", err)
	}
	return &DiedError{Status: k.cmd.ProcessState.String(), Said: k.said.message()}
}

// DiedError says that the kernel's process has ended unexpectedly.
type DiedError struct {
	Status string // how: "exit status 1", "signal: killed"
	Said   string // why, if it said so
}

func (e *DiedError) Error() string {
	text := "the kernel ended (" + e.Status + ")"
	switch {
	case e.Said != "":
		text += ": " + e.Said
	case e.Status == "signal: killed":
		text += "; the system may have run out of memory"
	}
	return text
}
