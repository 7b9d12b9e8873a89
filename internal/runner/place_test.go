package runner

import (
	"os"
	"path/filepath"
	"testing"
)

func TestInTrace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "main.go")
	program := "package main\n\nfunc f() {\n\tpanic(1)\n}\n\nfunc main() {\n\tg( 2 )\n\n\th()\n}\n"
	if err := os.WriteFile(file, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	sources := []string{"func f() {\n  panic(1)\n}", "h()\nx()", "%%\ng(2)\nh()"}
	for _, c := range []struct {
		trace      string
		cell, line int
	}{
		{"", 0, 0},
		{"goroutine 1 [running]:\nmain.f()\n\t [[ Cell [1] Line 2 ]] " + file + ":4 +0x1\nmain.main()\n\t" + file + ":8", 1, 2},
		{"goroutine 1 [running]:\nfmt.f()\n\t/go/src/fmt/print.go:7\nmain.f()\n\t" + file + ":4 +0x1\nmain.main()\n\t [[ Cell [3] Line 2 ]] " + file + ":8", 1, 2},
		{"\t" + file + ":8 +0x1\n", 3, 2},
		{"\t" + file + ":10", 3, 3},
		{"\t" + file + ":9", 0, 0},  // blank
		{"\t" + file + ":7", 0, 0},  // not of a cell
		{"\t" + file + ":99", 0, 0}, // not there
		{"\t/none/main.go:1", 0, 0},
	} {
		if cell, line := inTrace(c.trace, sources); cell != c.cell || line != c.line {
			t.Errorf("%q: cell %d, line %d, want %d and %d", c.trace, cell, line, c.cell, c.line)
		}
	}
	if cell, line := find("a()", []string{"a()", "a()", "b()"}); cell != 0 || line != 0 {
		t.Errorf("a line that occurs twice is at cell %d, line %d", cell, line)
	}
}
