package vae

import (
	"fmt"
	"strings"
)

// Table is scores of models on data of one kind, side by side. That a score on another
// kind cannot enter it is checked when the program is compiled.
type Table[P any] struct {
	names []string
	rows  []Score[P]
}

// Add puts a score into the table.
func (t *Table[P]) Add(name string, s Score[P]) {
	t.names, t.rows = append(t.names, name), append(t.rows, s)
}

// Markdown returns the table, numbers in nats.
func (t *Table[P]) Markdown() string {
	var b strings.Builder
	b.WriteString("| model | −ELBO | reconstruction | KL | at z = μ | active units |\n| --- | --- | --- | --- | --- | --- |\n")
	for i, s := range t.rows {
		fmt.Fprintf(&b, "| %s | %.1f | %.1f | %.1f | %.1f | %d of %d |\n",
			t.names[i], s.NegELBO, s.Recon, s.KL, s.ReconAtMean, s.ActiveUnits, len(s.PerDimension))
	}
	return b.String()
}
