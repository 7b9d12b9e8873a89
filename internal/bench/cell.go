package bench

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/latentlab/latentlab/internal/jupyter"
	"github.com/latentlab/latentlab/internal/notebook"
	"github.com/latentlab/latentlab/internal/tools"
)

// figureCell imports packages of the library and draws a figure. The number makes
// its text, and the figure, new.
const figureCell = `import (
	"context"
	"log"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/pkg/plotting"
	"github.com/latentlab/latentlab/pkg/sparse"
)

%%%%
images, err := datasets.Strokes(64, %d)
if err != nil {
	log.Fatal(err)
}
X := images.Matrix()
D, err := sparse.NewDictionary(X)
if err != nil {
	log.Fatal(err)
}
codes, err := (&sparse.Coder{Dict: D, Lambda: 0.5}).Encode(context.Background(), X)
if err != nil {
	log.Fatal(err)
}
plotting.Show(plotting.Pairs(X, codes.Rebuild(D), plotting.Grid{H: 28, W: 28, Cols: 16}), "strokes, and the same rebuilt")
`

// trivialCell prints its number.
const trivialCell = "%%%%\nfmt.Println(%d)\n"

// cell is the wall time of a notebook cell whose text has changed, in a kernel that
// has run such a cell before: one that imports packages of the library and draws a
// figure, and one that prints a number. threads is GOMAXPROCS of the kernel, of the
// compiler and of the cell.
func (b *Bench) cell(ctx context.Context, threads int, emit func(Row)) error {
	for _, v := range []struct {
		name, code string
		figures    int
	}{{"figure", figureCell, 1}, {"trivial", trivialCell, 0}} {
		if !b.chosen("cell", v.name, threads) {
			continue
		}
		seconds, err := b.cells(ctx, threads, v.code, v.figures)
		if err != nil {
			return fmt.Errorf("cell, %s: %w", v.name, err)
		}
		emit(Row{Workload: "cell", Variant: v.name, Threads: threads}.timed(seconds))
	}
	return nil
}

// cells times one kind of cell in a kernel of its own.
func (b *Bench) cells(ctx context.Context, threads int, code string, figures int) ([]float64, error) {
	command, err := b.kernelCommand(ctx, threads)
	if err != nil {
		return nil, err
	}
	if command.Dir, err = os.MkdirTemp("", "latentlab-bench-"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(command.Dir)
	k, err := jupyter.Start(ctx, command)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	number := time.Now().UnixNano() // the build cache remembers cells of earlier days
	return b.repeat(ctx, b.runs(5), true, func() error {
		number++
		var out jupyter.Outputs
		if err := k.Execute(ctx, fmt.Sprintf(code, number), time.Minute, &out); err != nil {
			return err
		}
		if got := pictures(out.List()); got != figures {
			return fmt.Errorf("the cell showed %d pictures, expected %d", got, figures)
		}
		return nil
	})
}

// kernelCommand starts the checkout's kernel, with that many processors.
func (b *Bench) kernelCommand(ctx context.Context, threads int) (jupyter.Command, error) {
	g, err := tools.Ensure(ctx, b.Root, b.logTo())
	if err != nil {
		return jupyter.Command{}, err
	}
	kernel, err := tools.ReadKernel(b.Root)
	if err != nil {
		return jupyter.Command{}, err
	}
	env := tools.With(kernel.Environ(os.Environ(), b.Root, g), map[string]string{"GOMAXPROCS": strconv.Itoa(threads)})
	return jupyter.Command{Argv: append(kernel.Argv, "-raw_error"), Env: env}, nil
}

// pictures counts the outputs that hold a picture.
func pictures(outputs []notebook.Output) int {
	n := 0
	for _, o := range outputs {
		if d, ok := o.(*notebook.Display); ok && d.Data["image/png"] != "" {
			n++
		}
	}
	return n
}
