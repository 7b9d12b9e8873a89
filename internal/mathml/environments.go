package mathml

import "strings"

// environment reads from \begin{name} to \end{name}.
func (p *parser) environment(tok token) atom {
	name := p.raw(tok)
	t, ok := tables[strings.TrimSuffix(name, "*")]
	if !ok {
		p.fault("unknown environment %s", name)
		t = table{align: "c"}
	}
	if name == "array" {
		t.align = columns(p.raw(tok))
	} else {
		p.option()
	}
	grid := p.grid(t)
	if !p.accept(`\end`) {
		p.fault(`\begin{%s} without \end`, name)
	} else if end := p.raw(`\end`); end != name {
		p.fault(`\begin{%s} ends with \end{%s}`, name, end)
	}
	if !ok {
		return atom{node: element("mrow", wrong(`\begin{`+name+`}`).node, grid)}
	}
	if t.left == "" && t.right == "" {
		return atom{node: grid}
	}
	row := element("mrow")
	if t.left != "" {
		row.add(fence(t.left, "prefix"))
		if t.align == "l" { // cases
			row.add(space(3))
		}
	}
	row.add(grid)
	if t.right != "" {
		row.add(fence(t.right, "postfix"))
	}
	return atom{node: row, class: inner}
}

// columns returns the letters l, c and r of the argument of array.
func columns(spec string) string {
	align := strings.Map(func(r rune) rune {
		if strings.ContainsRune("lcr", r) {
			return r
		}
		return -1
	}, spec)
	if align == "" {
		return "c"
	}
	return align
}

// substack reads lines for a script.
func (p *parser) substack(tok token) atom {
	if !p.accept("{") {
		return p.argument(tok)
	}
	n := p.grid(table{align: "c"})
	if !p.accept("}") {
		p.fault("} is missing")
	}
	return atom{node: n}
}

// grid reads cells up to what ends them, which is left.
func (p *parser) grid(t table) *node {
	grid := element("mtable")
	s := min(p.style.smaller(), textStyle)
	if t.display {
		s = displayStyle
		grid.set("displaystyle", "true")
	}
	if p.style == scriptStyle {
		s = scriptStyle
	}
	line := element("mtr")
	for {
		i, j := len(grid.kids), len(line.kids)
		cell := element("mtd", p.cell(s, t.glued && j%2 == 1)...)
		line.add(cell.set("style", t.cellStyle(i, j)))
		switch {
		case p.accept("&"):
		case p.accept(`\\`), p.accept(`\cr`):
			p.accept("*")
			p.option()
			grid.add(line)
			line = element("mtr")
		default:
			if j > 0 || len(cell.kids) > 0 || i == 0 { // not after the last \\
				grid.add(line)
			}
			return grid
		}
	}
}

// cell reads the atoms of a cell; after says that it goes on with the one to its left.
func (p *parser) cell(s style, after bool) []*node {
	old := p.style
	p.style = s
	defer func() { p.style = old }()
	for p.accept(`\hline`) {
	}
	atoms := p.row("")
	if len(atoms) == 0 {
		return nil
	}
	return s.spaced(atoms, after)
}
