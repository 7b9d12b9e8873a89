package tex

import (
	"fmt"
	"strings"
)

// letters are drawn as variables, in italics.
var letters = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
	"theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
	"rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"ell": "ℓ", "hbar": "ℏ",
}

// upright are drawn as they are.
var upright = map[string]string{
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
	"Omega": "Ω", "infty": "∞", "partial": "∂", "nabla": "∇", "emptyset": "∅", "varnothing": "∅", "top": "⊤", "bot": "⊥",
	"ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "%": "%", "#": "#", "$": "$", "_": "_",
}

// signs are operators and relations.
var signs = map[string]string{
	"in": "∈", "notin": "∉", "ni": "∋", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "ll": "≪", "gg": "≫",
	"approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "to": "→", "rightarrow": "→", "leftarrow": "←",
	"gets": "←", "Rightarrow": "⇒", "Leftrightarrow": "⇔", "iff": "⇔", "mapsto": "↦", "leftrightarrow": "↔", "longrightarrow": "⟶",
	"times": "×", "cdot": "⋅", "ast": "∗", "star": "⋆", "circ": "∘", "odot": "⊙", "otimes": "⊗", "oplus": "⊕", "pm": "±", "mp": "∓",
	"subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "setminus": "∖", "forall": "∀", "exists": "∃", "neg": "¬",
	"land": "∧", "lor": "∨", "mid": "∣", "parallel": "∥", "perp": "⟂", "colon": ":", "prime": "′", "succeq": "⪰", "preceq": "⪯", "&": "&",
}

// big operators take limits, integrals beside, the others above and below.
var big = map[string]string{
	"sum": "∑", "prod": "∏", "int": "∫", "intop": "∫", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁",
}

// fences are delimiters; with \left and \right they grow.
var fences = map[string]string{
	"|": "‖", "Vert": "‖", "lVert": "‖", "rVert": "‖", "vert": "|", "lvert": "|", "rvert": "|", "langle": "⟨", "rangle": "⟩",
	"{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrack": "[", "rbrack": "]",
}

var spaces = map[string]string{
	"quad": "1em", "qquad": "2em", ",": "0.167em", ":": "0.222em", ">": "0.222em", ";": "0.278em", " ": "0.333em", "!": "-0.167em",
	"thinspace": "0.167em",
}

// functions are names; true for those whose index goes below in display style.
var functions = map[string]bool{
	"log": false, "exp": false, "ln": false, "sin": false, "cos": false, "tan": false, "tanh": false, "dim": false, "arg": false,
	"det": true, "min": true, "max": true, "inf": true, "sup": true, "lim": true, "argmin": true, "argmax": true, "Pr": true,
}

var accents = map[string]struct {
	mark string
	wide bool
}{
	"bar": {"‾", false}, "overline": {"‾", true}, "hat": {"^", false}, "widehat": {"^", true}, "tilde": {"~", false},
	"widetilde": {"~", true}, "vec": {"→", false}, "dot": {"˙", false}, "ddot": {"¨", false},
}

// font maps the letters of what is inside to another alphabet of Unicode, which is
// how MathML Core sets fonts.
type font struct {
	upper, lower, digit rune            // where the alphabet begins; 0: letters stay
	special             map[rune]string // letters that Unicode keeps elsewhere
	normal              bool            // upright
}

var fonts = map[string]font{
	"mathbf":     {upper: 0x1D400, lower: 0x1D41A, digit: 0x1D7CE},
	"bm":         {upper: 0x1D468, lower: 0x1D482, digit: 0x1D7CE},
	"boldsymbol": {upper: 0x1D468, lower: 0x1D482, digit: 0x1D7CE},
	"mathcal":    {upper: 0x1D49C, special: map[rune]string{'B': "ℬ", 'E': "ℰ", 'F': "ℱ", 'H': "ℋ", 'I': "ℐ", 'L': "ℒ", 'M': "ℳ", 'R': "ℛ"}},
	"mathbb":     {upper: 0x1D538, special: map[rune]string{'C': "ℂ", 'H': "ℍ", 'N': "ℕ", 'P': "ℙ", 'Q': "ℚ", 'R': "ℝ", 'Z': "ℤ"}},
	"mathrm":     {normal: true},
	"mathsf":     {upper: 0x1D5A0, lower: 0x1D5BA, digit: 0x1D7E2},
	"mathtt":     {upper: 0x1D670, lower: 0x1D68A, digit: 0x1D7F6},
}

// apply changes the text of every leaf in xml, and merges letters of one upright word.
func (f font) apply(xml string) string {
	if f.normal {
		word := strings.NewReplacer("</mi><mi>", "").Replace(xml)
		return strings.ReplaceAll(word, "<mi>", `<mi mathvariant="normal">`)
	}
	var b strings.Builder
	tag, entity := false, false
	for _, r := range xml {
		switch {
		case r == '<':
			tag = true
		case r == '>':
			tag = false
		case r == '&':
			entity = true
		case r == ';':
			entity = false
		case tag || entity:
		default:
			b.WriteString(f.letter(r))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (f font) letter(r rune) string {
	if s, ok := f.special[r]; ok {
		return s
	}
	switch {
	case r >= 'A' && r <= 'Z' && f.upper != 0:
		r += f.upper - 'A'
	case r >= 'a' && r <= 'z' && f.lower != 0:
		r += f.lower - 'a'
	case r >= '0' && r <= '9' && f.digit != 0:
		r += f.digit - '0'
	}
	return fmt.Sprintf("%c", r)
}
