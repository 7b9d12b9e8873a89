// Fetch downloads data sets into the user's cache:
//
//	go run github.com/latentlab/latentlab/datasets/fetch mnist
//
// It prints its progress as lines of JSON (datasets.Progress) for package datasets,
// which runs it when data are missing. It ends early when its standard input does,
// as it does when the program that started it ends. People use `latentlab data
// fetch`.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/datasets/download"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, names []string, in io.Reader, out io.Writer) error {
	if len(names) == 0 {
		return fmt.Errorf("expected names of data sets: %v", datasets.Names())
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		io.Copy(io.Discard, in)
		cancel(errors.New("the program that started the download has ended"))
	}()
	lines := json.NewEncoder(out)
	for _, name := range names {
		if err := download.Fetch(ctx, name, func(p datasets.Progress) { lines.Encode(p) }); err != nil {
			return err
		}
	}
	return nil
}
