package mathml

import "strings"

// A table says how an environment looks.
type table struct {
	left, right string
	display     bool
	align       string // of the columns, l, c or r; the last two are repeated
	glued       bool   // columns 2, 4, … stand close to the one before
}

var tables = map[string]table{
	"matrix":      {align: "c"},
	"smallmatrix": {align: "c"},
	"pmatrix":     {left: "(", right: ")", align: "c"},
	"bmatrix":     {left: "[", right: "]", align: "c"},
	"Bmatrix":     {left: "{", right: "}", align: "c"},
	"vmatrix":     {left: "|", right: "|", align: "c"},
	"Vmatrix":     {left: "‖", right: "‖", align: "c"},
	"array":       {align: "c"},
	"cases":       {left: "{", align: "l"},
	"dcases":      {left: "{", align: "l", display: true},
	"rcases":      {right: "}", align: "l"},
	"aligned":     {align: "rl", display: true, glued: true},
	"align":       {align: "rl", display: true, glued: true},
	"split":       {align: "rl", display: true, glued: true},
	"eqnarray":    {align: "rcl", display: true},
	"gathered":    {align: "c", display: true},
	"gather":      {align: "c", display: true},
	"equation":    {align: "c", display: true},
}

// column returns the alignment of column j.
func (t table) column(j int) byte {
	if n := len(t.align); j < n {
		return t.align[j]
	} else if n > 1 {
		return t.align[n-2+(j-n)%2]
	}
	return t.align[0]
}

// cellStyle is the look of the cell in row i and column j.
func (t table) cellStyle(i, j int) string {
	// Chromium lays equations out in blocks, which only the second value moves.
	align := map[byte]string{'l': "left", 'c': "center", 'r': "right;text-align:-webkit-right"}[t.column(j)]
	top, left := "0", "0"
	if i > 0 {
		top = "1ex"
	}
	switch {
	case j > 0 && t.glued && j%2 == 0:
		left = "2em"
	case j > 0 && !t.glued:
		left = "1em"
	}
	return strings.Join([]string{"text-align:" + align, "padding:" + top + " 0 0 " + left}, ";")
}
