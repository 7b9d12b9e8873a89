package mathml

// A class says what an atom is to its neighbours (The TeXbook, chapter 17).
type class int

const (
	ord   class = iota // x
	op                 // ∑, log
	bin                // +
	rel                // =
	open               // (
	clos               // )
	punct              // ,
	inner              // a fraction in delimiters, …
	blank              // space: no atom
)

// An atom is a part of a formula.
type atom struct {
	node   *node
	class  class
	limits limits
	core   *node // the mo that can carry the atom's space; nil if there is none
}

// limits says where the scripts of an atom go.
type limits int

const (
	beside  limits = iota // z_i
	display               // below and above in display style, else beside
	always                // below and above
)

// A style is how much room a formula has.
type style int

const (
	displayStyle style = iota
	textStyle
	scriptStyle
)

// smaller is the style of the parts of a fraction.
func (s style) smaller() style { return min(s+1, scriptStyle) }

// gaps is the space between two atoms, in 1/18 em: The TeXbook, page 170. Negative
// ones are left out in scripts.
var gaps = [8][8]int{
	ord:   {op: 3, bin: -4, rel: -5, inner: -3},
	op:    {ord: 3, op: 3, rel: -5, inner: -3},
	bin:   {ord: -4, op: -4, open: -4, inner: -4},
	rel:   {ord: -5, op: -5, open: -5, inner: -5},
	open:  {},
	clos:  {op: 3, bin: -4, rel: -5, inner: -3},
	punct: {ord: -3, op: -3, rel: -3, open: -3, clos: -3, punct: -3, inner: -3},
	inner: {ord: -3, op: 3, bin: -4, rel: -5, open: -3, punct: -3, inner: -3},
}

// gap returns the space between atoms of classes a and b.
func (s style) gap(a, b class) int {
	switch g := gaps[a][b]; {
	case g >= 0:
		return g
	case s == scriptStyle:
		return 0
	default:
		return -g
	}
}

// settle makes ordinary symbols of binary operators that lack an operand, as in −x
// and Wᵀ with * for T.
func settle(atoms []atom) {
	last := -1 // the atom before
	for i := range atoms {
		a := &atoms[i]
		switch a.class {
		case blank:
			continue
		case bin:
			if last < 0 || noOperand(atoms[last].class) {
				a.class = ord
				if a.core != nil && a.core == a.node {
					a.node.set("form", "prefix")
				}
			}
		case rel, clos, punct:
			if last >= 0 && atoms[last].class == bin {
				atoms[last].class = ord
			}
		}
		last = i
	}
	if last >= 0 && atoms[last].class == bin {
		atoms[last].class = ord
	}
}

// noOperand says that a binary operator cannot follow.
func noOperand(c class) bool {
	return c == bin || c == op || c == rel || c == open || c == punct
}

// spaced returns the nodes of the atoms with the space between them. after says that
// an ordinary symbol stands before, in the cell to the left.
func (s style) spaced(atoms []atom, after bool) []*node {
	if after {
		atoms = append([]atom{{node: element("mrow")}}, atoms...)
	}
	settle(atoms)
	var nodes []*node
	last := -1
	for i, a := range atoms {
		if a.class == blank {
			nodes = append(nodes, a.node)
			continue
		}
		if last >= 0 {
			b := atoms[last]
			switch g := s.gap(b.class, a.class); {
			case g == 0:
			case a.core != nil && (b.core == nil || a.class == bin || a.class == rel):
				a.core.left += g
			case b.core != nil:
				b.core.right += g
			default:
				nodes = append(nodes, space(g))
			}
		}
		nodes = append(nodes, a.node)
		last = i
	}
	return nodes
}
