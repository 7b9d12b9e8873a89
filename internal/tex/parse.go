package tex

import (
	"strings"
	"unicode"
)

// parser reads tokens from left to right.
type parser struct {
	toks    []token
	pos     int
	display bool
	depth   int
	errs    []string
}

// deepest is how far groups may nest.
const deepest = 200

// peek returns the next token that is not a space, and false at the end.
func (p *parser) peek() (token, bool) {
	for p.pos < len(p.toks) && p.toks[p.pos].space {
		p.pos++
	}
	if p.pos == len(p.toks) {
		return token{}, false
	}
	return p.toks[p.pos], true
}

// row reads elements until a token for which stop is true, which it leaves, or the
// end.
func (p *parser) row(stop func(token) bool) string {
	var b strings.Builder
	for {
		t, ok := p.peek()
		if !ok || stop(t) {
			return b.String()
		}
		if t.is("}") || t.cmd("right") || t.cmd("end") {
			p.pos++
			p.errs = append(p.errs, "nothing open before "+t.text)
			continue
		}
		b.WriteString(p.scripted().xml)
	}
}

// scripted reads an element with its scripts and primes.
func (p *parser) scripted() node {
	base := p.element()
	var sub, sup string
	for {
		t, ok := p.peek()
		switch {
		case ok && t.is("_") && sub == "":
			p.pos++
			sub = p.argument()
		case ok && t.is("^") && (sup == "" || strings.HasPrefix(sup, "<mo>′")):
			p.pos++
			sup = join(sup, p.argument())
		case ok && t.is("'"):
			p.pos++
			sup = join(sup, `<mo>′</mo>`)
		case ok && (t.cmd("limits") || t.cmd("nolimits")):
			p.pos++
			base.limits, base.always = false, t.text == "limits"
		default:
			return attach(base, sub, sup, base.always || base.limits && p.display)
		}
	}
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return group(a + b)
}

// attach puts scripts beside the base, or above and below it.
func attach(base node, sub, sup string, stacked bool) node {
	tags := [3]string{"msub", "msup", "msubsup"}
	if stacked {
		tags = [3]string{"munder", "mover", "munderover"}
	}
	switch {
	case sub != "" && sup != "":
		return node{xml: element(tags[2], base.xml+sub+sup)}
	case sub != "":
		return node{xml: element(tags[0], base.xml+sub)}
	case sup != "":
		return node{xml: element(tags[1], base.xml+sup)}
	}
	return base
}

// argument reads what a command or a script takes: a group in braces, or one
// element.
func (p *parser) argument() string {
	t, ok := p.peek()
	if !ok || t.is("}") || t.is("&") {
		return p.fail("missing argument").xml
	}
	if isDigit(t) { // x^12 is x¹2
		p.pos++
		return leaf("mn", t.text).xml
	}
	return p.element().xml
}

// element reads one element without scripts.
func (p *parser) element() node {
	t, _ := p.peek()
	if p.depth == deepest {
		p.pos = len(p.toks)
		return p.fail("groups nested too deeply")
	}
	p.depth++
	defer func() { p.depth-- }()
	p.pos++
	switch {
	case t.command:
		return p.command(t.text)
	case t.text == "{":
		body := p.row(func(t token) bool { return t.is("}") })
		p.expect("}")
		return node{xml: group(body)}
	case t.text == "^" || t.text == "_": // a script without a base
		p.pos--
		return node{xml: "<mrow></mrow>"}
	case t.text == "&":
		return p.fail("an & outside a matrix")
	case t.text == "~":
		return node{xml: `<mspace width="0.33em"></mspace>`}
	}
	return p.character(t.text)
}

// character reads a letter, a number or a sign.
func (p *parser) character(c string) node {
	r := []rune(c)[0]
	switch {
	case unicode.IsDigit(r):
		for p.pos < len(p.toks) && (isDigit(p.toks[p.pos]) || p.toks[p.pos].is(".") && p.pos+1 < len(p.toks) && isDigit(p.toks[p.pos+1])) {
			c += p.toks[p.pos].text
			p.pos++
		}
		return leaf("mn", c)
	case unicode.IsLetter(r):
		return leaf("mi", c)
	case c == "-":
		return operator("−", "")
	case c == "*":
		return operator("∗", "")
	case strings.Contains("()[]|/", c):
		return operator(c, `stretchy="false"`)
	}
	return operator(c, "")
}

func isDigit(t token) bool {
	return !t.command && !t.space && t.text[0] >= '0' && t.text[0] <= '9'
}

// expect consumes the character c, or notes that it is missing.
func (p *parser) expect(c string) {
	if t, ok := p.peek(); ok && t.is(c) {
		p.pos++
		return
	}
	p.errs = append(p.errs, "missing "+c)
}

// raw reads a group in braces as text, spaces included.
func (p *parser) raw() string {
	if t, ok := p.peek(); !ok || !t.is("{") {
		p.errs = append(p.errs, "missing {")
		return ""
	}
	p.pos++
	var b strings.Builder
	for depth := 1; p.pos < len(p.toks); p.pos++ {
		t := p.toks[p.pos]
		switch {
		case t.is("{"):
			depth++
			continue
		case t.is("}"):
			depth--
			if depth == 0 {
				p.pos++
				return b.String()
			}
			continue
		case t.command && len(t.text) > 0 && unicode.IsLetter(rune(t.text[0])):
			b.WriteString(`\`)
		}
		b.WriteString(t.text)
	}
	p.errs = append(p.errs, "missing }")
	return b.String()
}
