package plotting

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// A Claim is one line of the table that ends a notebook: what the lecture claims, what
// was measured, and whether the claim holds.
type Claim struct {
	Claim    string
	Measured string
	Holds    bool
}

// Claims shows a table of claims: claim, measured, holds. Outside a notebook it
// writes the table as plain text to the standard output.
func Claims(claims ...Claim) { here().markdown(claimsMarkdown(claims), claimsText(claims)) }

func (c Claim) holds() string {
	if c.Holds {
		return "yes"
	}
	return "no"
}

func claimsMarkdown(claims []Claim) string {
	var b strings.Builder
	b.WriteString("| claim | measured | holds |\n| --- | --- | --- |\n")
	cell := strings.NewReplacer("|", `\|`, "\n", " ").Replace
	for _, c := range claims {
		holds := c.holds()
		if !c.Holds {
			holds = "**no**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", cell(c.Claim), cell(c.Measured), holds)
	}
	return b.String()
}

func claimsText(claims []Claim) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "claim\tmeasured\tholds")
	cell := strings.NewReplacer("\t", " ", "\n", " ").Replace
	for _, c := range claims {
		fmt.Fprintf(w, "%s\t%s\t%s\n", cell(c.Claim), cell(c.Measured), c.holds())
	}
	w.Flush()
	return b.String()
}
