package runner

import (
	"html"
	"regexp"
	"strings"
	"unicode"
)

var (
	tags    = regexp.MustCompile(`<[^>]*>`)
	colours = regexp.MustCompile("\x1b\\[[0-9;]*m")
)

// stripTags returns the text in HTML.
func stripTags(text string) string { return html.UnescapeString(tags.ReplaceAllString(text, "")) }

// stripColours returns text without terminal colours.
func stripColours(text string) string { return colours.ReplaceAllString(text, "") }

// maxSlug is how many bytes a slug has at most.
const maxSlug = 48

// slug returns the words of text in small ASCII letters and digits, joined by
// hyphens, as many as fit into maxSlug bytes.
func slug(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
			out = w[:min(len(w), maxSlug)]
		case len(out)+1+len(w) > maxSlug:
			return out
		default:
			out += "-" + w
		}
	}
	return out
}

// lastLine returns the last line of text that is not blank.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}
