package vae

import (
	"fmt"
	"strings"
)

// Table is scores of models on data of one kind, side by side. That a score on another
// kind cannot enter it is checked when the program is compiled.
type Table[P any] struct{ rows []tableRow[P] }

type tableRow[P any] struct {
	name  string
	score Score[P]
	logP  *LogLikelihood[P]
}

// Add puts a score into the table.
func (t *Table[P]) Add(name string, s Score[P]) {
	t.rows = append(t.rows, tableRow[P]{name: name, score: s})
}

// AddWith puts a score into the table, and the estimate of log p(x) beside it.
func (t *Table[P]) AddWith(name string, s Score[P], p LogLikelihood[P]) {
	t.rows = append(t.rows, tableRow[P]{name, s, &p})
}

// Markdown returns the table, numbers in nats. It has a column for −log p(x), with the
// draws, where some row has one.
func (t *Table[P]) Markdown() string {
	head, line, logs := "| model | −ELBO | reconstruction | KL | at z = μ | active units |", "| --- | ---: | ---: | ---: | ---: | ---: |", false
	for _, r := range t.rows {
		logs = logs || r.logP != nil
	}
	if logs {
		head, line = head+" −log p(x) (draws) |", line+" ---: |"
	}
	var b strings.Builder
	b.WriteString(head + "\n" + line + "\n")
	for _, r := range t.rows {
		s := r.score
		fmt.Fprintf(&b, "| %s | %.1f | %.1f | %.1f | %.1f | %d of %d |",
			r.name, s.NegELBO, s.Recon, s.KL, s.ReconAtMean, s.ActiveUnits, len(s.PerDimension))
		switch {
		case r.logP != nil:
			fmt.Fprintf(&b, " %.1f (%d) |", -r.logP.LogP, r.logP.Draws)
		case logs:
			b.WriteString(" |")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
