package plotting

import (
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/latentlab/latentlab/internal/gonbpipe"
)

// A Progress tells how far a long computation is. In a GoNB notebook it is a bar that
// moves and that Done replaces by one line of text, so that a saved notebook holds that
// line only; on a terminal, a line that is written over; elsewhere, a line every few
// seconds on the standard error. Its methods may be called often and from several
// goroutines.
type Progress struct {
	o     *outlet
	name  string
	total int
	id    string           // of the output in a notebook
	now   func() time.Time // the clock

	mu   sync.Mutex
	next time.Time // nothing is shown before
	long int       // letters of the longest line on the terminal
	over bool
}

// Times between two updates.
const (
	notebookPause = 125 * time.Millisecond
	terminalPause = 100 * time.Millisecond
	logPause      = 5 * time.Second
)

// NewProgress starts to show the progress of what name says, "learning 256 atoms", in
// total steps; 0 if their number is not known.
func NewProgress(name string, total int) *Progress { return here().progress(name, total, time.Now) }

func (o *outlet) progress(name string, total int, now func() time.Time) *Progress {
	p := &Progress{o: o, name: name, total: total, now: now}
	if o.notebook != nil {
		// The kernel keeps names of outputs as long as it runs: each run takes a
		// new one. It is not saved in the notebook.
		p.id = fmt.Sprintf("latentlab-progress-%016x", rand.Uint64())
	} else if !o.terminal {
		p.next = now().Add(logPause)
	}
	p.Set(0, "")
	return p
}

// Set says that done steps are done, and what there is to say of them: "energy 10.3".
func (p *Progress) Set(done int, note string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if p.over || now.Before(p.next) {
		return
	}
	switch {
	case p.o.notebook != nil:
		p.next = now.Add(notebookPause)
		p.show(gonbpipe.Display{HTML: p.html(done, note), ID: p.id})
	case p.o.terminal:
		p.next = now.Add(terminalPause)
		p.overwrite(p.line(done, note))
	default:
		p.next = now.Add(logPause)
		fmt.Fprintln(p.o.err, p.line(done, note))
	}
}

// Done ends the progress with one line, "learning 256 atoms: objective 10.19 after 118
// updates". For a notebook that is the same when run again, let note hold no times.
// What comes after Done is not shown.
func (p *Progress) Done(note string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	p.over = true
	last := join(p.name, note)
	switch {
	case p.o.notebook != nil:
		p.o.send(gonbpipe.Display{Text: last, ID: p.id})
	case p.o.terminal:
		p.overwrite(last)
		fmt.Fprintln(p.o.err)
	default:
		fmt.Fprintln(p.o.err, last)
	}
}

// show sends d and does not wait. An error is told once, by Done.
func (p *Progress) show(d gonbpipe.Display) { _ = p.o.notebook.Show(d) }

func join(name, note string) string {
	if note == "" {
		return name
	}
	return name + ": " + note
}

// html returns a bar and its text.
func (p *Progress) html(done int, note string) string {
	bar := "<progress></progress>"
	if p.total > 0 {
		bar = fmt.Sprintf(`<progress value="%d" max="%d"></progress>`, min(max(done, 0), p.total), p.total)
	}
	return bar + " " + html.EscapeString(join(p.name, p.step(done, note)))
}

// step says which step this is.
func (p *Progress) step(done int, note string) string {
	s := fmt.Sprint(done)
	if p.total > 0 {
		s += fmt.Sprintf(" of %d", p.total)
	}
	if note != "" {
		s += ", " + note
	}
	return s
}

// line returns a line of text: 40 %  learning 256 atoms: 40 of 100, energy 10.3.
func (p *Progress) line(done int, note string) string {
	s := join(p.name, p.step(done, note))
	if p.total > 0 {
		s = fmt.Sprintf("%3d %%  %s", 100*min(max(done, 0), p.total)/p.total, s)
	}
	return s
}

// overwrite writes s over the terminal's line.
func (p *Progress) overwrite(s string) {
	const room = 79
	if r := []rune(s); len(r) > room {
		s = string(r[:room-1]) + "…"
	}
	n := len([]rune(s))
	fmt.Fprint(p.o.err, "\r", s, strings.Repeat(" ", max(0, p.long-n)))
	p.long = max(p.long, n)
}
