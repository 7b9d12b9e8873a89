package gallery

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/notebook"
)

func page() Page {
	return Page{Name: "05-test", Figures: []string{"05-test-01-strokes.png"}, Notebook: &notebook.Notebook{Cells: []*notebook.Cell{
		{Kind: notebook.Markdown, Source: "# A <title> & more\n\nWith $x_i < 1$, `$code$`, $5 and $6, *and*\n\n$$a_1 + b_2$$\n\n| a | b |\n| - | - |\n| 1 | 2 |\n"},
		{Kind: notebook.Code, Source: "// say <b>\nfunc f() string { return \"x\" }", Outputs: []notebook.Output{
			&notebook.Stream{Name: "stdout", Text: "1 < 2\n"},
			&notebook.Display{Data: map[string]string{"image/png": "iVBORw0K", "text/plain": "Figure 5. \"Strokes\""}},
			&notebook.Display{Data: map[string]string{"text/markdown": "**bold** $y$", "text/plain": "bold"}},
			&notebook.Display{Data: map[string]string{"text/html": "<p id=own>own</p>", "text/plain": "own"}},
			&notebook.Failure{Name: "Error", Value: "it broke", Traceback: []string{"\x1b[31mred\x1b[0m"}},
		}},
	}}}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	p := page()
	if err := Write(dir, []Page{p}); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	html, index := read("05-test.html"), read("index.html")
	for _, want := range []string{
		"<title>A &lt;title&gt; &amp; more</title>", "<msub><mi>x</mi><mi>i</mi></msub><mo>&lt;</mo>", "<code>$code$</code>",
		"$5 and $6, <em>and</em>", `display="block"`, "<td>2</td>", "1 &lt; 2", `src="05-test-01-strokes.png"`,
		`alt="Figure 5. &#34;Strokes&#34;"`, "<strong>bold</strong>", "<p id=own>own</p>", "it broke\nred",
		"<span class=k>func</span>", "<span class=c>// say &lt;b&gt;</span>", `<span class=s>&#34;x&#34;</span>`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, want := range []string{`href="05-test.html"`, `href="05-test.html#figure-1"`, "05-test-01-strokes.png"} {
		if !strings.Contains(index, want) {
			t.Errorf("the index lacks %s", want)
		}
	}
	for _, s := range []string{html, index} {
		if strings.Contains(s, "http://") && !strings.Contains(s, "http://www.w3.org/1998/Math/MathML") || strings.Contains(s, "https://") || strings.Contains(s, "<script") {
			t.Error("a page asks for something from a network or runs a script")
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("%d files, expected 2", len(files))
	}
	first := html
	if err := Write(dir, []Page{p}); err != nil || read("05-test.html") != first {
		t.Errorf("written again it differs, %v", err)
	}
}

func TestTrouble(t *testing.T) {
	dir := t.TempDir()
	p := page()
	p.Err = "cell 2 <broke>"
	p.Notebook.Cells[0].Source = `$\nosuch$`
	err := Write(dir, []Page{p})
	if err == nil || !strings.Contains(err.Error(), `\nosuch`) {
		t.Errorf("%v, expected an error that names the command", err)
	}
	data, _ := os.ReadFile(filepath.Join(dir, "05-test.html"))
	if !strings.Contains(string(data), "cell 2 &lt;broke&gt;") {
		t.Error("the page does not say where it broke")
	}
	if err := Write(filepath.Join(dir, "none"), []Page{p}); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

func TestEquationsIn(t *testing.T) {
	for src, want := range map[string]string{
		"a $x$ b":            "a [x] b",
		"$$x$$":              "{x}",
		"$$\na\n$$":          "{\na\n}",
		"$ x$ and $x $":      "$ x$ and $x $",
		"$5 and $6":          "$5 and $6",
		"$20 for $x$":        "$20 for [x]",
		"`$x$` ``a`$y$``":    "`$x$` ``a`$y$``",
		"```\n$x$\n```\n$y$": "```\n$x$\n```\n[y]",
		`\$x$y$`:             `\$x[y]`,
		"$a\n\nb$":           "$a\n\nb$",
		`$\$x$`:              `[\$x]`,
		"$$ open":            "$$ open",
		"` $x$":              "` [x]",
		"$":                  "$",
	} {
		got := equationsIn(src, func(tex string, display bool) string {
			if display {
				return "{" + tex + "}"
			}
			return "[" + tex + "]"
		})
		if got != want {
			t.Errorf("%q gives %q, expected %q", src, got, want)
		}
	}
}
