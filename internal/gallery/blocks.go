package gallery

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// equationBlock is a node of Markdown: lines from $$ to $$, or an environment of TeX.
// It is a block of its own so that a line of it that begins with - or + is no list.
type equationBlock struct {
	ast.BaseBlock
	tex    []byte
	end    []byte // what closes it
	keep   bool   // end belongs to the equation
	closed bool
}

var kindEquationBlock = ast.NewNodeKind("EquationBlock")

// Kind implements ast.Node.
func (*equationBlock) Kind() ast.NodeKind { return kindEquationBlock }

// IsRaw implements ast.Node: Markdown looks for nothing inside.
func (*equationBlock) IsRaw() bool { return true }

// Dump implements ast.Node.
func (e *equationBlock) Dump(source []byte, level int) {
	ast.DumpHelper(e, source, level, map[string]string{"TeX": string(e.tex)}, nil)
}

type equationBlockParser struct{}

var (
	environment = regexp.MustCompile(`^\\begin\{((?:align|equation|gather|eqnarray)\*?)\}`)
	blankLine   = regexp.MustCompile(`\n[ \t\r]*\n`)
)

// Trigger implements parser.BlockParser.
func (equationBlockParser) Trigger() []byte { return []byte{'$', '\\'} }

// Open implements parser.BlockParser. It looks ahead, and leaves alone what is not
// closed in its paragraph or is followed by text.
func (equationBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	start := pc.BlockOffset()
	if start < 0 || start >= len(line) {
		return nil, parser.NoChildren
	}
	ahead := reader.Source()[segment.Stop-(len(line)-start):]
	if end := blankLine.FindIndex(ahead); end != nil {
		ahead = ahead[:end[0]]
	}
	e := &equationBlock{}
	if m := environment.FindSubmatch(ahead); m != nil {
		e.end, e.keep = []byte(`\end{`+string(m[1])+`}`), true
	} else if bytes.HasPrefix(ahead, []byte("$$")) {
		e.end = []byte("$$")
		start += 2
		ahead = ahead[2:]
	} else {
		return nil, parser.NoChildren
	}
	n := e.closing(ahead)
	if n <= 0 || len(bytes.TrimSpace(ahead[:n])) == 0 {
		return nil, parser.NoChildren
	}
	rest, _, _ := bytes.Cut(ahead[n+len(e.end):], []byte("\n"))
	if len(bytes.TrimSpace(rest)) > 0 {
		return nil, parser.NoChildren
	}
	e.take(line[start:])
	reader.AdvanceToEOL()
	return e, parser.NoChildren
}

// closing returns where s closes the equation, or −1.
func (e *equationBlock) closing(s []byte) int {
	if e.keep {
		return bytes.Index(s, e.end)
	}
	return closingAt(s)
}

// take adds a line up to what closes the equation.
func (e *equationBlock) take(line []byte) {
	if n := e.closing(line); n >= 0 {
		e.closed = true
		if e.keep {
			n += len(e.end)
		}
		line = line[:n]
	}
	e.tex = append(e.tex, line...)
}

// Continue implements parser.BlockParser.
func (equationBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	e := node.(*equationBlock)
	if e.closed {
		return parser.Close
	}
	line, _ := reader.PeekLine()
	e.take(line)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

// Close implements parser.BlockParser.
func (equationBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph implements parser.BlockParser.
func (equationBlockParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine implements parser.BlockParser.
func (equationBlockParser) CanAcceptIndentedLine() bool { return false }
