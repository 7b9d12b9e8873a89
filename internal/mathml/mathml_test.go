package mathml

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func ExampleRender() {
	s, err := Render(`\lambda\|z\|_1`, false)
	fmt.Println(s)
	fmt.Println(err)

	_, err = Render(`\lamda z`, false)
	fmt.Println(err)
	// Output:
	// <math><mrow><mi>λ</mi><mo stretchy="false" lspace="0" rspace="0">‖</mo><mi>z</mi><msub><mo stretchy="false" lspace="0" rspace="0">‖</mo><mn>1</mn></msub></mrow></math>
	// <nil>
	// equation "\\lamda z": unknown command \lamda
}

// bare returns MathML without the spaces of operators, and without math and its mrow.
func bare(s string) string {
	for _, side := range []string{"lspace", "rspace"} {
		for {
			i := strings.Index(s, " "+side+`="`)
			if i < 0 {
				break
			}
			j := i + len(side) + 3
			s = s[:i] + s[j+strings.IndexByte(s[j:], '"')+1:]
		}
	}
	s = s[strings.IndexByte(s, '>')+1:]
	return strings.TrimSuffix(s, "</math>")
}

func TestInline(t *testing.T) {
	for _, c := range []struct{ tex, want string }{
		{``, `<mrow></mrow>`},
		{`x`, `<mi>x</mi>`},
		{`0.25`, `<mn>0.25</mn>`},
		{`1.`, `<mrow><mn>1</mn><mo>.</mo></mrow>`},
		{`x_i^2`, `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`},
		{`x^2_i`, `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`},
		{`2^10`, `<mrow><msup><mn>2</mn><mn>1</mn></msup><mn>0</mn></mrow>`},
		{`f''`, `<msup><mi>f</mi><mo>″</mo></msup>`},
		{`f'^2`, `<msup><mi>f</mi><mrow><mo>′</mo><mn>2</mn></mrow></msup>`},
		{`{}^2`, `<msup><mrow></mrow><mn>2</mn></msup>`},
		{`\frac12`, `<mfrac><mn>1</mn><mn>2</mn></mfrac>`},
		{`\tfrac{1}{2}`, `<mfrac displaystyle="false"><mn>1</mn><mn>2</mn></mfrac>`},
		{`x_\frac ab`, `<msub><mi>x</mi><mfrac><mi>a</mi><mi>b</mi></mfrac></msub>`},
		{`\sqrt x`, `<msqrt><mi>x</mi></msqrt>`},
		{`\sqrt[3]{x}`, `<mroot><mi>x</mi><mn>3</mn></mroot>`},
		{`\hat z`, `<mover accent="true"><mi>z</mi><mo stretchy="false">^</mo></mover>`},
		{`\overline z`, `<mover accent="true"><mi>z</mi><mo stretchy="false">¯</mo></mover>`},
		{`\mathbf{W}`, `<mi>𝐖</mi>`},
		{`\mathrm d`, `<mi mathvariant="normal">d</mi>`},
		{`\mathrm{KL}`, `<mi>KL</mi>`},
		{`\mathbb R \mathcal{LN}`, `<mrow><mi>ℝ</mi><mi>ℒ𝒩</mi></mrow>`},
		{`\boldsymbol\theta\mathbf\Sigma`, `<mrow><mi>𝜽</mi><mi>𝚺</mi></mrow>`},
		{`\mathbb 1`, `<mn>𝟙</mn>`},
		{`\Gamma\gamma`, `<mrow><mi mathvariant="normal">Γ</mi><mi>γ</mi></mrow>`},
		{`\text{if $x$ }`, `<mrow><mtext>if` + "\u00a0" + `</mtext><mi>x</mi><mtext>` + "\u00a0" + `</mtext></mrow>`},
		{`\text{a\_b \& <c>}`, `<mtext>a_b` + "\u00a0" + `&amp;` + "\u00a0" + `&lt;c&gt;</mtext>`},
		{`a<b`, `<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>`},
		{`a\not=b`, `<mrow><mi>a</mi><mo>=` + "\u0338" + `</mo><mi>b</mi></mrow>`},
		{`x % all of x`, `<mi>x</mi>`},
		{`λ‖é‖`, `<mrow><mi>λ</mi><mo stretchy="false">‖</mo><mi>é</mi><mo stretchy="false">‖</mo></mrow>`},
		{`\left( a \middle| b \right.`, `<mrow><mo stretchy="true" symmetric="true" form="prefix">(</mo><mi>a</mi>` +
			`<mo stretchy="true" symmetric="true" form="infix">|</mo><mi>b</mi></mrow>`},
		{`\big\|`, `<mo stretchy="true" symmetric="true" form="infix" minsize="1.2222em" maxsize="1.2222em">‖</mo>`},
		{`\min_z E`, `<mrow><msub><mi>min</mi><mi>z</mi></msub><mspace width="0.1666em"></mspace><mi>E</mi></mrow>`},
		{`\sum\limits_i`, `<munder><mo movablelimits="false">∑</mo><mi>i</mi></munder>`},
		{`a\!b`, `<mrow><mi>a</mi><mspace style="margin-left:-0.1666em"></mspace><mi>b</mi></mrow>`},
		{`\underbrace{x}_{\text{a}}`, `<munder><munder accentunder="true"><mi>x</mi><mo stretchy="true">⏟</mo></munder><mtext>a</mtext></munder>`},
		{`\overset{!}{=}`, `<mover><mo movablelimits="false">=</mo><mo stretchy="false">!</mo></mover>`},
	} {
		got, err := Render(c.tex, false)
		if err != nil {
			t.Errorf("%s: %v", c.tex, err)
		}
		if bare(got) != c.want {
			t.Errorf("%s: got\n%s, want\n%s", c.tex, bare(got), c.want)
		}
	}
}

func TestDisplay(t *testing.T) {
	for _, c := range []struct{ tex, want string }{
		{`\min_z`, `<munder><mi>min</mi><mi>z</mi></munder>`},
		{`\operatorname*{arg\,min}_z`, `<munder><mrow><mi>arg</mi><mspace width="0.1666em"></mspace><mi>min</mi></mrow><mi>z</mi></munder>`},
		{`\operatorname{prox}_f`, `<msub><mi>prox</mi><mi>f</mi></msub>`},
		{`\sum_{i=1}^n`, `<munderover><mo movablelimits="false">∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>`},
		{`\int_0^1`, `<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>`},
		{`\frac{\sum_i}{2}`, `<mfrac><msub><mo>∑</mo><mi>i</mi></msub><mn>2</mn></mfrac>`},
		{`x^{\sum_i}`, `<msup><mi>x</mi><msub><mo>∑</mo><mi>i</mi></msub></msup>`},
	} {
		got, err := Render(c.tex, true)
		if err != nil {
			t.Errorf("%s: %v", c.tex, err)
		}
		if !strings.HasPrefix(got, `<math display="block">`) || bare(got) != c.want {
			t.Errorf("%s: got\n%s, want\n%s", c.tex, bare(got), c.want)
		}
	}
}

// TestSpaces holds the space left and right of each operator, in 1/18 em.
func TestSpaces(t *testing.T) {
	for _, c := range []struct{ tex, want string }{
		{`a+b=c`, "4+4 5=5"},
		{`-a`, "0−0"},
		{`a=-b`, "5=5 0−0"},
		{`(-b)+(+c)`, "0(0 0−0 0)0 4+4 0(0 0+0 0)0"},
		{`x^{a+b}`, "0+0"},
		{`W^*`, "0∗0"},
		{`f(x,y)`, "0(0 0,3 0)0"},
		{`2\sum_i x`, "3∑3"},
		{`a<<b`, "5<0 0<5"},
		{`{,}`, "0,0"},
		{`\|a-b\|`, "0‖0 4−4 0‖0"},
		{`a\mathbin{!}b`, "4!4"},
		{`\begin{aligned}a&=b\\&=-c\end{aligned}`, "5=5 5=5 0−0"},
	} {
		p := &parser{src: c.tex, style: displayStyle}
		var got []string
		var visit func(*node)
		visit = func(n *node) {
			if n.tag == "mo" {
				got = append(got, fmt.Sprintf("%d%s%d", n.left, n.text, n.right))
			}
			for _, k := range n.kids {
				visit(k)
			}
		}
		visit(p.whole())
		if s := strings.Join(got, " "); s != c.want || len(p.faults) > 0 {
			t.Errorf("%s: got %s %q, want %s", c.tex, s, p.faults, c.want)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		tex  string
		want string
	}{
		{`\foo + \bar{\baz} - \foo`, `unknown command \foo; unknown command \baz`},
		{`\frac{1}`, `\frac has no argument`},
		{`x^`, `^ has no argument`},
		{`{x`, `} is missing`},
		{`x}`, `} has no partner`},
		{`a & b`, `& has no partner`},
		{`a \\ b`, `\\ has no partner`},
		{`\left( x`, `\left without \right`},
		{`x \right)`, `\right has no partner`},
		{`\left x \right)`, `\left needs a delimiter`},
		{`\begin{matrix} a`, `\begin{matrix} without \end`},
		{`\begin{matrix} a \end{cases}`, `\begin{matrix} ends with \end{cases}`},
		{`\begin{tikz} a \end{tikz}`, `unknown environment tikz`},
		{`x_1_2`, `two scripts with _ on one symbol`},
		{`\text`, `\text needs { and text`},
		{`\text{a`, `} is missing`},
		{`\sqrt[3{x}`, `] is missing; \sqrt has no argument`},
		{`a # b`, `# cannot stand here`},
		{`\`, `\ cannot stand here`},
		{`\text{if $\nope$}`, `unknown command \nope`},
		{strings.Repeat("{", 1e5), `groups are nested more than 100 deep; } is missing`},
		{strings.Repeat(`\hat`, 1e5), `groups are nested more than 100 deep; \hat has no argument`},
		{strings.Repeat("x^", 1e5), `two scripts with ^ on one symbol; ^ has no argument`},
		{strings.Repeat(`\sqrt[`, 1e5), `groups are nested`},
		{strings.Repeat(`\left(`, 1e5), `groups are nested`},
		{strings.Repeat(`\begin{cases}`, 1e5), `groups are nested`},
		{strings.Repeat(`\substack{`, 1e5), `groups are nested`},
		{strings.Repeat(`\displaystyle`, 1e5), `groups are nested`},
		{strings.Repeat(`\text{$`, 1e3), `} is missing`},
	} {
		got, err := Render(c.tex, true)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%.40s: no error", c.tex)
			continue
		}
		if faults := strings.Join(e.Faults, "; "); !strings.HasPrefix(faults, c.want) {
			t.Errorf("%.40s: faults %s, want %s", c.tex, faults, c.want)
		}
		if err := wellFormed(got); err != nil {
			t.Errorf("%.40s: %v", c.tex, err)
		}
	}
	s, _ := Render(`\foo<`, false)
	if want := `<merror mathcolor="#d02020"><mtext>\foo</mtext></merror>`; !strings.Contains(s, want) {
		t.Errorf("got %s, want %s in it", s, want)
	}
}

func TestEnvironments(t *testing.T) {
	for _, name := range []string{"matrix", "pmatrix", "cases", "aligned", "align*", "gathered", "split"} {
		s, err := Render(`\begin{`+name+`} a & b \\[2pt] c & -d \\ \end{`+name+`}`, true)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if rows, cells := strings.Count(s, "<mtr>"), strings.Count(s, "<mtd"); rows != 2 || cells != 4 {
			t.Errorf("%s: %d rows, %d cells, want 2 and 4", name, rows, cells)
		}
	}
	s, err := Render(`\begin{array}{l|cr} \hline a & b & c \end{array}`, false)
	if err != nil {
		t.Error(err)
	}
	last := -1
	for _, want := range []string{"align:left", "align:center", "align:right"} {
		i := strings.Index(s, want)
		if i <= last {
			t.Errorf("array: %s has no %s behind the others", s, want)
		}
		last = i
	}
}

// TestEveryCommand tries each command that is known, with arguments enough for any.
func TestEveryCommand(t *testing.T) {
	var tex []string
	for name := range symbols {
		tex = append(tex, `\`+name)
	}
	for name := range accents {
		tex = append(tex, `\`+name+"{x}")
	}
	for name := range alphabets {
		tex = append(tex, `\`+name+"{Az0Ωω∂x}")
	}
	for name := range fences {
		tex = append(tex, map[bool]string{true: `\left(x\right)`, false: `\` + name + "("}[name == "left"])
	}
	for name := range tables {
		tex = append(tex, `\begin{`+name+`}{c}\end{`+name+`}`)
	}
	for name := range texts {
		tex = append(tex, `\`+name+"{a b}")
	}
	for name := range structures {
		if name != "begin" && name != "not" {
			tex = append(tex, `\`+name+"{a}{b}")
		}
	}
	for r := range characters {
		tex = append(tex, string(r))
	}
	slices.Sort(tex)
	for _, s := range tex {
		for _, display := range []bool{true, false} {
			got, err := Render(s, display)
			if err != nil {
				t.Error(err)
			}
			if err := wellFormed(got); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
	}
}
