package mathml

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
)

// children is how many an element must have.
var children = map[string]int{
	"msub": 2, "msup": 2, "munder": 2, "mover": 2, "mfrac": 2, "mroot": 2, "msubsup": 3, "munderover": 3,
	"mi": 0, "mo": 0, "mn": 0, "mtext": 0, "mspace": 0, "math": 1,
}

// wellFormed returns an error if s is not XML, has attributes twice, or an element
// with a wrong number of children.
func wellFormed(s string) error {
	d := xml.NewDecoder(strings.NewReader(s))
	type level struct {
		tag  string
		kids int
	}
	var open []level
	for {
		tok, err := d.Token()
		if err == io.EOF && len(open) == 0 {
			return nil
		} else if err != nil {
			return fmt.Errorf("%w in %.200s", err, s)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			seen := map[string]bool{}
			for _, a := range tok.Attr {
				if seen[a.Name.Local] {
					return fmt.Errorf("%s has %s twice", tok.Name.Local, a.Name.Local)
				}
				seen[a.Name.Local] = true
			}
			if len(open) > 0 {
				open[len(open)-1].kids++
			}
			open = append(open, level{tag: tok.Name.Local})
		case xml.EndElement:
			l := open[len(open)-1]
			if want, ok := children[l.tag]; ok && l.kids != want {
				return fmt.Errorf("%s has %d children, want %d", l.tag, l.kids, want)
			}
			open = open[:len(open)-1]
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range []string{
		`E = \tfrac12\lVert y - Wz\rVert^2`, `\begin{cases} a & \text{if $x$} \\ b \end{cases}`, `\left\{ x \middle| y \right.`,
		`\sum_{i}^{n} \operatorname*{a}_b' \underbrace{x}_y`, `\sqrt[3]{x} \not= \mathbf{a1} % b`, "\x00\xff$&}{^_\\", `\displaystyle \frac1`,
		`\begin{array}{`, `\big\substack{a\\b}\tag{1}\limits_x`,
	} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, tex string, display bool) {
		s, err := Render(tex, display)
		if e := wellFormed(s); e != nil {
			t.Error(e)
		}
		if again, err2 := Render(tex, display); again != s || (err == nil) != (err2 == nil) {
			t.Error("the second time differs")
		}
	})
}
