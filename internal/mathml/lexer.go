package mathml

import (
	"strings"
	"unicode/utf8"
)

// A token is a command with its backslash, or a single character; "" is the end.
type token string

// peek returns the next token and leaves it. Space and comments before it are skipped.
func (p *parser) peek() token {
	tok, _ := p.scan()
	return tok
}

// next returns the next token.
func (p *parser) next() token {
	tok, end := p.scan()
	p.pos = end
	return tok
}

// accept reads the next token if it is tok.
func (p *parser) accept(tok token) bool {
	got, end := p.scan()
	if got == tok {
		p.pos = end
	}
	return got == tok
}

// scan finds the next token and where it ends.
func (p *parser) scan() (token, int) {
	i := p.pos
	for i < len(p.src) && (isSpace(p.src[i]) || p.src[i] == '%') {
		if p.src[i] != '%' {
			i++
		} else if n := strings.IndexByte(p.src[i:], '\n'); n >= 0 {
			i += n + 1
		} else {
			i = len(p.src)
		}
	}
	if i == len(p.src) {
		return "", i
	}
	end := i
	if p.src[i] == '\\' && i+1 < len(p.src) {
		end++
		for end < len(p.src) && isLetter(p.src[end]) {
			end++
		}
		if end > i+1 {
			return token(p.src[i:end]), end
		}
	}
	_, size := utf8.DecodeRuneInString(p.src[end:])
	return token(p.src[i : end+size]), end + size
}

// raw reads a group in braces as it is written, without the braces.
func (p *parser) raw(of token) string {
	if !p.accept("{") {
		p.fault("%s needs { and text", of)
		return ""
	}
	depth, start := 1, p.pos
	for i := start; i < len(p.src); i++ {
		switch p.src[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			p.pos = i + 1
			return p.src[start:i]
		}
	}
	p.fault("} is missing")
	p.pos = len(p.src)
	return p.src[start:]
}

// option reads an argument in brackets as it is written, if there is one.
func (p *parser) option() (string, bool) {
	if p.peek() != "[" {
		return "", false
	}
	rest := p.src[p.pos:]
	from, to := strings.IndexByte(rest, '['), strings.IndexByte(rest, ']')
	if to < from {
		return "", false
	}
	p.pos += to + 1
	return rest[from+1 : to], true
}

// ends says that tok ends a row, whoever began it.
func (tok token) ends() bool {
	switch tok {
	case "", "}", "&", `\\`, `\cr`, `\right`, `\middle`, `\end`:
		return true
	}
	return false
}

// name is a command without its backslash, or "".
func (tok token) name() string {
	if len(tok) > 1 && tok[0] == '\\' {
		return string(tok[1:])
	}
	return ""
}

func isSpace(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
