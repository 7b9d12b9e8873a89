// Package mathml translates equations from TeX to MathML Core, which browsers draw
// without a script, a font or a network.
//
// It knows what a lecture on energy-based models writes: scripts, fractions, roots,
// delimiters that grow, accents, braces, alphabets, operators with limits, matrices,
// cases and aligned lines. Macros cannot be defined. Spaces between symbols are TeX's
// own, by the table of chapter 18 of The TeXbook, and are written out, because MathML's
// operator dictionary does not know a script from a line.
//
// References: https://www.w3.org/TR/mathml-core/; D. Knuth, The TeXbook, appendix G.
package mathml

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// An Error lists what Render did not understand in an equation.
type Error struct {
	TeX    string
	Faults []string // each once, in order: "unknown command \foo", "} is missing"
}

// Error returns one line.
func (e *Error) Error() string {
	return fmt.Sprintf("equation %q: %s", strings.Join(strings.Fields(e.TeX), " "), strings.Join(e.Faults, "; "))
}

// Render returns an equation as one math element; display says that it has a line of
// its own. What is not understood is drawn in red as it was written, and named by the
// error, an *Error. The text is well-formed in any case.
func Render(tex string, display bool) (string, error) {
	p := &parser{src: clean(tex), style: textStyle}
	math := &node{tag: "math"}
	if display {
		p.style = displayStyle
		math.set("display", "block")
	}
	math.add(p.whole())
	var b strings.Builder
	math.write(&b)
	if len(p.faults) > 0 {
		return b.String(), &Error{TeX: tex, Faults: p.faults}
	}
	return b.String(), nil
}

// clean replaces what XML cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return r
		case r < ' ', r == 0xFFFE, r == 0xFFFF:
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// fault notes what was not understood, once.
func (p *parser) fault(format string, args ...any) {
	if f := fmt.Sprintf(format, args...); !slices.Contains(p.faults, f) {
		p.faults = append(p.faults, f)
	}
}

// wrong returns text as an error in red.
func wrong(text string) atom {
	n := &node{tag: "merror"}
	n.set("mathcolor", "#d02020")
	return atom{node: n.add(&node{tag: "mtext", text: text})}
}
