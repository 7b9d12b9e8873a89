package plotting

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/latentlab/latentlab/internal/gonbpipe"
)

// An outlet is where a program shows things.
type outlet struct {
	notebook *gonbpipe.Client // nil outside a notebook
	dir      string           // where figures are written outside a notebook; "" for nowhere
	out, err io.Writer        // text, and news of progress and of what went wrong
	terminal bool             // err is a terminal

	mu    sync.Mutex
	names map[string]int // of the files written so far
}

// here returns the outlet of this program: the cell of a notebook if GoNB runs it.
var here = sync.OnceValue(func() *outlet {
	o := &outlet{notebook: gonbpipe.FromEnv(), dir: os.Getenv("LATENTLAB_FIGURES"), out: stream{&os.Stdout}, err: stream{&os.Stderr}}
	if info, err := os.Stderr.Stat(); err == nil {
		o.terminal = info.Mode()&os.ModeCharDevice != 0
	}
	return o
})

// stream writes to the file that a variable holds at the time.
type stream struct{ file **os.File }

func (s stream) Write(p []byte) (int, error) { return (*s.file).Write(p) }

// send shows d in the notebook and waits until the kernel has it.
func (o *outlet) send(d gonbpipe.Display) {
	err := o.notebook.Show(d)
	if err == nil {
		err = o.notebook.Sync()
	}
	if err != nil {
		fmt.Fprintln(o.err, err)
	}
}
