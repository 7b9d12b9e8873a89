package gallery

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

var mathElement = regexp.MustCompile(`<math( display="block")?>.*?</math>`)

// short renders Markdown and writes equations as [ ] and [[ ]].
func short(source string) string {
	text := string(newProse(nil).markdown(source, nil))
	text = mathElement.ReplaceAllStringFunc(text, func(m string) string {
		mark := words(m)
		if strings.HasPrefix(m, `<math display="block">`) {
			mark = "[" + mark + "]"
		}
		return "[" + mark + "]"
	})
	text = strings.NewReplacer(`<div class="equation">`, "<div>", `<span class="equation">`, "<span>").Replace(text)
	return strings.TrimSpace(text)
}

var tags = regexp.MustCompile(`<[^>]*>`)

// words returns the text in HTML.
func words(text string) string { return html.UnescapeString(tags.ReplaceAllString(text, "")) }

func TestEquationsInProse(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`a $x_i^* + y_i^*$ b`, `<p>a [xi∗+yi∗] b</p>`},
		{`$5 and $6`, `<p>$5 and $6</p>`},
		{`from $5 to $x$`, `<p>from $5 to [x]</p>`},
		{`5$ and 6$`, `<p>5$ and 6$</p>`},
		{`$20,$30`, `<p>$20,$30</p>`},
		{`$ x$ or $x $`, `<p>$ x$ or $x $</p>`},
		{`\$x\$ and $y$`, `<p>$x$ and [y]</p>`},
		{`$\$5$`, `<p>[$5]</p>`},
		{"`$x$` and ``a ` $y$``", "<p><code>$x$</code> and <code>a ` $y$</code></p>"},
		{"$5 `a$` b", "<p>$5 <code>a$</code> b</p>"},
		{"    $x$", "<pre><code>$x$\n</code></pre>"},
		{"```\n$x$\n$$\ny\n$$\n```", "<pre><code>$x$\n$$\ny\n$$\n</code></pre>"},
		{"$a\n= b$", "<p>[a=b]</p>"},
		{"$a\n\nb$", "<p>$a</p>\n<p>b$</p>"},
		{"*$a*b$*", "<p><em>[a∗b]</em></p>"},
		{"# On $z_t$", `<h1 id="On-$z_t$">On [zt]</h1>`},
		{"- $a$\n- b", "<ul>\n<li>[a]</li>\n<li>b</li>\n</ul>"},
		{"> $a$", "<blockquote>\n<p>[a]</p>\n</blockquote>"},
		{`[$x$](y)`, `<p><a href="y">[x]</a></p>`},
		{`$\text{for $i$}$`, "<p>[for\u00a0i]</p>"},
		{`($x$), $n$-th`, `<p>(<span class="whole">[x]),</span> <span class="whole">[n]-</span>th</p>`},
		{`$x$`, `<p>[x]</p>`},
		{`$x`, `<p>$x</p>`},
		{`$`, `<p>$</p>`},
		{`$$`, `<p>$$</p>`},
		{`$$$$`, `<p>$$$$</p>`},
		{`a $$x$$ b`, `<p>a <span>[[x]]</span> b</p>`},
		{`$$x$$ where`, `<p><span>[[x]]</span> where</p>`},
		{`$$x_1$$`, `<div>[[x1]]</div>`},
		{"text\n$$x$$\ntext", "<p>text</p>\n<div>[[x]]</div>\n<p>text</p>"},
		{"$$\na\n- b\n+ c\n$$", "<div>[[a−b+c]]</div>"},
		{"$$\na\n\nb\n$$", "<p>$$\na</p>\n<p>b\n$$</p>"},
		{"$$\nopen", "<p>$$\nopen</p>"},
		{"> $$\n> a\n> - b\n> $$\n\nc", "<blockquote>\n<div>[[a−b]]</div>\n</blockquote>\n<p>c</p>"},
		{"- one\n\n  $$\n  a\n  $$\n", "<ul>\n<li>\n<p>one</p>\n<div>[[a]]</div>\n</li>\n</ul>"},
		{"\\begin{align}\na &= b \\\\\n- c &= d\n\\end{align}\n\nafter", "<div>[[a=b−c=d]]</div>\n<p>after</p>"},
		{`\begin{thing} x`, `<p>\begin{thing} x</p>`},
		{"$$ a $$\n$$ b $$", "<div>[[a]]</div>\n<div>[[b]]</div>"},
	} {
		if got := short(c.in); got != c.want {
			t.Errorf("%q: got\n%s, want\n%s", c.in, got, c.want)
		}
	}
}

// FuzzProse tries that Markdown with dollars neither panics nor changes when rendered
// again, and that code keeps its dollars.
func FuzzProse(f *testing.F) {
	for _, s := range []string{"$x$ `$y$`", "$$\na\n$$", "> $$\n> a", "| $a$ | b |\n|-|-|\n| `|` | $|$ |", "- \t$$x\n\t$$", "\\begin{align}\nx\n\\end{align}", "$\x00\xff$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if first, second := short(source), short(source); first != second {
			t.Errorf("got %q, then %q", first, second)
		}
		if strings.ContainsAny(source, "`<&\\\r\n\x00") {
			return
		}
		if got, want := short("`"+source+"`"), "<code>"; source != "" && strings.Contains(source, "$") && !strings.Contains(got, want) {
			t.Errorf("%q is not code: %s", source, got)
		} else if strings.Contains(got, "<math") {
			t.Errorf("code has become an equation: %s", got)
		}
	})
}

// FuzzHighlight tries that colours change nothing of the text.
func FuzzHighlight(f *testing.F) {
	for _, s := range []string{"%%\nfunc f() { return 'a' }", "!ls `x\r\n`", "/* \x00 \xff", "\ufeffx := 1.5e3i // <b>&amp;", "\"open\n%x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		want := strings.ToValidUTF8(strings.ReplaceAll(code, "\r", ""), "\uFFFD")
		want = strings.ReplaceAll(want, "\x00", "\uFFFD")
		if got := words(string(highlight(code))); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
