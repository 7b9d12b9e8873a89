package gallery

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/notebook"
)

func markdown(source string) *notebook.Cell {
	return &notebook.Cell{Kind: notebook.Markdown, Source: source}
}

func code(source string, outputs ...notebook.Output) *notebook.Cell {
	return &notebook.Cell{Kind: notebook.Code, Source: source, Count: 1, Outputs: outputs}
}

func show(data ...string) *notebook.Display {
	d := &notebook.Display{Data: map[string]string{}}
	for i := 0; i < len(data); i += 2 {
		d.Data[data[i]] = data[i+1]
	}
	return d
}

func picture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// example is a notebook with one of each thing.
func example(t *testing.T) Page {
	return Page{
		Name:    "05-strokes",
		Figures: []string{"05-strokes-01-a b.png"},
		Notebook: &notebook.Notebook{Cells: []*notebook.Cell{
			markdown("# 05. Strokes of $y$ & <i>more</i>\n\n*Figure 5*, see [the next](06-patches.ipynb#Data) and [this](https://example.org/x.ipynb).\n\n" +
				"$$E = \\tfrac12\\lVert y - Wz\\rVert^2$$\n\n| a | $b_1$ |\n| - | -: |\n| 1 | `$c$` |\n"),
			code("%%\nfunc f() string { return \"<b>\" } // 1 < 2",
				&notebook.Stream{Name: "stdout", Text: "a <b>\n10 %\r"}, &notebook.Stream{Name: "stdout", Text: "20 %\n"},
				&notebook.Stream{Name: "stderr", Text: "\x1b[31mred\x1b[0m\n"}),
			code("", show("text/markdown", "Data: **MNIST**, verified.\n\nMore.", "text/plain", "x")),
			code("show()", show("image/png", picture(t), "text/plain", `The "256" <strokes>`)),
			code("html()", show("text/html", `<p class="own">1 &lt; 2</p><script>alert(1)</script>`, "text/plain", "no")),
			code("png()", show("image/png", picture(t))),
			{Kind: notebook.Raw, Source: "raw <text>"},
			code("panic(1)", &notebook.Failure{Name: "ERROR", Value: "panic: <1>", Traceback: []string{"at \x1b[1mline 1"}}),
		}},
		Err: "cell 6, line 1: panic: <1>",
	}
}

// written writes pages and returns the files by name.
func written(t *testing.T, pages ...Page) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := Write(dir, pages); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(text)
	}
	return got
}

func TestWrite(t *testing.T) {
	next := Page{Name: "06-patches", Notebook: &notebook.Notebook{}}
	got := written(t, example(t), next)
	var names []string
	for name := range got {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := []string{"05-strokes.html", "06-patches.html", "index.html"}; !slices.Equal(names, want) {
		t.Errorf("files %q, want %q", names, want)
	}
	has(t, got["05-strokes.html"],
		`<title>05. Strokes of y &amp; more</title>`,
		`<h1 id="05.-Strokes-of-$y$-&amp;-&lt;i&gt;more&lt;/i&gt;">05. Strokes of <math><mi>y</mi></math> &amp; <i>more</i></h1>`,
		`<a href="06-patches.html#Data">`, `<a href="https://example.org/x.ipynb">`,
		`<div class="equation"><math display="block">`, `<mfrac displaystyle="false">`,
		`<msub><mi>b</mi><mn>1</mn></msub>`, `<code>$c$</code>`,
		`<span class="c">%%</span>`, `<span class="k">func</span> f()`, `<span class="s">&#34;&lt;b&gt;&#34;</span>`, `<span class="c">// 1 &lt; 2</span>`,
		"<pre class=\"stdout\" tabindex=\"0\">a &lt;b&gt;\n20 %\n</pre>", "<pre class=\"stderr\" tabindex=\"0\">red\n</pre>",
		`<img src="05-strokes-01-a%20b.png" alt="The &#34;256&#34; &lt;strokes&gt;" width="30" height="20">`,
		`<figcaption>The &#34;256&#34; &lt;strokes&gt;</figcaption>`,
		`<figure id="figure-2"><img src="data:image/png;base64,`, `alt="a figure without a caption"`,
		`<p class="own">1 &lt; 2</p>`, `raw &lt;text&gt;`, `<strong>MNIST</strong>`,
		"<details open>", "ERROR: panic: &lt;1&gt;\nat line 1</pre>", `role="alert"`, `cell 6, line 1: panic: &lt;1&gt;`,
		`<a href="06-patches.html" rel="next">`)
	has(t, got["index.html"],
		`<h2><a href="05-strokes.html">05. Strokes of <math><mi>y</mi></math>`, `<em>Figure 5</em>`,
		`<p class="source">Data: <strong>MNIST</strong>, verified.</p>`,
		`<a href="05-strokes.html#figure-1"><figure><img src="05-strokes-01-a%20b.png"`, `loading="lazy"`,
		`<strong>Not executed to its end.</strong> cell 6`,
		`<h2><a href="06-patches.html">06-patches</a></h2>`)
	for name, text := range got {
		for _, bad := range []string{"<script", "http-equiv=\"refresh", "src=\"http", "@import", "url(", "ZgotmplZ", "script-src"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
		if err := wellFormed(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range written(t, example(t), next) {
		if got[name] != text {
			t.Errorf("%s differs when written again", name)
		}
	}
}

func TestWriteNothing(t *testing.T) {
	has(t, written(t)["index.html"], "No notebook has been executed.")
}

func has(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			_, body, _ := strings.Cut(text, "<body>")
			t.Errorf("%s is missing in\n%s", want, body)
		}
	}
}

// wellFormed returns an error if elements are not closed or an id is there twice.
func wellFormed(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	ids := map[string]bool{}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if start, ok := tok.(xml.StartElement); ok {
			for _, a := range start.Attr {
				if a.Name.Local == "id" && ids[a.Value] {
					return fmt.Errorf("two elements have the id %q", a.Value)
				} else if a.Name.Local == "id" {
					ids[a.Value] = true
				}
			}
		}
	}
}

func TestEquationError(t *testing.T) {
	dir := t.TempDir()
	p := Page{Name: "a", Notebook: &notebook.Notebook{Cells: []*notebook.Cell{markdown("# On $\\foo$\n\n$\\bar x$ $\\baz$")}}}
	err := Write(dir, []Page{p})
	var e *EquationError
	if !errors.As(err, &e) || len(e.Faults) != 2 {
		t.Fatalf("error %v, want an EquationError with 2 faults", err)
	}
	if want := `a: equation "\\foo": unknown command \foo`; e.Faults[0] != want {
		t.Errorf("fault %q, want %q", e.Faults[0], want)
	}
	for _, name := range []string{"a.html", "index.html"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestWriteRejects(t *testing.T) {
	n := &notebook.Notebook{}
	for _, c := range []struct {
		pages []Page
		want  string
	}{
		{[]Page{{Name: "a"}}, `page 1, "a", has no notebook`},
		{[]Page{{Name: "../a", Notebook: n}}, `page 1 is named "../a"`},
		{[]Page{{Name: "", Notebook: n}}, `page 1 is named ""`},
		{[]Page{{Name: "index", Notebook: n}}, `page 1 is named "index"`},
		{[]Page{{Name: "a", Notebook: n}, {Name: "a", Notebook: n}}, `two pages are named "a"`},
	} {
		dir := t.TempDir()
		if err := Write(dir, c.pages); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %s", err, c.want)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 0 {
			t.Errorf("%s: %d files were written", c.want, len(entries))
		}
	}
	none := filepath.Join(t.TempDir(), "none")
	if err := Write(none, []Page{{Name: "a", Notebook: n}}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	taken := t.TempDir()
	if err := os.Mkdir(filepath.Join(taken, "a.html"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Write(taken, []Page{{Name: "a", Notebook: n}}); err == nil {
		t.Error("no error where a folder has the name of the page")
	}
	if entries, _ := os.ReadDir(taken); len(entries) != 1 {
		t.Errorf("%d entries are left, want 1", len(entries))
	}
}
