package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/latentlab/latentlab/internal/lab"
	"github.com/latentlab/latentlab/internal/tools"
	"github.com/latentlab/latentlab/internal/venv"
)

func newLabCmd() *cobra.Command {
	var port int
	var noBrowser bool
	var python string
	cmd := &cobra.Command{
		Use:   "lab [notebook] [-- argument of JupyterLab...]",
		Short: "Open the notebooks in JupyterLab",
		Long: `Opens JupyterLab in the browser, with the checkout's kernel, on a notebook (a path,
or the beginning of a name, as in 05) or on the list of them. The first time it
makes a Python virtual environment in .venv with the pinned JupyterLab, which
needs Python 3.9 or newer and the network. Ctrl-C stops it and its kernels.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if names, _ := splitAtDash(cmd, args); len(names) > 1 {
				return fmt.Errorf("lab opens one notebook, not %d", len(names))
			}
			if port < 0 || port > 65535 {
				return fmt.Errorf("--port is %d, and must be from 1 to 65535, or 0 for the first free one from 8888", port)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			names, extra := splitAtDash(cmd, args)
			if python == "" {
				python = os.Getenv("PYTHON")
			}
			return runLab(cmd, names, python, lab.Page{Port: port, Browser: !noBrowser, Extra: extra})
		},
	}
	cmd.Flags().IntVar(&port, "port", 0, "port of the page (0 takes the first free one from 8888)")
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "print the page's address and leave the browser alone")
	cmd.Flags().StringVar(&python, "python", "", "Python to make the environment with (default $PYTHON, or the first on the PATH)")
	return cmd
}

// splitAtDash divides the arguments into those before and those after "--".
func splitAtDash(cmd *cobra.Command, args []string) (before, after []string) {
	if n := cmd.ArgsLenAtDash(); n >= 0 {
		return args[:n], args[n:]
	}
	return args, nil
}

// runLab prepares what JupyterLab needs, Python first because it may be missing,
// and runs it.
func runLab(cmd *cobra.Command, names []string, python string, page lab.Page) error {
	ctx, log := cmd.Context(), cmd.ErrOrStderr()
	root, err := tools.FindRoot(".")
	if err != nil {
		return err
	}
	wd, err := os.Getwd()
	if err != nil {
		return err
	}
	if len(names) == 1 {
		if page.Notebook, err = lab.FindNotebook(root, wd, names[0]); err != nil {
			return err
		}
	}
	env := venv.Env{Dir: filepath.Join(root, ".venv"), Requirements: filepath.Join(root, ".jupyter", "requirements.txt"), Choice: python}
	report, endLine := progressTo(log)
	err = env.Ensure(ctx, report)
	endLine()
	if err != nil {
		return err
	}
	g, err := tools.Ensure(ctx, root, log)
	if err != nil {
		return err
	}
	fmt.Fprintln(log, "starting JupyterLab; Ctrl-C here stops it and its kernels")
	argv := append([]string{env.Python()}, page.Args(root, env.Dir)...)
	return lab.Run(ctx, root, argv, lab.Environ(os.Environ(), root, g.Bin, wd), log)
}

// progressTo returns a progress that writes to w: a line that is overwritten if w
// is a terminal, else a line for each new step. The second function ends a line
// that is not yet complete.
func progressTo(w io.Writer) (venv.Progress, func()) {
	f, ok := w.(*os.File)
	terminal := ok && term.IsTerminal(int(f.Fd()))
	last, open := "", false
	endLine := func() {
		if open {
			fmt.Fprintln(w)
		}
		open = false
	}
	return func(what string, done, total int) {
		switch {
		case terminal && total > 0:
			fmt.Fprintf(w, "\r%s: %d of %d packages", what, done, total)
			open = true
		case what != last:
			endLine()
			fmt.Fprintln(w, what)
		}
		last = what
	}, endLine
}
