package runner

import (
	"os"
	"regexp"
	"strconv"
	"strings"
)

// frame is a line of a stack trace in the program of a cell. GoNB writes the place
// in the cell before the file, but not always: it looks at what the program
// writes piece by piece.
var frame = regexp.MustCompile(`(?m)^\s+(?:\[\[ Cell \[(\d+)\] Line (\d+) \]\] )?(.*main(?:_test)?\.go):(\d+)`)

// inTrace returns the place of the innermost frame of a stack trace that is in the
// program, or 0. sources are those of the cells so far.
func inTrace(trace string, sources []string) (cell, line int) {
	m := frame.FindStringSubmatch(trace)
	switch {
	case m == nil:
		return 0, 0
	case m[1] != "":
		return numbers(m)
	}
	text, err := os.ReadFile(m[3])
	if err != nil {
		return 0, 0
	}
	at, err := strconv.Atoi(m[4])
	lines := strings.Split(string(text), "\n")
	if err != nil || at < 1 || at > len(lines) {
		return 0, 0
	}
	return find(lines[at-1], sources)
}

// find returns the cell and the line of a line of the program, which GoNB makes of
// the cells: the only one in the last cell, or the only one in all, or 0.
func find(wanted string, sources []string) (cell, line int) {
	wanted = packed(wanted)
	if wanted == "" {
		return 0, 0
	}
	found := 0
	for i := len(sources); i > 0; i-- {
		for j, text := range strings.Split(sources[i-1], "\n") {
			if packed(text) == wanted {
				cell, line = i, j+1
				found++
			}
		}
		if i == len(sources) && found == 1 {
			return cell, line
		}
	}
	if found != 1 {
		return 0, 0
	}
	return cell, line
}

// packed returns text without white space, which goimports may change.
func packed(text string) string { return strings.Join(strings.Fields(text), "") }

// numbers returns the first two groups of a match as numbers, or 0 without one.
func numbers(match []string) (cell, line int) {
	if match == nil {
		return 0, 0
	}
	cell, _ = strconv.Atoi(match[1]) // only digits match
	line, _ = strconv.Atoi(match[2])
	return cell, line
}
