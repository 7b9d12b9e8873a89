package gonbpipe

import (
	"bytes"
	"encoding/gob"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/latentlab/latentlab/internal/gonbpipe/pipetest"
)

// talk returns a client and the kernel at the other end.
func talk(t *testing.T) (*Client, *pipetest.Kernel) {
	t.Helper()
	kr, cw := io.Pipe()
	cr, kw := io.Pipe()
	t.Cleanup(func() { cw.Close(); kw.Close() })
	return New(cw, cr), pipetest.Serve(kr, kw)
}

func TestDisplaysArriveWhole(t *testing.T) {
	c, k := talk(t)
	big := bytes.Repeat([]byte{0, 1, 2, 255}, 100_000)
	sent := []Display{
		{Text: "plain"},
		{Markdown: "$x^2$ and | a | table |", Text: "fallback"},
		{HTML: "<b>x̂ ≈ Dz</b>", ID: "progress-1"},
		{PNG: big, Text: strings.Repeat("caption ", 40)},
		{PNG: []byte{1}},
		{},
	}
	for _, d := range sent {
		if err := c.Show(d); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Sync(); err != nil {
		t.Fatal(err)
	}
	got, err := k.Shown()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(sent) {
		t.Fatalf("%d displays arrived, %d were sent", len(got), len(sent))
	}
	kinds := []int{1, 2, 1, 2, 1, 0}
	for i, d := range sent {
		g := got[i]
		if g.Text != d.Text || g.Markdown != d.Markdown || g.HTML != d.HTML || g.ID != d.ID || !bytes.Equal(g.PNG, d.PNG) || g.Kinds != kinds[i] {
			t.Errorf("display %d arrived changed", i)
		}
	}
}

func TestSyncWaitsForEachAnswer(t *testing.T) {
	c, k := talk(t)
	if err := c.Sync(); err != nil || k.Syncs() != 0 {
		t.Fatalf("Sync before any display: %v, %d syncs; expected none", err, k.Syncs())
	}
	for i := range 300 {
		if err := c.Show(Display{Text: "x"}); err != nil {
			t.Fatal(err)
		}
		if err := c.Sync(); err != nil {
			t.Fatal(err)
		}
		if shown, _ := k.Shown(); len(shown) != i+1 {
			t.Fatalf("after sync %d the kernel has %d displays", i, len(shown))
		}
	}
	if k.Syncs() != 300 {
		t.Errorf("%d syncs answered, expected 300", k.Syncs())
	}
}

func TestManyGoroutines(t *testing.T) {
	c, k := talk(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if c.Show(Display{HTML: "x", ID: "a"}) != nil || c.Sync() != nil {
					t.Error("show or sync failed")
				}
			}
		})
	}
	wg.Wait()
	if shown, err := k.Shown(); len(shown) != 160 || err != nil {
		t.Errorf("%d displays, %v; expected 160", len(shown), err)
	}
}

// A program may hold GoNB's own encoder too, or start one that does: all write to
// one pipe, which the kernel reads with one decoder.
func TestSharesThePipeWithGobEncoder(t *testing.T) {
	kr, cw := io.Pipe()
	t.Cleanup(func() { cw.Close() })
	k := pipetest.Serve(kr, io.Discard)
	ours := New(cw, nil)
	gonbui := gob.NewEncoder(cw)
	child := New(cw, nil)
	child.types = typesFrom(ours.types.display + 4)
	for range 3 {
		if err := gonbui.Encode(&protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMETextPlain: "gonbui"}}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []*Client{ours, child} {
			if err := c.Show(Display{Text: "latentlab"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := ours.Sync(); err != nil {
		t.Fatal(err)
	}
	cw.Close()
	k.Wait()
	if shown, err := k.Shown(); len(shown) != 9 || err != nil {
		t.Errorf("%d displays, %v; expected 9", len(shown), err)
	}
}

func TestErrorsStay(t *testing.T) {
	refused := errors.New("refused")
	c := newClient(func() (io.Writer, io.Reader, error) { return nil, nil, refused })
	for range 2 {
		if err := c.Show(Display{Text: "x"}); !errors.Is(err, refused) {
			t.Errorf("Show: %v, expected %v", err, refused)
		}
	}
	if err := c.Sync(); !errors.Is(err, refused) {
		t.Errorf("Sync: %v, expected %v", err, refused)
	}

	// The kernel goes away: Sync ends with an error and does not wait.
	kr, cw := io.Pipe()
	cr, kw := io.Pipe()
	c = New(cw, cr)
	go func() {
		io.CopyN(io.Discard, kr, 10)
		kr.Close()
		kw.Close()
	}()
	if err := c.Show(Display{Text: "x"}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Show after the kernel closed: %v, expected %v", err, io.ErrClosedPipe)
	}
	if err := c.Sync(); err == nil {
		t.Error("Sync after the kernel closed: no error")
	}
}

func TestSyncEndsWhenAnswersEnd(t *testing.T) {
	for name, answer := range map[string]string{
		"nothing":        "",
		"not a message":  "\x80",
		"a huge message": "\xfc\xff\xff\xff\xff",
		"half a message": "\x20abc",
	} {
		c := New(io.Discard, strings.NewReader(answer))
		if err := c.Show(Display{Text: "x"}); err != nil {
			t.Fatal(err)
		}
		if err := c.Sync(); err == nil {
			t.Errorf("%s: Sync returned no error", name)
		}
	}
}

func TestFromEnvOutsideNotebook(t *testing.T) {
	t.Setenv("GONB_PIPE", "")
	if FromEnv() != nil {
		t.Error("a client without GONB_PIPE")
	}
	t.Setenv("GONB_PIPE", t.TempDir()+"/none")
	c := FromEnv()
	if err := c.Show(Display{Text: "x"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a pipe that is not there: %v, expected %v", err, os.ErrNotExist)
	}
}
