package gallery

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// equation is a node of Markdown: $…$, or $$…$$ inside of a paragraph.
type equation struct {
	ast.BaseInline
	tex     string
	display bool
	after   string // punctuation that must not begin a line
}

var kindEquation = ast.NewNodeKind("Equation")

// Kind implements ast.Node.
func (*equation) Kind() ast.NodeKind { return kindEquation }

// Dump implements ast.Node.
func (e *equation) Dump(source []byte, level int) {
	ast.DumpHelper(e, source, level, map[string]string{"TeX": e.tex}, nil)
}

// equationParser finds equations in a line of text. What stands in code has been
// taken by Markdown's own parser before, and what is escaped does not get here.
type equationParser struct{}

// Trigger implements parser.InlineParser.
func (equationParser) Trigger() []byte { return []byte{'$'} }

// Parse implements parser.InlineParser.
func (equationParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	row, pos := block.Position()
	var rest []byte
	for line, _ := block.PeekLine(); line != nil; line, _ = block.PeekLine() {
		rest = append(rest, line...)
		block.AdvanceLine()
	}
	block.SetPosition(row, pos)
	tex, display, n := equationAt(rest)
	if n == 0 {
		return nil
	}
	after := 0
	for !display && n+after < len(rest) && bytes.IndexByte([]byte(".,;:?)-"), rest[n+after]) >= 0 {
		after++
	}
	block.Advance(n + after)
	return &equation{tex: string(tex), display: display, after: string(rest[n : n+after])}
}

// equationAt returns the equation that begins with the dollar at the start of s, and
// its length with the dollars; 0 if there is none. As in pandoc, an opening $ is not
// followed by a space, and a closing one neither preceded by a space nor followed by a
// digit: "$5 and $6" is prose. Dollars in braces belong to the equation.
func equationAt(s []byte) (tex []byte, display bool, n int) {
	if bytes.HasPrefix(s, []byte("$$")) {
		end := closingAt(s[2:])
		if end <= 0 || len(bytes.TrimSpace(s[2:2+end])) == 0 {
			return nil, false, 0
		}
		return s[2 : 2+end], true, end + 4
	}
	if len(s) < 3 || isSpace(s[1]) {
		return nil, false, 0
	}
	depth := 0
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth--
		case '`':
			return nil, false, 0
		case '$':
			if depth > 0 {
				continue
			}
			if isSpace(s[i-1]) || i+1 < len(s) && '0' <= s[i+1] && s[i+1] <= '9' {
				return nil, false, 0
			}
			return s[1:i], false, i + 1
		}
	}
	return nil, false, 0
}

// closingAt returns where s has the $$ that closes an equation, or −1.
func closingAt(s []byte) int {
	for i := 0; i+1 < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '`':
			return -1
		case s[i] == '$' && s[i+1] == '$':
			return i
		}
	}
	return -1
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
