// Package gonbpipe shows text and pictures in the output of a GoNB cell.
//
// The GoNB kernel gives a cell's program two named pipes, $GONB_PIPE to send
// displays and $GONB_PIPE_BACK for answers. The package speaks their protocol, of
// GoNB v0.11.4, with the standard library only; docs/decisions/0002-display-channel.md
// says why, and a test holds the format against GoNB's own types.
package gonbpipe

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// Display is one output of a cell. Each non-empty content is sent under its MIME
// type; a viewer shows the richest that it knows.
type Display struct {
	Text     string // text/plain
	Markdown string // text/markdown
	HTML     string // text/html
	PNG      []byte // image/png

	// ID, if not empty, names the output: a later Display with the same ID
	// replaces it.
	ID string
}

// patience is how long the kernel may take to open a pipe or to answer.
const patience = 5 * time.Second

// grace is how long Sync waits when the answers cannot be read.
const grace = 50 * time.Millisecond

// A Client sends displays to the kernel. Its methods may be called from several
// goroutines.
type Client struct {
	mu    sync.Mutex
	open  func() (io.Writer, io.Reader, error)
	w     io.Writer
	types types
	acks  chan struct{} // one for each answer; nil if answers are not read
	sent  int           // syncs sent
	heard int           // answers received
	err   error         // the first error; nothing is sent after it
}

// FromEnv returns the client for the pipes that the environment names, or nil if
// this is not the program of a GoNB cell. The pipes are opened at the first display.
func FromEnv() *Client { return fromEnv(linksGonbui()) }

// fromEnv is FromEnv; shared says that the program talks through gonbui as well.
// Then gonbui reads all answers on the way back, and ours are left to it.
func fromEnv(shared bool) *Client {
	to, back := os.Getenv("GONB_PIPE"), os.Getenv("GONB_PIPE_BACK")
	if to == "" {
		return nil
	}
	return newClient(func() (io.Writer, io.Reader, error) {
		w, err := openPipe(to, os.O_WRONLY)
		if err != nil || shared || back == "" {
			return w, nil, err
		}
		r, err := openPipe(back, os.O_RDONLY)
		return w, r, err
	})
}

// New returns a client that sends to w and reads the kernel's answers from r.
func New(w io.Writer, r io.Reader) *Client {
	return newClient(func() (io.Writer, io.Reader, error) { return w, r, nil })
}

// newClient returns a client that calls open before it first sends. A nil reader
// means that answers cannot be read.
func newClient(open func() (io.Writer, io.Reader, error)) *Client {
	// Several programs may write to the pipe in turn: numbers from the process
	// id keep their types apart.
	return &Client{open: open, types: typesFrom(1000 + 4*int64(os.Getpid()))}
}

// linksGonbui says whether the program holds GoNB's own client as well.
func linksGonbui() bool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return false
	}
	for _, m := range info.Deps {
		if m.Path == "github.com/janpfeifer/gonb" {
			return true
		}
	}
	return false
}

// openPipe opens a named pipe, which waits for the other end, but not for ever.
func openPipe(path string, flag int) (*os.File, error) {
	type result struct {
		f   *os.File
		err error
	}
	done := make(chan result, 1)
	go func() {
		f, err := os.OpenFile(path, flag, 0)
		done <- result{f, err}
	}()
	select {
	case r := <-done:
		return r.f, r.err
	case <-time.After(patience):
		return nil, fmt.Errorf("%s: nobody at the other end after %v", path, patience)
	}
}

// Show sends d. After an error nothing more is sent, and each call returns that error.
func (c *Client) Show(d Display) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.send(c.types.show(d))
}

// send writes one message, and opens the pipes before the first.
func (c *Client) send(message buffer) error {
	if c.err != nil {
		return c.err
	}
	if c.w == nil {
		w, r, err := c.open()
		if err != nil {
			c.err = fmt.Errorf("gonbpipe: %w", err)
			return c.err
		}
		c.w = w
		message = append(c.types.definitions(), message...)
		if r != nil {
			c.acks = make(chan struct{}, 16)
			go readAcks(r, c.acks)
		}
	}
	if _, err := c.w.Write(message); err != nil {
		c.err = fmt.Errorf("gonbpipe: %w", err)
	}
	return c.err
}

// Sync returns when the kernel has taken all that was shown, so that the program
// may end without losing it. Without Sync the last displays of a cell can be lost:
// the kernel drops what is unread when the program ends.
func (c *Client) Sync() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil || c.w == nil {
		return c.err
	}
	if c.acks == nil {
		time.Sleep(grace)
		return nil
	}
	if err := c.send(c.types.sync(int64(c.sent))); err != nil {
		return err
	}
	c.sent++
	late := time.NewTimer(patience)
	defer late.Stop()
	for c.heard < c.sent {
		select {
		case _, ok := <-c.acks:
			if !ok {
				c.err = errors.New("gonbpipe: the kernel closed its pipe")
				return c.err
			}
			c.heard++
		case <-late.C:
			c.acks = nil // wait no more for a kernel that does not answer
			return fmt.Errorf("gonbpipe: no answer from the kernel after %v", patience)
		}
	}
	return nil
}
