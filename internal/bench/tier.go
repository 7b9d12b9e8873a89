package bench

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strconv"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/internal/tools"
)

// LowerTier measures gemm once more on the AVX2 kernels, in a process of its own,
// where this one runs on AVX-512. command is the program that offers bench.
func LowerTier(ctx context.Context, command string, threads int, log io.Writer, emit func(Row)) error {
	if kernel.Active() != kernel.AVX512 {
		return nil
	}
	cmd := exec.Command(command, "bench", "gemm", "--json", "--only", "kernel", "--threads", strconv.Itoa(threads))
	cmd.Env = tools.With(os.Environ(), map[string]string{kernel.Env: kernel.AVX2.String()})
	cmd.Stderr = log
	return rowsOf(ctx, cmd, emit)
}
