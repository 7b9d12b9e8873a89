package jupyter

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// tailSize is how many bytes a tail keeps.
const tailSize = 16 << 10

// tail keeps the end of what a kernel's process writes.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// Write takes all of p.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if len(t.text) > tailSize {
		t.text = bytes.Clone(t.text[len(t.text)-tailSize:])
	}
	return len(p), nil
}

var (
	colours = regexp.MustCompile("\x1b\\[[0-9;]*m")
	logLine = regexp.MustCompile(`^[IWE]\d{4} \d\d:`)                      // of package klog, without consequences
	fatal   = regexp.MustCompile(`^(F\d{4} .*?\] |panic: |fatal error: )`) // before the end
)

// message returns the line that tells most about the end of the process: its
// panic or fatal error, or the last line that is not logged. It may be empty.
func (t *tail) message() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := ""
	for line := range strings.Lines(string(t.text)) {
		line = strings.TrimSpace(colours.ReplaceAllString(line, ""))
		if fatal.MatchString(line) {
			return line
		}
		if line != "" && !logLine.MatchString(line) {
			last = line
		}
	}
	return last
}
