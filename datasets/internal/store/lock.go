package store

import (
	"context"
	"os"
	"path/filepath"

	"github.com/latentlab/latentlab/internal/atomicfile"
)

// Lock waits until it alone may change the folder, among all processes. It calls
// waiting once if another is at it. The lock ends with the process that holds it.
func Lock(ctx context.Context, dir string, waiting func()) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	return atomicfile.Lock(ctx, f, waiting)
}
