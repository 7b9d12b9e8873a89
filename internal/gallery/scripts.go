package gallery

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"github.com/latentlab/latentlab/internal/notebook"
)

// Scripts run only where an output asks for them: its HTML has an element with the
// attribute data-interactive. All others are taken out, and the page's policy forbids
// them and whatever comes from a network.
var (
	asks   = regexp.MustCompile(`(?i)<[a-z][^<>]*\sdata-interactive[\s=>/]`)
	script = regexp.MustCompile(`(?is)<script\b.*?(</script\s*>|$)`)
)

// asksForScripts says whether HTML is an interactive view.
func asksForScripts(html string) bool { return asks.MatchString(html) }

// dropScripts returns HTML without scripts.
func dropScripts(html string) string { return script.ReplaceAllString(html, "") }

// policy is what a page may load: pictures that lie beside it or inside of it, its own
// styles, and with scripts what an interactive view needs without a network.
func policy(scripts bool) string {
	p := "default-src 'none'; img-src 'self' file: data: blob:; media-src 'self' file: data: blob:; style-src 'unsafe-inline'; font-src data:"
	if scripts {
		p += "; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src data: blob:; worker-src data: blob:; frame-src data: blob:"
	}
	return p
}

// attachment returns a picture that is attached to a cell as a data URL, or "".
func attachment(attached notebook.Metadata, to string) string {
	name, ok := strings.CutPrefix(to, "attachment:")
	if !ok {
		return ""
	}
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	var forms map[string]string
	if json.Unmarshal(attached[name], &forms) != nil {
		return ""
	}
	for _, mime := range pictureTypes {
		if data := forms[mime]; data != "" {
			return dataURL(mime, data)
		}
	}
	return ""
}
