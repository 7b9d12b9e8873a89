package graph

import (
	"errors"
	"fmt"
	"strings"
)

// Check returns what is wrong with the graph, or nil: no nodes; a node without a name,
// of a kind that there is not, with the name of another, or with a note and inputs; an
// edge from or to a node that there is not, or there twice; a group that names such a
// node, or none; a cycle without a feedback edge, which is named node by node.
func (g *Graph) Check() error {
	if g == nil || len(g.Nodes) == 0 {
		return errors.New("graph: there are no nodes; expected at least one")
	}
	index, err := g.checkNodes()
	if err != nil {
		return err
	}
	if err := g.checkEdges(index); err != nil {
		return err
	}
	for i, group := range g.Groups {
		if len(group) == 0 {
			return fmt.Errorf("graph: group %d is empty; expected names of nodes", i)
		}
		for _, name := range group {
			if _, ok := index[name]; !ok {
				return fmt.Errorf("graph: group %d names %q; there is no such node", i, name)
			}
		}
	}
	if cycle := g.cycle(index); cycle != nil {
		return fmt.Errorf("graph: the cycle %s has no feedback edge; expected one", strings.Join(cycle, " → "))
	}
	return nil
}

func (g *Graph) checkNodes() (index map[string]int, err error) {
	index = make(map[string]int, len(g.Nodes))
	for i, n := range g.Nodes {
		switch other, taken := index[n.Name]; {
		case n.Name == "":
			return nil, fmt.Errorf("graph: node %d has no name", i)
		case taken:
			return nil, fmt.Errorf("graph: nodes %d and %d are both called %q", other, i, n.Name)
		case !n.Kind.known():
			return nil, fmt.Errorf("graph: node %q is of %v; expected one of the kinds of this package", n.Name, n.Kind)
		}
		index[n.Name] = i
	}
	return index, nil
}

func (g *Graph) checkEdges(index map[string]int) error {
	seen := make(map[[2]string]bool, len(g.Edges))
	for _, e := range g.Edges {
		for _, name := range []string{e.From, e.To} {
			if _, ok := index[name]; !ok {
				return fmt.Errorf("graph: edge %s → %s: there is no node %q", e.From, e.To, name)
			}
		}
		if seen[[2]string{e.From, e.To}] {
			return fmt.Errorf("graph: edge %s → %s is there twice", e.From, e.To)
		}
		if g.Nodes[index[e.To]].Note != "" {
			return fmt.Errorf("graph: node %q has a note and an input, %q; a note is for a node without inputs", e.To, e.From)
		}
		seen[[2]string{e.From, e.To}] = true
	}
	return nil
}

// cycle returns the names along a cycle of edges that are not feedback, the first name
// again at the end, or nil.
func (g *Graph) cycle(index map[string]int) []string {
	next := make([][]int, len(g.Nodes))
	for _, e := range g.Edges {
		if !e.Feedback {
			next[index[e.From]] = append(next[index[e.From]], index[e.To])
		}
	}
	var way []int
	done := make([]bool, len(g.Nodes))
	var visit func(i int) []string
	visit = func(i int) []string {
		for at, j := range way {
			if j == i {
				return g.names(append(way[at:], i))
			}
		}
		if done[i] {
			return nil
		}
		way = append(way, i)
		for _, j := range next[i] {
			if c := visit(j); c != nil {
				return c
			}
		}
		way = way[:len(way)-1]
		done[i] = true
		return nil
	}
	for i := range g.Nodes {
		if c := visit(i); c != nil {
			return c
		}
	}
	return nil
}

func (g *Graph) names(nodes []int) []string {
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = g.Nodes[n].Name
	}
	return names
}
