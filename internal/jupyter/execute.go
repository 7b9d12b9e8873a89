package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/latentlab/latentlab/internal/notebook"
)

// CellError says that a cell failed. Its text is the program's or the compiler's.
type CellError struct{ Failure *notebook.Failure }

func (e *CellError) Error() string { return e.Failure.Value }

// LimitError says that a cell ran for longer than it may.
type LimitError struct{ Limit time.Duration }

func (e *LimitError) Error() string {
	limit := e.Limit.String()
	for _, zero := range []string{"m0s", "h0m"} { // 15m0s is 15m
		if strings.HasSuffix(limit, zero) {
			limit = limit[:len(limit)-2]
		}
	}
	return "ran for longer than " + limit
}

// ErrStuck says that a cell did not end after it was interrupted. The kernel can
// only be closed then.
var ErrStuck = errors.New("did not end after an interrupt")

// Execute runs code as one cell and gathers what it shows in out, whatever the
// error. A limit of 0 is none.
//
// When ctx is cancelled or the limit is reached, the cell is interrupted and has
// 6 s to save what it has and to end. The error is then that of ctx or a
// *LimitError, with ErrStuck if it did not end. A cell that fails gives a
// *CellError, a kernel that ends a *DiedError.
func (k *Kernel) Execute(ctx context.Context, code string, limit time.Duration, out *Outputs) error {
	out.named = k.named
	request, err := json.Marshal(map[string]any{"code": code, "silent": false, "store_history": true,
		"user_expressions": struct{}{}, "allow_stdin": false, "stop_on_error": true})
	if err != nil {
		return err
	}
	id, err := k.conn.send(k.conn.shell, "execute_request", request)
	if err != nil {
		return k.orDied(err)
	}
	var late <-chan time.Time
	if limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		late = timer.C
	}
	run := running{k: k, id: id, out: out, done: make(chan error, 1), quit: make(chan struct{})}
	go func() { run.done <- run.follow() }()
	select {
	case err := <-run.done:
		return err
	case <-ctx.Done():
		return run.stop(ctx.Err())
	case <-late:
		return run.stop(&LimitError{limit})
	}
}

// running is a cell that is being executed.
type running struct {
	k    *Kernel
	id   string // of the request
	out  *Outputs
	done chan error    // what follow returned
	quit chan struct{} // closed when nobody waits for the cell any more
}

// stop interrupts the cell and waits for its end. It returns why, and ErrStuck if
// the cell did not end in time.
func (r *running) stop(why error) error {
	deadline := time.After(r.k.wait.stop)
	// The cell may be in the compiler, which an interrupt does not reach: repeat it
	// for its program. GoNB passes no more than one on to each program.
	again := time.NewTicker(repeat)
	defer again.Stop()
	for {
		r.k.conn.send(r.k.conn.control, "interrupt_request", json.RawMessage("{}"))
		select {
		case err := <-r.done:
			var died *DiedError
			if errors.As(err, &died) {
				return errors.Join(why, err)
			}
			return why
		case <-again.C:
		case <-deadline:
			close(r.quit)
			<-r.done
			return errors.Join(why, ErrStuck)
		}
	}
}

// follow takes the messages of the cell until the kernel has both replied and
// become idle again.
func (r *running) follow() error {
	var result error
	replied, idle := false, false
	for !replied || !idle {
		var m received
		select {
		case m = <-r.k.conn.incoming:
		case <-r.k.exited:
			return r.k.orDied(nil)
		case <-r.quit:
			return nil
		}
		if m.err != nil {
			return r.k.orDied(m.err)
		}
		if m.parent.ID != r.id {
			continue
		}
		var c content
		if err := json.Unmarshal(m.content, &c); err != nil {
			return fmt.Errorf("a %s message that cannot be read: %w", m.header.Type, err)
		}
		switch m.header.Type {
		case "status":
			idle = idle || c.State == "idle"
		case "execute_reply":
			replied = true
			if c.Status != "ok" {
				r.out.failure = &notebook.Failure{Name: c.Ename, Value: c.Evalue, Traceback: c.Traceback}
				result = &CellError{r.out.failure}
			}
		default:
			if err := r.out.take(m.header.Type, c); err != nil {
				return err
			}
		}
	}
	return result
}
