package plotting

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Interruptible returns a context that ends when the user interrupts the program: the
// stop button of a notebook, Ctrl-C on a terminal, or SIGTERM. A computation that takes
// the context can then save what it has; GoNB kills a cell 5 seconds after the
// interrupt, and a second Ctrl-C ends the program at once. Call stop when the
// computation is over.
//
//	ctx, stop := plotting.Interruptible()
//	defer stop()
func Interruptible() (ctx context.Context, stop context.CancelFunc) {
	ctx, stop = signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
