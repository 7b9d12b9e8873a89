package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/latentlab/latentlab/internal/jupyter"
	"github.com/latentlab/latentlab/internal/notebook"
	"github.com/latentlab/latentlab/internal/runner"
	"github.com/latentlab/latentlab/internal/tools"
)

// figuresOptions are the flags of the command figures.
type figuresOptions struct {
	quick, write, reuse bool
	out                 string
	timeout             time.Duration
}

func newFiguresCmd() *cobra.Command {
	var o figuresOptions
	cmd := &cobra.Command{
		Use:   "figures [notebook...]",
		Short: "Run notebooks and write their figures",
		Long: `Runs notebooks, without Python, and writes what they show: the executed notebooks,
a picture file for each figure, and the page index.html with everything on it. A
notebook is named by its number, as in 05, its name, or its path; without names all
of the folder notebooks are run. The first cell that fails ends the run.

Models are trained anew, in a temporary folder, unless --reuse is given.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if q := os.Getenv("LATENTLAB_QUICK"); q != "" && q != "0" {
				o.quick = true
			}
			if o.quick && o.write {
				return usageError{errors.New("--write is for notebooks of full size, not with --quick or LATENTLAB_QUICK")}
			}
			if o.timeout < 0 {
				return usageError{fmt.Errorf("--timeout is %v, and must not be negative", o.timeout)}
			}
			return runFigures(cmd.Context(), args, o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.quick, "quick", false, "run the notebooks in their small size")
	f.StringVar(&o.out, "out", "", "folder for the results (default figures, in the checkout)")
	f.BoolVar(&o.write, "write", false, "put the executed notebooks back in their places, each if all of its cells passed")
	f.BoolVar(&o.reuse, "reuse", false, "load models that were trained before, and keep new ones")
	f.DurationVar(&o.timeout, "timeout", 15*time.Minute, "how long a cell may run (0 is for ever)")
	return cmd
}

// runFigures runs the notebooks and writes the results.
func runFigures(ctx context.Context, args []string, o figuresOptions, stdout, stderr io.Writer) error {
	root, err := tools.FindRoot(".")
	if err != nil {
		return err
	}
	paths, books, err := openBooks(root, args)
	if err != nil {
		return err
	}
	if o.out == "" {
		o.out = filepath.Join(root, "figures")
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	g, err := tools.Ensure(ctx, root, stderr)
	if err != nil {
		return err
	}
	command, cleanUp, err := kernelCommand(root, g, o)
	if err != nil {
		return err
	}
	defer cleanUp()

	written := results{dir: o.out}
	for i, path := range paths {
		command.Dir = filepath.Dir(path)
		failed := runOne(ctx, path, books[i], runner.Job{Kernel: command, Limit: o.timeout}, stderr)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := written.add(path, books[i], failed)
		if failed == nil && err == nil && o.write {
			err = books[i].Write(path)
		}
		if failed != nil || err != nil {
			return errors.Join(failed, err, written.gallery())
		}
	}
	if err := written.gallery(); err != nil {
		return err
	}
	fmt.Fprintln(stdout, written.summary())
	return nil
}

// openBooks reads the notebooks that are wanted, all before the first is run.
func openBooks(root string, args []string) ([]string, []*notebook.Notebook, error) {
	paths, err := runner.Choose(filepath.Join(root, "notebooks"), args)
	if err != nil {
		return nil, nil, usageError{err}
	}
	books := make([]*notebook.Notebook, len(paths))
	for i, path := range paths {
		if books[i], err = notebook.Read(path); err != nil {
			return nil, nil, err
		}
	}
	return paths, books, nil
}

// runOne runs one notebook, shows its progress, and tells at length how it failed.
func runOne(ctx context.Context, path string, n *notebook.Notebook, job runner.Job, stderr io.Writer) error {
	stem := runner.Stem(path)
	f, ok := stderr.(*os.File)
	p := runner.NewProgress(stderr, ok && term.IsTerminal(int(f.Fd())), stem)
	job.Watch = p
	defer context.AfterFunc(ctx, func() { p.Shown("stopping; the cell may save what it has") })()
	err := runner.Run(ctx, n, job)
	switch {
	case ctx.Err() != nil:
		p.End("interrupted")
	case err != nil:
		p.End("failed")
	default:
		p.End("ok")
	}
	if failure := (*runner.Failure)(nil); errors.As(err, &failure) {
		failure.Report(stderr)
		return fmt.Errorf("%s, %w", stem, err)
	} else if err != nil {
		return fmt.Errorf("%s: %w", stem, err)
	}
	return nil
}

// kernelCommand returns the command that starts a kernel for figures, without its
// folder, and a func that removes its temporary files.
func kernelCommand(root string, g tools.Go, o figuresOptions) (jupyter.Command, func(), error) {
	kernel, err := tools.ReadKernel(root)
	if err != nil {
		return jupyter.Command{}, nil, err
	}
	set := map[string]string{"LATENTLAB_QUICK": ""}
	if o.quick {
		set["LATENTLAB_QUICK"] = "1"
	}
	// Cells run in the folder of their notebook.
	for _, name := range []string{"LATENTLAB_DATA", "LATENTLAB_MODELS"} {
		if dir := os.Getenv(name); dir != "" {
			if set[name], err = filepath.Abs(dir); err != nil {
				return jupyter.Command{}, nil, err
			}
		}
	}
	cleanUp := func() {}
	if !o.reuse {
		models, err := os.MkdirTemp("", "latentlab-models-")
		if err != nil {
			return jupyter.Command{}, nil, err
		}
		set["LATENTLAB_MODELS"] = models
		cleanUp = func() { os.RemoveAll(models) }
	}
	// Raw errors are the compiler's text; the default is a page of HTML.
	argv := append(kernel.Argv, "-raw_error")
	return jupyter.Command{Argv: argv, Env: tools.With(kernel.Environ(os.Environ(), root, g), set)}, cleanUp, nil
}
