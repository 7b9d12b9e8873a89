package tex

import (
	"unicode"
	"unicode/utf8"
)

// token is a command (\name, without the backslash), a space, or one character.
type token struct {
	command bool
	space   bool
	text    string
}

// is reports whether t is the plain character c.
func (t token) is(c string) bool { return !t.command && !t.space && t.text == c }

// cmd reports whether t is the command \name.
func (t token) cmd(name string) bool { return t.command && t.text == name }

// lex splits TeX into tokens. A comment runs from % to the end of its line.
func lex(tex string) []token {
	var toks []token
	for i := 0; i < len(tex); {
		r, n := utf8.DecodeRuneInString(tex[i:])
		switch {
		case r == '\\':
			name, size := command(tex[i+1:])
			toks = append(toks, token{command: true, text: name})
			i += 1 + size
		case r == '%':
			for i < len(tex) && tex[i] != '\n' {
				i++
			}
		case unicode.IsSpace(r):
			if len(toks) > 0 && !toks[len(toks)-1].space {
				toks = append(toks, token{space: true, text: " "})
			}
			i += n
		default:
			toks = append(toks, token{text: string(r)})
			i += n
		}
	}
	return toks
}

// command reads a command's name: letters, or one other character.
func command(s string) (name string, size int) {
	for size < len(s) && (s[size] >= 'a' && s[size] <= 'z' || s[size] >= 'A' && s[size] <= 'Z') {
		size++
	}
	if size == 0 && len(s) > 0 {
		_, size = utf8.DecodeRuneInString(s)
	}
	return s[:size], size
}
