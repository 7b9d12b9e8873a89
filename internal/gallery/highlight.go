package gallery

import (
	"go/scanner"
	"go/token"
	"html"
	"strings"
)

// highlight colours the keywords, texts, numbers and comments of Go code.
func highlight(src string) string {
	var s scanner.Scanner
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(src))
	s.Init(file, []byte(src), func(token.Position, string) {}, scanner.ScanComments)
	var b strings.Builder
	done := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		class := classOf(tok)
		at := file.Offset(pos)
		if class == "" || at < done {
			continue
		}
		b.WriteString(html.EscapeString(src[done:at]))
		end := min(at+len(lit), len(src))
		b.WriteString("<span class=" + class + ">" + html.EscapeString(src[at:end]) + "</span>")
		done = end
	}
	b.WriteString(html.EscapeString(src[done:]))
	return b.String()
}

func classOf(t token.Token) string {
	switch {
	case t.IsKeyword():
		return "k"
	case t == token.COMMENT:
		return "c"
	case t == token.STRING || t == token.CHAR:
		return "s"
	case t == token.INT || t == token.FLOAT:
		return "n"
	}
	return ""
}
