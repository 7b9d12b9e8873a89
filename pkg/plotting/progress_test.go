package plotting

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a time that moves when it is told to.
type clock struct{ t time.Time }

func (c *clock) now() time.Time       { return c.t }
func (c *clock) wait(d time.Duration) { c.t = c.t.Add(d) }
func newClock() *clock                { return &clock{time.Unix(1e9, 0)} }
func lastLine(s string) string        { return s[strings.LastIndexAny(s, "\r")+1:] }
func (c *clock) run(p *Progress, n int, step time.Duration) {
	for i := range n {
		c.wait(step)
		p.Set(i+1, fmt.Sprintf("energy %d", n-i))
	}
}

func TestProgressInNotebook(t *testing.T) {
	o, k := inNotebook(t)
	c := newClock()
	p := o.progress("learning <256> atoms", 1000, c.now)
	c.run(p, 1000, time.Millisecond) // one second
	p.Done("objective 10.19 after 118 updates")
	p.Set(3, "late")
	p.Done("twice")

	shown := shownIn(t, k)
	if n := len(shown); n < 5 || n > 10 {
		t.Fatalf("%d displays in a second, expected about 8 and the last", n)
	}
	for _, d := range shown {
		if d.ID == "" || d.ID != shown[0].ID {
			t.Errorf("display ids %q and %q, expected one", d.ID, shown[0].ID)
		}
	}
	if want := `<progress value="0" max="1000"></progress> learning &lt;256&gt; atoms: 0 of 1000`; shown[0].HTML != want {
		t.Errorf("the first: %s; expected %s", shown[0].HTML, want)
	}
	if !strings.Contains(shown[2].HTML, "of 1000, energy ") {
		t.Errorf("the third: %s", shown[2].HTML)
	}
	last := shown[len(shown)-1]
	if want := "learning <256> atoms: objective 10.19 after 118 updates"; last.Text != want || last.Kinds != 1 {
		t.Errorf("the last: %+v; expected the text %q only", last, want)
	}
	if q := o.progress("again", 0, c.now); q.id == p.id {
		t.Error("two runs have one display id")
	}
}

func TestProgressOnTerminal(t *testing.T) {
	var out bytes.Buffer
	c := newClock()
	o := &outlet{err: &out, out: failing{t}, terminal: true}
	p := o.progress("learning", 200, c.now)
	c.run(p, 100, 50*time.Millisecond)
	if got := lastLine(out.String()); got != " 50 %  learning: 100 of 200, energy 1" && got != " 50 %  learning: 100 of 200, energy 1  " {
		t.Errorf("the line is %q", got)
	}
	p.Done(strings.Repeat("long ", 40))
	s := out.String()
	if n := strings.Count(s, "\n"); n != 1 || !strings.HasSuffix(s, "…\n") {
		t.Errorf("%d lines, expected 1, cut with …: %q", n, lastLine(s))
	}
	for _, line := range strings.Split(s, "\r") {
		if len([]rune(strings.TrimSuffix(line, "\n"))) > 79 {
			t.Errorf("a line of more than 79 letters: %q", line)
		}
	}
}

func TestProgressElsewhere(t *testing.T) {
	var out bytes.Buffer
	c := newClock()
	o := &outlet{err: &out, out: failing{t}}
	p := o.progress("learning", 0, c.now)
	c.run(p, 120, 100*time.Millisecond) // twelve seconds
	p.Done("")
	want := "learning: 50, energy 71\nlearning: 100, energy 21\nlearning\n"
	if got := out.String(); got != want {
		t.Errorf("%q, expected %q", got, want)
	}
}

func TestProgressBeyondTotal(t *testing.T) {
	p := &Progress{name: "x", total: 10}
	if got := p.html(12, ""); !strings.Contains(got, `value="10" max="10"`) {
		t.Error(got)
	}
	if got := p.line(-1, ""); got != "  0 %  x: -1 of 10" {
		t.Errorf("%q", got)
	}
	p.total = 0
	if got := p.html(3, "a & b"); got != "<progress></progress> x: 3, a &amp; b" {
		t.Error(got)
	}
}

func TestProgressFromManyGoroutines(t *testing.T) {
	o, k := inNotebook(t)
	p := o.progress("x", 100, time.Now)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 100 {
				p.Set(i, "")
			}
		})
	}
	wg.Wait()
	p.Done("all")
	if shown := shownIn(t, k); shown[len(shown)-1].Text != "x: all" {
		t.Error("Done is not the last")
	}
}

func TestInterruptible(t *testing.T) {
	ctx, stop := Interruptible()
	defer stop()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("the context did not end at an interrupt")
	}
}
