package runner

import (
	"regexp"
	"strings"
	"testing"
)

func TestProgressLines(t *testing.T) {
	var b strings.Builder
	p := NewProgress(&b, false, "05-a")
	p.Cell(1, 2)
	p.Shown("learning")
	p.Cell(2, 2)
	p.mu.Lock()
	p.note = "40 of 100"
	p.line(true) // as after 30 s
	p.mu.Unlock()
	p.End("ok")
	want := "05-a  cell 1/2  T s\n05-a  cell 2/2  T s  40 of 100  …\n05-a  cell 2/2  T s\n05-a  ok  T s\n"
	if got := regexp.MustCompile(`\d+\.\d`).ReplaceAllString(b.String(), "T"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestProgressTerminal(t *testing.T) {
	var b strings.Builder
	p := NewProgress(&b, true, "05-a")
	p.Cell(1, 1)
	p.mu.Lock()
	p.note = strings.Repeat("λ", 100)
	p.line(true)
	p.mu.Unlock()
	p.End("failed")
	got := b.String()
	if strings.Count(got, "\n") != 1 || !strings.HasSuffix(got, " s\n") || !strings.Contains(got, "\r\x1b[K05-a  failed  ") {
		t.Errorf("got %q", got)
	}
	for line := range strings.SplitSeq(got, "\r") {
		if n := len([]rune(strings.TrimPrefix(line, "\x1b[K"))); n > room {
			t.Errorf("a line of %d letters: %q", n, line)
		}
	}
}
