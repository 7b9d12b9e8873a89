package mathml

import "strings"

// scripted reads the subscripts, superscripts, primes and limits after base.
func (p *parser) scripted(base atom) atom {
	var sub, sup *node
	primes := 0
	for {
		switch tok := p.peek(); tok {
		case "'":
			p.next()
			primes++
		case "_":
			sub = p.script(tok, sub)
		case "^":
			sup = p.script(tok, sup)
		case `\limits`:
			p.next()
			base.limits = always
		case `\nolimits`:
			p.next()
			base.limits = beside
		default:
			return p.attach(base, sub, withPrimes(primes, sup))
		}
	}
}

// script reads what stands in a script. old is the one that is there.
func (p *parser) script(tok token, old *node) *node {
	p.next()
	a := p.in(scriptStyle, func() atom { return p.argument(tok) })
	if old != nil {
		p.fault("two scripts with %s on one symbol", tok)
		if old.tag != "mrow" {
			old = element("mrow", old)
		}
		return old.add(a.node)
	}
	return a.node
}

// withPrimes puts n primes before a superscript.
func withPrimes(n int, sup *node) *node {
	if n == 0 {
		return sup
	}
	primes := operator(strings.Repeat("′", n))
	if n <= 4 {
		primes.text = string([]rune("′″‴⁗")[n-1])
	}
	if sup == nil {
		return primes
	}
	return element("mrow", primes, sup)
}

// attach puts scripts on base, either of which may be nil.
func (p *parser) attach(base atom, sub, sup *node) atom {
	stacked := base.limits == always || base.limits == display && p.style == displayStyle
	tags := [2][3]string{{"msub", "msup", "msubsup"}, {"munder", "mover", "munderover"}}[index(stacked)]
	n := base.node
	switch {
	case sub == nil && sup == nil:
		return base
	case sup == nil:
		n = element(tags[0], n, sub)
	case sub == nil:
		n = element(tags[1], n, sup)
	default:
		n = element(tags[2], n, sub, sup)
	}
	if stacked && base.core != nil {
		base.core.set("movablelimits", "false")
	}
	class := base.class
	if class == blank {
		class = ord
	}
	return atom{node: n, class: class, core: base.core}
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

// An accent is a sign above or below something.
type accent struct {
	text  string
	grows bool
	below bool
	brace bool   // scripts are its label
	line  string // over more than a letter it is a border on this side, for few fonts have a bar that grows
}

var accents = map[string]accent{
	"hat": {text: "^"}, "widehat": {text: "^", grows: true},
	"tilde": {text: "~"}, "widetilde": {text: "~", grows: true},
	"bar": {text: "¯"}, "overline": {text: "¯", line: "top"},
	"check": {text: "ˇ"}, "breve": {text: "˘"}, "acute": {text: "´"}, "grave": {text: "`"},
	"dot": {text: "˙"}, "ddot": {text: "¨"}, "mathring": {text: "˚"},
	"vec": {text: "→"}, "overrightarrow": {text: "→", grows: true}, "overleftarrow": {text: "←", grows: true},
	"underline":  {text: "_", line: "bottom", below: true},
	"overbrace":  {text: "⏞", grows: true, brace: true},
	"underbrace": {text: "⏟", grows: true, below: true, brace: true},
}

// accented reads the argument of an accent.
func (p *parser) accented(tok token, a accent) atom {
	base := p.argument(tok)
	if a.line != "" && base.node.tag != "mi" {
		look := "border-" + a.line + ":0.06em solid;padding-" + a.line + ":0.12em"
		return atom{node: element("mrow", base.node).set("style", look)}
	}
	sign := stretched(a.text, a.grows)
	out := atom{}
	if a.brace {
		out.class, out.limits = op, always
	}
	if a.below {
		out.node = element("munder", base.node, sign).set("accentunder", "true")
	} else {
		out.node = element("mover", base.node, sign).set("accent", "true")
	}
	return out
}

// stacked reads \overset{a}{b}, which puts a over b, or \underset.
func (p *parser) stacked(tok token, tag string) atom {
	mark := p.in(scriptStyle, func() atom { return p.argument(tok) })
	base := p.argument(tok)
	if base.core != nil {
		base.core.set("movablelimits", "false")
	}
	if base.class != bin && base.class != rel {
		base.class = op
	}
	return atom{node: element(tag, base.node, mark.node), class: base.class, core: base.core}
}
