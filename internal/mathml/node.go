package mathml

import (
	"strconv"
	"strings"
)

// A node is an element of MathML with text or children.
type node struct {
	tag   string
	attrs [][2]string
	text  string
	kids  []*node

	// Space of an operator, in 1/18 em. Every mo has both attributes, so that the
	// dictionary of the browser does not matter.
	left, right int
}

// set gives an attribute a value.
func (n *node) set(name, value string) *node {
	for i := range n.attrs {
		if n.attrs[i][0] == name {
			n.attrs[i][1] = value
			return n
		}
	}
	n.attrs = append(n.attrs, [2]string{name, value})
	return n
}

// add appends children.
func (n *node) add(kids ...*node) *node {
	n.kids = append(n.kids, kids...)
	return n
}

// element returns an element with children.
func element(tag string, kids ...*node) *node { return &node{tag: tag, kids: kids} }

// operator returns an mo.
func operator(text string) *node { return &node{tag: "mo", text: text} }

// stretched returns an mo that grows with what it stands over, or does not.
func stretched(text string, grows bool) *node {
	return operator(text).set("stretchy", strconv.FormatBool(grows))
}

// space returns an empty space, mu in 1/18 em. A negative one needs a margin: a width
// must not be negative.
func space(mu int) *node {
	if mu < 0 {
		return element("mspace").set("style", "margin-left:"+em(mu))
	}
	return element("mspace").set("width", em(mu))
}

// em writes mu/18 em.
func em(mu int) string {
	if mu == 0 {
		return "0"
	}
	return strconv.FormatFloat(float64(mu*10000/18)/10000, 'f', -1, 64) + "em"
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// write writes the element.
func (n *node) write(b *strings.Builder) {
	b.WriteString("<" + n.tag)
	for _, a := range n.attrs {
		b.WriteString(" " + a[0] + `="` + escaper.Replace(a[1]) + `"`)
	}
	if n.tag == "mo" {
		b.WriteString(` lspace="` + em(n.left) + `" rspace="` + em(n.right) + `"`)
	}
	b.WriteString(">")
	b.WriteString(escaper.Replace(n.text))
	for _, k := range n.kids {
		k.write(b)
	}
	b.WriteString("</" + n.tag + ">")
}
