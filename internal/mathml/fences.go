package mathml

// delimiters are the signs that \left, \right and \big make larger; "." is none.
var delimiters = map[token]string{
	".": "", "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "/": "/", "<": "⟨", ">": "⟩",
	`\{`: "{", `\}`: "}", `\lbrace`: "{", `\rbrace`: "}", `\lbrack`: "[", `\rbrack`: "]",
	`\|`: "‖", `\Vert`: "‖", `\lVert`: "‖", `\rVert`: "‖",
	`\vert`: "|", `\lvert`: "|", `\rvert`: "|",
	`\langle`: "⟨", `\rangle`: "⟩", `\lfloor`: "⌊", `\rfloor`: "⌋", `\lceil`: "⌈", `\rceil`: "⌉",
	`\backslash`: `\`, `\uparrow`: "↑", `\downarrow`: "↓", "‖": "‖", "⟨": "⟨", "⟩": "⟩",
}

// fences are the commands that a delimiter follows.
var fences map[string]func(*parser, token) atom

func init() {
	fences = map[string]func(*parser, token) atom{"left": (*parser).pair}
	sizes := map[string]int{"big": 22, "Big": 32, "bigg": 43, "Bigg": 54} // in 1/18 em
	sides := map[string]class{"": ord, "l": open, "r": clos, "m": rel}
	for name, size := range sizes {
		for side, c := range sides {
			fences[name+side] = func(p *parser, tok token) atom { return p.big(tok, size, c) }
		}
	}
}

// delimiter reads the delimiter after tok.
func (p *parser) delimiter(tok token) string {
	d, ok := delimiters[p.peek()]
	if !ok {
		p.fault("%s needs a delimiter", tok)
		return ""
	}
	p.next()
	return d
}

// fence returns a delimiter that grows.
func fence(d, form string) *node {
	return stretched(d, true).set("symmetric", "true").set("form", form)
}

// pair reads from \left to \right.
func (p *parser) pair(tok token) atom {
	row := element("mrow")
	delimit := func(tok token, form string) {
		if d := p.delimiter(tok); d != "" {
			row.add(fence(d, form))
		}
	}
	delimit(tok, "prefix")
	for {
		row.add(p.join(p.row("")))
		switch {
		case p.accept(`\middle`):
			delimit(`\middle`, "infix")
		case p.accept(`\right`):
			delimit(`\right`, "postfix")
			return atom{node: row, class: inner}
		default:
			p.fault(`\left without \right`)
			return atom{node: row, class: inner}
		}
	}
}

// big reads a delimiter of a given size.
func (p *parser) big(tok token, size int, c class) atom {
	d := p.delimiter(tok)
	if d == "" {
		return atom{node: element("mrow"), class: c}
	}
	form := map[class]string{open: "prefix", clos: "postfix"}[c]
	if form == "" {
		form = "infix"
	}
	n := fence(d, form).set("minsize", em(size)).set("maxsize", em(size))
	return atom{node: n, class: c, core: n}
}
