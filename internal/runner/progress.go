package runner

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// Times between two lines of progress about the same cell.
const (
	terminalPause = 200 * time.Millisecond
	logPause      = 30 * time.Second
)

// Progress is a Watcher that writes how far a run is: on a terminal a line that
// is written over, otherwise a line for each cell and one every 30 s.
type Progress struct {
	w        io.Writer
	terminal bool
	name     string // of the notebook
	started  time.Time

	mu     sync.Mutex
	cell   int // 0 before the first
	of     int
	since  time.Time // the cell's beginning
	note   string    // what the cell shows
	ticker *time.Ticker
	over   chan struct{}
}

// NewProgress begins to write the progress of a run to w. End ends it.
func NewProgress(w io.Writer, terminal bool, name string) *Progress {
	p := &Progress{w: w, terminal: terminal, name: name, started: time.Now(), over: make(chan struct{})}
	pause := logPause
	if terminal {
		pause = terminalPause
	}
	p.ticker = time.NewTicker(pause)
	go p.tick()
	return p
}

// tick repeats the line while a cell runs.
func (p *Progress) tick() {
	for {
		select {
		case <-p.ticker.C:
			p.mu.Lock()
			p.line(true)
			p.mu.Unlock()
		case <-p.over:
			return
		}
	}
}

// Cell is told that cell i of n begins.
func (p *Progress) Cell(i, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line(false)
	p.cell, p.of, p.since, p.note = i, n, time.Now(), ""
	if p.terminal {
		p.line(true)
	} else {
		p.ticker.Reset(logPause)
	}
}

// Shown is told what the cell shows.
func (p *Progress) Shown(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.note = text
}

// End writes the last line of the run, which says what became of it: "ok".
func (p *Progress) End(result string) {
	close(p.over)
	p.ticker.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line(false)
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	fmt.Fprintf(p.w, "%s  %s  %.1f s\n", p.name, result, time.Since(p.started).Seconds())
}

// room is how many letters a line on a terminal has.
const room = 79

// line writes where the run is: while the cell runs, or at its end.
func (p *Progress) line(runs bool) {
	if p.cell == 0 || p.terminal && !runs {
		return
	}
	text := fmt.Sprintf("%s  cell %d/%d  %.1f s", p.name, p.cell, p.of, time.Since(p.since).Seconds())
	if runs && p.note != "" {
		text += "  " + p.note
	}
	if runs && p.terminal {
		if r := []rune(text); len(r) > room {
			text = string(r[:room-1]) + "…"
		}
		fmt.Fprintf(p.w, "\r\x1b[K%s", text)
		return
	}
	if runs {
		text += "  …"
	}
	fmt.Fprintln(p.w, text)
}
