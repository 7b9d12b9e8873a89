package gallery

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/latentlab/latentlab/internal/tex"
)

// The HTML in a notebook's Markdown is the author's own, and stays.
var converter = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))

// Equations are taken out before Markdown sees them, and put back behind it, so that
// underscores and backslashes in them stay what they are. Two letters of Unicode's
// private use stand around the number of an equation.
const (
	markOpen  = "\uE000"
	markClose = "\uE001"
)

var mark = regexp.MustCompile(markOpen + "([0-9]+)" + markClose)

// markdown renders Markdown with equations.
func (w *writer) markdown(src string) string {
	var equations []string
	src = equationsIn(strings.NewReplacer(markOpen, "", markClose, "").Replace(src), func(src string, display bool) string {
		m, err := tex.MathML(src, display)
		if err != nil {
			w.trouble = append(w.trouble, err.Error())
		}
		equations = append(equations, m)
		return fmt.Sprintf("%s%d%s", markOpen, len(equations)-1, markClose)
	})
	var b strings.Builder
	if err := converter.Convert([]byte(src), &b); err != nil {
		w.trouble = append(w.trouble, err.Error())
	}
	return mark.ReplaceAllStringFunc(b.String(), func(s string) string {
		n, err := strconv.Atoi(mark.FindStringSubmatch(s)[1])
		if err != nil || n >= len(equations) {
			return ""
		}
		return equations[n]
	})
}

// equationsIn replaces $$…$$ and $…$ outside of code. As in pandoc, an opening $ is
// not followed by white space, and a closing one neither preceded by white space nor
// followed by a digit, so that prices stay prices.
func equationsIn(src string, replace func(tex string, display bool) string) string {
	var b strings.Builder
	for i := 0; i < len(src); {
		switch {
		case src[i] == '\\' && i+1 < len(src):
			b.WriteString(src[i : i+2])
			i += 2
		case src[i] == '`':
			n := codeSpan(src[i:])
			b.WriteString(src[i : i+n])
			i += n
		case strings.HasPrefix(src[i:], "$$"):
			if end := strings.Index(src[i+2:], "$$"); end >= 0 {
				b.WriteString(replace(src[i+2:i+2+end], true))
				i += end + 4
				continue
			}
			b.WriteString("$$")
			i += 2
		case src[i] == '$':
			if n := inline(src[i:]); n > 0 {
				b.WriteString(replace(src[i+1:i+n-1], false))
				i += n
				continue
			}
			fallthrough
		default:
			b.WriteByte(src[i])
			i++
		}
	}
	return b.String()
}

// codeSpan returns the length of the code that begins with the backticks at the start
// of s, or of the backticks alone where nothing closes them.
func codeSpan(s string) int {
	ticks := len(s) - len(strings.TrimLeft(s, "`"))
	for i := ticks; i < len(s); {
		j := strings.IndexByte(s[i:], '`')
		if j < 0 {
			break
		}
		i += j
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		i += run
		if run == ticks {
			return i
		}
	}
	return ticks
}

// inline returns the length of the equation $…$ at the start of s, or 0.
func inline(s string) int {
	const space = " \t\n"
	if len(s) < 3 || strings.IndexByte(space, s[1]) >= 0 {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case strings.HasPrefix(s[i:], "\n\n"):
			return 0
		case s[i] == '$':
			if strings.IndexByte(space, s[i-1]) >= 0 || i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' || i == 1 {
				return 0
			}
			return i + 1
		}
	}
	return 0
}
