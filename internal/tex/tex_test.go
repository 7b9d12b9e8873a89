package tex_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/tex"
)

// inner returns what MathML puts into the outer row.
func inner(t *testing.T, src string, display bool) string {
	t.Helper()
	out, err := tex.MathML(src, display)
	if err != nil {
		t.Errorf("%v", err)
	}
	_, out, _ = strings.Cut(out, "<mrow>")
	return strings.TrimSuffix(out, "</mrow></math>")
}

func TestMathML(t *testing.T) {
	for src, want := range map[string]string{
		`x`:                `<mi>x</mi>`,
		`x_i^2`:            `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`,
		`x^2_i`:            `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`,
		`x_{12}`:           `<msub><mi>x</mi><mrow><mn>12</mn></mrow></msub>`,
		`3.14 a`:           `<mn>3.14</mn><mi>a</mi>`,
		`f'`:               `<msup><mi>f</mi><mo>′</mo></msup>`,
		`\tfrac12`:         `<mstyle displaystyle="false" scriptlevel="1"><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle>`,
		`\frac{1}{L}`:      `<mfrac><mrow><mn>1</mn></mrow><mrow><mi>L</mi></mrow></mfrac>`,
		`a - b`:            `<mi>a</mi><mo>−</mo><mi>b</mi>`,
		`a < b`:            `<mi>a</mi><mo>&lt;</mo><mi>b</mi>`,
		`\bar y`:           `<mover accent="true"><mi>y</mi><mo stretchy="false">‾</mo></mover>`,
		`\lVert z\rVert_1`: `<mo stretchy="false">‖</mo><mi>z</mi><msub><mo stretchy="false">‖</mo><mn>1</mn></msub>`,
		`\mathbb{R}^n`:     `<msup><mrow><mi>ℝ</mi></mrow><mi>n</mi></msup>`,
		`\mathrm{Dec}`:     `<mrow><mi mathvariant="normal">Dec</mi></mrow>`,
		`\text{if } z`:     `<mtext>if </mtext><mi>z</mi>`,
		`\sqrt[3]{x}`:      `<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>`,
		`W^\top`:           `<msup><mi>W</mi><mi mathvariant="normal">⊤</mi></msup>`,
		`\sum_i`:           `<msub><mo>∑</mo><mi>i</mi></msub>`,
	} {
		if got := inner(t, src, false); got != want {
			t.Errorf("%s gives\n%s, expected\n%s", src, got, want)
		}
	}
	for src, want := range map[string]string{
		`\sum_{i=1}^n`:             `<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>`,
		`\min_z E`:                 `<munder><mi>min</mi><mi>z</mi></munder><mi>E</mi>`,
		`\int_0^1`:                 `<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>`,
		`\sum\nolimits_i`:          `<msub><mo>∑</mo><mi>i</mi></msub>`,
		`\operatorname*{argmin}_z`: `<munder><mi>argmin</mi><mi>z</mi></munder>`,
	} {
		if got := inner(t, src, true); got != want {
			t.Errorf("%s in display gives\n%s, expected\n%s", src, got, want)
		}
	}
}

func TestStructures(t *testing.T) {
	for src, parts := range map[string][]string{
		`\left( \frac{a}{b} \right)`:                                    {`<mo fence="true" form="prefix">(</mo>`, `form="postfix">)</mo>`},
		`\left\| x \right.`:                                             {"‖", `form="postfix"></mo>`},
		`\begin{cases} a & z>0 \\ b & \text{else} \end{cases}`:          {"{", "<mtr>", "text-align:left", "else"},
		`\begin{aligned} a &= b \\ c &= d \\ \end{aligned}`:             {"<mtable displaystyle", "text-align:right"},
		`\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}`:                  {">(</mo>", "<mtd>"},
		`\underbrace{a+b}_{\text{energy}}`:                              {"⏟", "energy"},
		`E(x,y,z) = C(y, \text{Dec}(\text{Pred}(x), z)) + \lambda R(z)`: {"<mtext>Dec</mtext>", "λ"},
	} {
		got := inner(t, src, true)
		for _, part := range parts {
			if !strings.Contains(got, part) {
				t.Errorf("%s gives %s, expected %q in it", src, got, part)
			}
		}
	}
	if got := inner(t, `\begin{aligned} a \\ b \\ \end{aligned}`, true); strings.Count(got, "<mtr>") != 2 {
		t.Errorf("two lines give %s", got)
	}
}

func TestErrors(t *testing.T) {
	for src, want := range map[string]string{
		`\nosuch x`: `\nosuch`, `{a`: "missing }", `a}`: "nothing open", `\frac1`: "missing argument", `\left( a`: `missing \right`,
		`\begin{cases} a`: `missing \end`, `\begin{x}a\end{x}`: "unknown environment", `\begin{cases}a\end{matrix}`: "closes",
		`a & b`: "outside a matrix", `\text a`: "missing {", strings.Repeat("{", 1000): "nested",
	} {
		out, err := tex.MathML(src, false)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20s: %v, expected an error that says %q", src, err, want)
		}
		if !strings.HasPrefix(out, "<math") {
			t.Errorf("%.20s: no element beside the error", src)
		}
	}
}

// Whatever comes in, well-formed XML comes out, and nothing panics.
func FuzzMathML(f *testing.F) {
	for _, s := range []string{`\frac{a}{b}_1^2'`, `\begin{cases}a&b\\c\end{cases}`, `\mathbf{x<y&}`, `\left(\right)`, "%", `\`, `a\\b`, `\mathcal \hat`, "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		out, _ := tex.MathML(src, true)
		d := xml.NewDecoder(strings.NewReader(strings.ToValidUTF8(out, "")))
		d.Entity = xml.HTMLEntity
		for {
			if _, err := d.Token(); err == io.EOF {
				return
			} else if err != nil && !strings.Contains(err.Error(), "illegal character") {
				t.Fatalf("%q gives %s: %v", src, out, err)
			} else if err != nil {
				return
			}
		}
	})
}

func ExampleMathML() {
	m, _ := tex.MathML(`\lambda z`, false)
	fmt.Println(m)
	// Output: <math xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mi>λ</mi><mi>z</mi></mrow></math>
}
