package tex

import (
	"fmt"
	"strings"
)

// command reads \name and its arguments.
func (p *parser) command(name string) node {
	if s, ok := letters[name]; ok {
		return leaf("mi", s)
	}
	if s, ok := upright[name]; ok {
		return node{xml: `<mi mathvariant="normal">` + s + `</mi>`}
	}
	if s, ok := signs[name]; ok {
		return operator(s, "")
	}
	if s, ok := big[name]; ok {
		return node{xml: operator(s, "").xml, limits: !strings.HasPrefix(name, "int")}
	}
	if s, ok := fences[name]; ok {
		return operator(s, `stretchy="false"`)
	}
	if s, ok := spaces[name]; ok {
		return node{xml: fmt.Sprintf(`<mspace width="%s"></mspace>`, s)}
	}
	if limits, ok := functions[name]; ok {
		return function(name, limits)
	}
	if a, ok := accents[name]; ok {
		return node{xml: fmt.Sprintf(`<mover accent="true">%s<mo stretchy="%t">%s</mo></mover>`, p.argument(), a.wide, a.mark)}
	}
	if s, ok := fonts[name]; ok {
		return node{xml: s.apply(p.argument())}
	}
	return p.structure(name)
}

// function is a name set upright, as log, with a thin space that follows.
func function(name string, limits bool) node {
	text := strings.ReplaceAll(name, "arg", "arg ")
	return node{xml: "<mi>" + strings.TrimSpace(text) + "</mi>", limits: limits}
}

// structure reads the commands that build something from their arguments.
func (p *parser) structure(name string) node {
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac":
		body := element("mfrac", p.argument()+p.argument())
		if name == "tfrac" {
			body = `<mstyle displaystyle="false" scriptlevel="1">` + body + `</mstyle>`
		}
		return node{xml: body}
	case "binom":
		body := `<mfrac linethickness="0">` + p.argument() + p.argument() + `</mfrac>`
		return node{xml: group("<mo>(</mo>" + body + "<mo>)</mo>")}
	case "sqrt":
		return p.root()
	case "text", "textrm", "mbox", "textit", "textbf":
		return leaf("mtext", p.raw())
	case "operatorname":
		star := false
		if t, ok := p.peek(); ok && t.is("*") {
			p.pos++
			star = true
		}
		return node{xml: leaf("mi", p.raw()).xml, limits: star}
	case "underset":
		under := p.argument()
		return node{xml: element("munder", p.argument()+under)}
	case "overset", "stackrel":
		over := p.argument()
		return node{xml: element("mover", p.argument()+over)}
	case "underbrace":
		return node{xml: element("munder", p.argument()+"<mo>⏟</mo>"), always: true}
	case "overbrace":
		return node{xml: element("mover", p.argument()+"<mo>⏞</mo>"), always: true}
	case "left":
		return p.fenced()
	case "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr":
		return p.sized(name)
	case "begin":
		return p.environment(strings.TrimSuffix(p.raw(), "*"))
	case "displaystyle", "textstyle", "middle":
		return node{xml: "<mrow></mrow>"}
	case "not":
		return node{xml: element("menclose", p.argument())}
	}
	return p.fail(`unknown command \` + name)
}

// root reads \sqrt{x} and \sqrt[n]{x}.
func (p *parser) root() node {
	if t, ok := p.peek(); ok && t.is("[") {
		p.pos++
		degree := group(p.row(func(t token) bool { return t.is("]") }))
		p.expect("]")
		return node{xml: element("mroot", p.argument()+degree)}
	}
	return node{xml: element("msqrt", p.argument())}
}

// delimiter reads what may follow \left, \right and \big.
func (p *parser) delimiter() string {
	t, ok := p.peek()
	if !ok {
		p.errs = append(p.errs, "missing delimiter")
		return ""
	}
	p.pos++
	if t.command {
		if s, ok := fences[t.text]; ok {
			return s
		}
		p.errs = append(p.errs, `unknown delimiter \`+t.text)
		return ""
	}
	if t.text == "." {
		return ""
	}
	return t.text
}

// fenced reads from \left to \right.
func (p *parser) fenced() node {
	open := operator(p.delimiter(), `fence="true" form="prefix"`).xml
	body := p.row(func(t token) bool { return t.cmd("right") })
	if _, ok := p.peek(); !ok {
		p.errs = append(p.errs, `missing \right`)
		return node{xml: group(open + body)}
	}
	p.pos++
	return node{xml: group(open + body + operator(p.delimiter(), `fence="true" form="postfix"`).xml)}
}

// sized reads a delimiter of a fixed larger size.
func (p *parser) sized(name string) node {
	size := map[string]string{"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}[strings.TrimRight(name, "lr")]
	return operator(p.delimiter(), fmt.Sprintf(`stretchy="true" symmetric="true" minsize="%s" maxsize="%s"`, size, size))
}
