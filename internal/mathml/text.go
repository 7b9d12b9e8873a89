package mathml

import "strings"

// text returns words, in which equations may stand between dollars.
func (p *parser) text(words, look string) *node {
	parts := strings.Split(strings.ReplaceAll(words, `\$`, "\x00"), "$")
	row := element("mrow")
	for i, part := range parts {
		part = strings.ReplaceAll(part, "\x00", `\$`)
		switch {
		case i%2 == 1:
			row.add(p.nested(part))
		case part != "":
			n := &node{tag: "mtext", text: plainText(part)}
			if look != "" {
				n.set("style", look)
			}
			row.add(n)
		}
	}
	if len(row.kids) == 1 {
		return row.kids[0]
	}
	return row
}

// nested reads an equation inside of text.
func (p *parser) nested(tex string) *node {
	if p.depth >= deepest {
		p.fault("groups are nested more than %d deep", deepest)
		return element("mrow")
	}
	q := &parser{src: tex, style: textStyle, depth: p.depth + 1}
	n := q.whole()
	for _, f := range q.faults {
		p.fault("%s", f)
	}
	return n
}

// texts are the commands for words, and the style of each.
var texts = map[string]string{
	"text": "", "textrm": "", "textnormal": "", "mbox": "", "hbox": "",
	"textbf": "font-weight:bold", "textit": "font-style:italic", "emph": "font-style:italic",
	"texttt": "font-family:monospace", "textsf": "font-family:sans-serif",
}

// plainText undoes escapes. Spaces become ones that MathML keeps.
func plainText(s string) string {
	return strings.NewReplacer(
		`\ `, "\u00a0", `\,`, "\u2009", `\_`, "_", `\%`, "%", `\$`, "$", `\&`, "&", `\#`, "#", `\{`, "{", `\}`, "}",
		"{", "", "}", "", "~", "\u00a0", "---", "—", "--", "–", "``", "“", "''", "”", "'", "’",
		" ", "\u00a0", "\n", "\u00a0", "\t", "\u00a0", "\r", "",
	).Replace(s)
}
