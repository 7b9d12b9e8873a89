// Command latentlab rebuilds the figures of the lecture from its notebooks, opens
// them in JupyterLab, and looks after what they need.
//
// It exits with 0 when all went well, 1 after a failure, 2 when the arguments are
// wrong, and 130 when it was interrupted. The last line on standard error says
// what went wrong.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	// A second Ctrl-C changes nothing: what is being stopped, with its kernels, is
	// stopped within seconds, and a hard end would leave them running.
	// So would the end of whoever reads our output.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run executes the command line args and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRootCmd()
	started := false // cobra has accepted the arguments
	root.PersistentPreRun = func(*cobra.Command, []string) { started = true }
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	var usage usageError
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "latentlab: interrupted")
		return exitInterrupted
	case !started || errors.As(err, &usage):
		fmt.Fprintf(stderr, "usage: %s\n", cmd.UseLine())
		fmt.Fprintf(stderr, "latentlab: %v; see %s --help\n", err, cmd.CommandPath())
		return exitUsage
	}
	// One line, also if several errors were joined.
	fmt.Fprintf(stderr, "latentlab: %s\n", strings.Join(strings.FieldsFunc(err.Error(), isBreak), "; "))
	return exitFailure
}

func isBreak(r rune) bool { return r == '\n' || r == '\r' }

// usageError is an error in the arguments that only a command itself can find.
type usageError struct{ error }

func newRootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:   "latentlab",
		Short: "Rebuild the lecture's figures and open its notebooks",
		Long: `Rebuilds the lecture's figures from its notebooks, opens the notebooks in
JupyterLab, and looks after what they need. It is run in a checkout.

It exits with 0 when all went well, 1 after a failure, 2 when the arguments are
wrong, and 130 when it was interrupted.`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.DisableSuggestions = true
	root.AddCommand(newSetupCmd(), newFiguresCmd(), newLabCmd(), newInstallKernelCmd(), newDataCmd(), newBenchCmd())
	return root
}
