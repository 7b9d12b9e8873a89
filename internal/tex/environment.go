package tex

import (
	"fmt"
	"strings"
)

// environments are the fences and the alignment of the columns of each.
var environments = map[string]struct{ open, close, align string }{
	"matrix": {"", "", ""}, "pmatrix": {"(", ")", ""}, "bmatrix": {"[", "]", ""}, "vmatrix": {"|", "|", ""},
	"Vmatrix": {"‖", "‖", ""}, "cases": {"{", "", "left"}, "array": {"", "", ""},
	"aligned": {"", "", "pairs"}, "align": {"", "", "pairs"}, "split": {"", "", "pairs"}, "gathered": {"", "", ""},
}

// environment reads from behind \begin{name} to \end{name}.
func (p *parser) environment(name string) node {
	env, ok := environments[name]
	if !ok {
		p.errs = append(p.errs, "unknown environment "+name)
	}
	if name == "array" {
		p.raw() // the columns
	}
	var rows []string
	for {
		rows = append(rows, element("mtr", p.cells(env.align)))
		t, ok := p.peek()
		if !ok {
			p.errs = append(p.errs, `missing \end{`+name+"}")
			break
		}
		p.pos++
		if t.cmd("end") {
			if end := strings.TrimSuffix(p.raw(), "*"); end != name {
				p.errs = append(p.errs, fmt.Sprintf(`\end{%s} closes \begin{%s}`, end, name))
			}
			break
		}
	}
	if n := len(rows); n > 1 && rows[n-1] == element("mtr", cell("", env.align, 0)) {
		rows = rows[:n-1] // a \\ before \end
	}
	style := ""
	if env.align == "pairs" {
		style = ` displaystyle="true"`
	}
	table := "<mtable" + style + ">" + strings.Join(rows, "") + "</mtable>"
	fence := func(s, form string) string {
		if s == "" {
			return ""
		}
		return operator(s, `fence="true" form="`+form+`"`).xml
	}
	return node{xml: group(fence(env.open, "prefix") + table + fence(env.close, "postfix"))}
}

// cells reads one line of an environment, up to \\ or \end, which it leaves.
func (p *parser) cells(align string) string {
	var b strings.Builder
	for column := 0; ; column++ {
		body := p.row(func(t token) bool { return t.is("&") || t.cmd(`\`) || t.cmd("end") })
		b.WriteString(cell(body, align, column))
		if t, ok := p.peek(); !ok || !t.is("&") {
			return b.String()
		}
		p.pos++
	}
}

func cell(body, align string, column int) string {
	switch {
	case align == "left", align == "pairs" && column%2 == 1:
		return `<mtd style="text-align:left;padding-left:0">` + body + "</mtd>"
	case align == "pairs":
		return `<mtd style="text-align:right;padding-right:0.2em">` + body + "</mtd>"
	}
	return element("mtd", body)
}
