package gallery

import (
	"bytes"
	"go/scanner"
	"go/token"
	"html/template"
	"strings"
)

// highlight returns Go code as HTML in which keywords, texts, numbers and comments
// have a class. Lines for the kernel, such as %% and !ls, count as comments.
func highlight(code string) template.HTML {
	src := []byte(strings.ToValidUTF8(strings.ReplaceAll(code, "\r", ""), "\uFFFD"))
	var s scanner.Scanner
	files := token.NewFileSet()
	file := files.AddFile("", -1, len(src))
	s.Init(file, masked(src), nil, scanner.ScanComments)
	var b strings.Builder
	done := 0
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			break
		}
		at, class := file.Offset(pos), classOf(tok)
		if class == "" || at < done || at+len(text) > len(src) {
			continue
		}
		b.WriteString(template.HTMLEscapeString(string(src[done:at])))
		done = at + len(text)
		b.WriteString(`<span class="` + class + `">` + template.HTMLEscapeString(string(src[at:done])) + `</span>`)
	}
	b.WriteString(template.HTMLEscapeString(string(src[done:])))
	return template.HTML(b.String())
}

// masked returns src with each line for the kernel as a comment of the same length.
func masked(src []byte) []byte {
	out := bytes.Clone(src)
	start := 0
	for line := range bytes.Lines(src) {
		if len(line) > 1 && (line[0] == '%' || line[0] == '!') {
			copy(out[start:], "//")
		}
		start += len(line)
	}
	return out
}

func classOf(tok token.Token) string {
	switch {
	case tok.IsKeyword():
		return "k"
	case tok == token.COMMENT:
		return "c"
	case tok == token.STRING, tok == token.CHAR:
		return "s"
	case tok == token.INT, tok == token.FLOAT, tok == token.IMAG:
		return "n"
	}
	return ""
}
