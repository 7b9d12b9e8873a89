package mathml

// command reads the arguments of a command and returns what it makes.
func (p *parser) command(tok token, name string) atom {
	if s, ok := symbols[name]; ok {
		return p.symbol(s)
	}
	if a, ok := accents[name]; ok {
		return p.accented(tok, a)
	}
	if f, ok := alphabets[name]; ok {
		return p.alphabet(tok, f)
	}
	if mu, ok := spaces[name]; ok {
		return atom{node: space(mu), class: blank}
	}
	if c, ok := classes[name]; ok {
		a := p.argument(tok)
		a.class, a.limits = c, beside
		if c == op {
			a.limits = display
		}
		return a
	}
	if f, ok := fences[name]; ok {
		return f(p, tok)
	}
	if f, ok := structures[name]; ok {
		return f(p, tok)
	}
	if f, ok := texts[name]; ok {
		return atom{node: p.text(p.raw(tok), f)}
	}
	p.fault("unknown command %s", tok)
	return wrong(string(tok))
}

// spaces are the commands for space, in 1/18 em.
var spaces = map[string]int{
	",": 3, "thinspace": 3, ":": 4, ">": 4, "medspace": 4, ";": 5, "thickspace": 5,
	"!": -3, "negthinspace": -3, " ": 6, "\n": 6, "\t": 6, "enspace": 9, "quad": 18, "qquad": 36,
	"nonumber": 0, "notag": 0, "displaylimits": 0, "mathstrut": 0, "strut": 0, "hfill": 0,
}

// classes are the commands that say what their argument is to its neighbours.
var classes = map[string]class{
	"mathord": ord, "mathop": op, "mathbin": bin, "mathrel": rel,
	"mathopen": open, "mathclose": clos, "mathpunct": punct, "mathinner": inner,
}

// structures are the commands with arguments of their own kind.
var structures map[string]func(*parser, token) atom

// switches are the commands that hold to the end of the row.
var switches map[token]func(*parser, token) atom

func init() {
	structures = map[string]func(*parser, token) atom{
		"frac":  func(p *parser, tok token) atom { return p.fraction(tok, "") },
		"tfrac": func(p *parser, tok token) atom { return p.fraction(tok, "false") },
		"dfrac": func(p *parser, tok token) atom { return p.fraction(tok, "true") },
		"cfrac": func(p *parser, tok token) atom { return p.fraction(tok, "true") },
		"binom": (*parser).binomial,
		"sqrt":  (*parser).root,
		"not":   (*parser).negated,
		"begin": (*parser).environment,

		"underset": func(p *parser, tok token) atom { return p.stacked(tok, "munder") },
		"overset":  func(p *parser, tok token) atom { return p.stacked(tok, "mover") },
		"stackrel": func(p *parser, tok token) atom {
			a := p.stacked(tok, "mover")
			a.class = rel
			return a
		},
		"operatorname": (*parser).named,
		"phantom":      func(p *parser, tok token) atom { return atom{node: element("mphantom", p.argument(tok).node)} },
		"substack":     (*parser).substack,
		"label":        func(p *parser, tok token) atom { p.raw(tok); return atom{node: space(0), class: blank} },
		"tag": func(p *parser, tok token) atom {
			return atom{node: element("mrow", space(36), p.text("("+p.raw(tok)+")", ""))}
		},
		"pmod": func(p *parser, tok token) atom {
			return atom{node: element("mrow", space(18), p.text("(mod ", ""), p.argument(tok).node, p.text(")", ""))}
		},
	}
	style := func(s style, display string) func(*parser, token) atom {
		return func(p *parser, stop token) atom {
			return p.in(s, func() atom {
				return atom{node: element("mstyle", p.join(p.row(stop))).set("displaystyle", display)}
			})
		}
	}
	switches = map[token]func(*parser, token) atom{
		`\displaystyle`: style(displayStyle, "true"),
		`\textstyle`:    style(textStyle, "false"),
	}
}

// fraction reads the two parts of \frac. display is "true" or "false" if it does not
// depend on where the fraction stands.
func (p *parser) fraction(tok token, display string) atom {
	s := p.style.smaller()
	n := element("mfrac")
	switch display {
	case "true":
		s = textStyle
	case "false":
		s = scriptStyle
	}
	if display != "" {
		n.set("displaystyle", display)
	}
	part := func() atom { return p.argument(tok) }
	return atom{node: n.add(p.in(s, part).node, p.in(s, part).node)}
}

// binomial reads the two parts of \binom.
func (p *parser) binomial(tok token) atom {
	a := p.fraction(tok, "")
	a.node.set("linethickness", "0")
	return atom{node: element("mrow", stretched("(", true), a.node, stretched(")", true))}
}

// root reads \sqrt{x} or \sqrt[n]{x}.
func (p *parser) root(tok token) atom {
	if p.accept("[") {
		degree := p.in(scriptStyle, func() atom { return atom{node: p.join(p.row("]"))} })
		if !p.accept("]") {
			p.fault("] is missing")
		}
		return atom{node: element("mroot", p.argument(tok).node, degree.node)}
	}
	return atom{node: element("msqrt", p.argument(tok).node)}
}

// negated strikes out the symbol that follows.
func (p *parser) negated(tok token) atom {
	a := p.argument(tok)
	if len(a.node.kids) > 0 || a.node.text == "" {
		p.fault("%s needs a symbol", tok)
		return a
	}
	a.node.text += "\u0338"
	return a
}

// named reads the name of an operator, as \operatorname{KL} or \operatorname*{argmin},
// which has limits.
func (p *parser) named(tok token) atom {
	out := atom{class: op}
	if p.accept("*") {
		out.limits = display
	}
	out.node = p.alphabet(tok, roman).node
	return out
}
