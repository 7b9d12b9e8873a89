// Package tex turns the TeX of equations into MathML Core, which browsers draw
// without a script or a network.
//
// It knows the part of TeX that a lecture uses: scripts, fractions, roots, accents,
// fonts, delimiters that grow, sums and limits, text, matrices, cases and aligned
// lines. What it does not know is drawn in red and reported.
//
// Reference: https://www.w3.org/TR/mathml-core/.
package tex

import (
	"errors"
	"fmt"
	"html"
	"strings"
)

// MathML returns the <math> element for an equation. display puts it on a line of
// its own, with the limits of sums above and below. The error lists what could not be
// read; the element is usable all the same.
func MathML(tex string, display bool) (string, error) {
	p := &parser{toks: lex(tex), display: display}
	body := p.row(func(token) bool { return false })
	attr := ""
	if display {
		attr = ` display="block"`
	}
	var errs []error
	for _, e := range p.errs {
		errs = append(errs, errors.New(e))
	}
	err := errors.Join(errs...)
	if err != nil {
		err = fmt.Errorf("tex: %q: %w", tex, err)
	}
	return fmt.Sprintf(`<math xmlns="http://www.w3.org/1998/Math/MathML"%s><mrow>%s</mrow></math>`, attr, body), err
}

// node is a piece of MathML, always one element.
type node struct {
	xml    string
	limits bool // scripts go above and below in display style
	always bool // above and below in any style
}

func element(tag, content string) string { return "<" + tag + ">" + content + "</" + tag + ">" }

func leaf(tag, text string) node { return node{xml: element(tag, html.EscapeString(text))} }

// group makes one element of several.
func group(xml string) string { return element("mrow", xml) }

// operator is an <mo> with attributes.
func operator(text, attr string) node {
	if attr != "" {
		attr = " " + attr
	}
	return node{xml: "<mo" + attr + ">" + html.EscapeString(text) + "</mo>"}
}

// fail notes an error and draws what was not understood in red.
func (p *parser) fail(what string) node {
	p.errs = append(p.errs, what)
	return node{xml: `<mtext style="color:#c00">` + html.EscapeString(strings.TrimPrefix(what, "unknown command ")) + `</mtext>`}
}
