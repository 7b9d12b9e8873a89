package venv

import (
	"context"
	"os"

	"github.com/latentlab/latentlab/internal/atomicfile"
)

// lock waits until it holds the lock of the directory, calling waiting once if
// that is not at once. The lock ends with the process that holds it.
func lock(ctx context.Context, dir string, waiting func()) (func(), error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	return atomicfile.Lock(ctx, f, waiting)
}
