//go:build unix

package gonbpipe

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/latentlab/latentlab/internal/gonbpipe/pipetest"
)

// Named pipes, as the kernel makes them.
func TestNamedPipes(t *testing.T) {
	for _, shared := range []bool{false, true} {
		dir := t.TempDir()
		to, back := filepath.Join(dir, "to"), filepath.Join(dir, "back")
		for _, p := range []string{to, back} {
			if err := syscall.Mkfifo(p, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("GONB_PIPE", to)
		t.Setenv("GONB_PIPE_BACK", back)
		kernel := make(chan *pipetest.Kernel)
		go func() {
			r, _ := os.Open(to)
			// The kernel opens this end in another goroutine, and it may stay waiting.
			w, _ := os.OpenFile(back, os.O_RDWR, 0)
			kernel <- pipetest.Serve(r, w)
		}()
		c := fromEnv(shared)
		if err := c.Show(Display{Text: "one", PNG: make([]byte, 200_000)}); err != nil {
			t.Fatal(err)
		}
		if err := c.Sync(); err != nil {
			t.Fatal(err)
		}
		k := <-kernel
		shown, err := k.Shown()
		for range 500 { // without answers, Sync gives the kernel a moment only
			if len(shown) > 0 || err != nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
			shown, err = k.Shown()
		}
		if len(shown) != 1 || err != nil {
			t.Fatalf("%d displays, %v; expected 1", len(shown), err)
		}
		if want := map[bool]int{false: 1, true: 0}[shared]; k.Syncs() != want {
			t.Errorf("shared %v: %d syncs, expected %d", shared, k.Syncs(), want)
		}
	}
}
