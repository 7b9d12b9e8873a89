package graph

import "strconv"

// Kind says what a node is.
type Kind int

const (
	Observed      Kind = iota // a variable whose value is given: x, y
	Latent                    // a variable that inference finds: z
	Deterministic             // a variable that is computed from others: h, ȳ
	Module                    // a function: Dec(z,h), W_e, sh()
	Sum                       // the sum of its inputs
	Energy                    // a term of the energy: C(y,ȳ), R(z)
	Penalty                   // a term on a computed variable: ‖z̄‖²
	Port                      // where a value comes in or goes out; nothing but its label is drawn
)

var kindNames = [...]string{"observed", "latent", "deterministic", "module", "sum", "energy", "penalty", "port"}

// String returns the kind in small letters, or "kind(9)" for a number that is none.
func (k Kind) String() string {
	if k.known() {
		return kindNames[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

func (k Kind) known() bool { return k >= 0 && int(k) < len(kindNames) }

// Variable says whether a node of this kind is a variable.
func (k Kind) Variable() bool { return k == Observed || k == Latent || k == Deterministic }

// A Node is a variable, a function or a term.
type Node struct {
	Name  string // what edges call it; no two nodes share one
	Kind  Kind
	Label string // what is written in it; the name if empty, nothing for a port
	Note  string // a word before a node that has no inputs, such as INPUT
	Faded bool   // part of the model, but not of what is shown now: drawn pale

	// Curve is the function of a module that treats each entry alone, around 0 and in
	// units of its own choice; nil if there is none. Some drawings show it for the label.
	Curve func(v float64) float64
}

// Text returns what is written in the node.
func (n Node) Text() string {
	if n.Label == "" && n.Kind != Port {
		return n.Name
	}
	return n.Label
}

// An Edge says that To takes the value of From.
type Edge struct {
	From, To string
	Feedback bool // To takes the value that From had in the iteration before
}

// Graph is a directed graph of nodes. Without its feedback edges it has no cycles.
//
// A node all of whose edges are feedback lies on the way back of a loop, and is drawn
// against the direction of the others.
type Graph struct {
	Nodes  []Node
	Edges  []Edge
	Groups [][]string // the names of nodes that stand together on a plate
}

// Add appends nodes.
func (g *Graph) Add(nodes ...Node) { g.Nodes = append(g.Nodes, nodes...) }

// Connect appends the edges of a way through the graph: from each name to the next.
func (g *Graph) Connect(names ...string) { g.connect(false, names) }

// Feedback appends feedback edges from each name to the next.
func (g *Graph) Feedback(names ...string) { g.connect(true, names) }

func (g *Graph) connect(feedback bool, names []string) {
	for i := 1; i < len(names); i++ {
		g.Edges = append(g.Edges, Edge{From: names[i-1], To: names[i], Feedback: feedback})
	}
}

// Index returns the place of a node in g.Nodes, or −1.
func (g *Graph) Index(name string) int {
	for i, n := range g.Nodes {
		if n.Name == name {
			return i
		}
	}
	return -1
}
