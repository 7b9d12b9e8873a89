package mathml

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// deepest is how far groups may be nested.
const deepest = 100

// A parser turns tokens into atoms, and rows of atoms into elements.
type parser struct {
	src    string
	pos    int
	style  style
	font   font
	depth  int
	faults []string
}

// whole reads the formula to its end.
func (p *parser) whole() *node {
	var atoms []atom
	for {
		atoms = append(atoms, p.row("")...)
		tok := p.next()
		if tok == "" {
			return p.join(atoms)
		}
		p.fault("%s has no partner", tok)
		atoms = append(atoms, wrong(string(tok)))
	}
}

// row reads atoms up to a token that ends a row, or to stop.
func (p *parser) row(stop token) []atom {
	if p.depth++; p.depth > deepest {
		p.fault("groups are nested more than %d deep", deepest)
		p.pos = len(p.src)
	}
	defer func() { p.depth-- }()
	var atoms []atom
	for {
		tok := p.peek()
		if tok.ends() || tok == stop {
			return atoms
		}
		if s, ok := switches[tok]; ok {
			p.next()
			return append(atoms, s(p, stop))
		}
		atoms = append(atoms, p.scripted(p.base(tok)))
	}
}

// join returns the atoms as one element.
func (p *parser) join(atoms []atom) *node {
	nodes := p.style.spaced(atoms, false)
	if len(nodes) == 1 {
		return nodes[0]
	}
	return element("mrow", nodes...)
}

// in reads something in another style.
func (p *parser) in(s style, read func() atom) atom {
	old := p.style
	p.style = s
	defer func() { p.style = old }()
	return read()
}

// base reads what scripts can be put on: here digits and, in an alphabet, letters
// stand together.
func (p *parser) base(tok token) atom {
	switch {
	case tok == "^" || tok == "_" || tok == "'":
		return atom{node: element("mrow")}
	case isDigit(tok[0]):
		return p.number()
	case p.font != plain && len(tok) == 1 && isLetter(tok[0]):
		return p.word()
	}
	return p.nucleus()
}

// number reads digits with a point between them.
func (p *parser) number() atom {
	p.peekHere()
	start := p.pos
	for p.pos < len(p.src) && (isDigit(p.src[p.pos]) || p.src[p.pos] == '.' && p.digitAt(p.pos+1)) {
		p.pos++
	}
	return atom{node: &node{tag: "mn", text: p.font.apply(p.src[start:p.pos])}}
}

// word reads letters.
func (p *parser) word() atom {
	p.peekHere()
	start := p.pos
	for p.pos < len(p.src) && isLetter(p.src[p.pos]) {
		p.pos++
	}
	return atom{node: p.identifier(p.src[start:p.pos])}
}

// peekHere moves to the beginning of the next token.
func (p *parser) peekHere() {
	tok, end := p.scan()
	p.pos = end - len(tok)
}

func (p *parser) digitAt(i int) bool { return i < len(p.src) && isDigit(p.src[i]) }

// identifier returns a variable in the alphabet of the moment. MathML slants a single
// letter by itself.
func (p *parser) identifier(name string) *node {
	n := &node{tag: "mi", text: p.font.apply(name)}
	if p.font.upright() && utf8.RuneCountInString(name) == 1 && n.text == name {
		n.set("mathvariant", "normal")
	}
	return n
}

// nucleus reads one group, symbol or command with its arguments.
func (p *parser) nucleus() atom {
	tok := p.next()
	if tok == "{" {
		return atom{node: p.group()}
	}
	if name := tok.name(); name != "" {
		return p.command(tok, name)
	}
	r, _ := utf8.DecodeRuneInString(string(tok))
	if s, ok := characters[r]; ok {
		return p.symbol(s)
	}
	switch {
	case unicode.IsLetter(r):
		return atom{node: p.identifier(string(tok))}
	case unicode.IsNumber(r):
		return atom{node: &node{tag: "mn", text: p.font.apply(string(tok))}}
	case strings.ContainsRune(`\#$`, r):
		p.fault("%s cannot stand here", tok)
		return wrong(string(tok))
	}
	return atom{node: operator(string(tok))}
}

// group reads to the closing brace.
func (p *parser) group() *node {
	atoms := p.row("")
	if !p.accept("}") {
		p.fault("} is missing")
	}
	return p.join(atoms)
}

// argument reads a group, or one symbol or command.
func (p *parser) argument(of token) atom {
	if p.depth++; p.depth > deepest {
		p.fault("groups are nested more than %d deep", deepest)
		p.pos = len(p.src)
	}
	defer func() { p.depth-- }()
	tok := p.peek()
	if tok.ends() {
		p.fault("%s has no argument", of)
		return atom{node: element("mrow")}
	}
	if tok == "{" {
		p.next()
		atoms := p.row("")
		if !p.accept("}") {
			p.fault("} is missing")
		}
		if len(atoms) == 1 && atoms[0].class != blank {
			return atoms[0]
		}
		return atom{node: p.join(atoms)}
	}
	return p.nucleus()
}

// symbol returns the atom of a symbol.
func (p *parser) symbol(s symbol) atom {
	switch {
	case s.letter:
		n := p.identifier(s.text)
		if s.upright && n.text == s.text && len(n.attrs) == 0 {
			n.set("mathvariant", "normal")
		}
		return atom{node: n, class: s.class, limits: s.limits}
	case s.fence:
		n := stretched(s.text, false)
		return atom{node: n, class: s.class, core: n}
	}
	n := operator(s.text)
	return atom{node: n, class: s.class, limits: s.limits, core: n}
}
