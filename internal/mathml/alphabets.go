package mathml

// A font is an alphabet. MathML Core has no attribute for most of them: letters are
// replaced by those of Unicode's mathematical alphabets.
type font int

const (
	plain font = iota
	roman
	bold
	boldItalic
	italic
	script
	fraktur
	double
	sans
	mono
)

var alphabets = map[string]font{
	"mathrm": roman, "mathnormal": plain, "mathup": roman, "mathbf": bold, "mathit": italic, "boldsymbol": boldItalic, "bm": boldItalic,
	"mathcal": script, "mathscr": script, "mathfrak": fraktur, "mathbb": double, "mathsf": sans, "mathtt": mono,
}

// bases are where the alphabets begin: capitals, small letters, digits, Greek
// capitals and small letters; 0 if there are none.
var bases = map[font][5]rune{
	bold:       {0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2},
	boldItalic: {0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736},
	italic:     {0x1D434, 0x1D44E, 0, 0x1D6E2, 0x1D6FC},
	script:     {0x1D49C, 0x1D4B6, 0, 0, 0},
	fraktur:    {0x1D504, 0x1D51E, 0, 0, 0},
	double:     {0x1D538, 0x1D552, 0x1D7D8, 0, 0},
	sans:       {0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0},
	mono:       {0x1D670, 0x1D68A, 0x1D7F6, 0, 0},
}

// older are letters that Unicode had before it had the alphabets.
var older = map[rune]rune{
	0x1D455: 'ℎ',
	0x1D49D: 'ℬ', 0x1D4A0: 'ℰ', 0x1D4A1: 'ℱ', 0x1D4A3: 'ℋ', 0x1D4A4: 'ℐ', 0x1D4A7: 'ℒ', 0x1D4A8: 'ℳ', 0x1D4AD: 'ℛ',
	0x1D4BA: 'ℯ', 0x1D4BC: 'ℊ', 0x1D4C4: 'ℴ',
	0x1D506: 'ℭ', 0x1D50B: 'ℌ', 0x1D50C: 'ℑ', 0x1D515: 'ℜ', 0x1D51D: 'ℨ',
	0x1D53A: 'ℂ', 0x1D53F: 'ℍ', 0x1D545: 'ℕ', 0x1D547: 'ℙ', 0x1D548: 'ℚ', 0x1D549: 'ℝ', 0x1D551: 'ℤ',
}

// variants follow the small Greek letters, in this order.
var variants = []rune("∂ϵϑϰϕϱϖ")

// apply returns s in the alphabet.
func (f font) apply(s string) string {
	if f == plain || f == roman {
		return s
	}
	out := make([]rune, 0, len(s))
	for _, r := range s {
		out = append(out, f.letter(r))
	}
	return string(out)
}

func (f font) letter(r rune) rune {
	base := bases[f]
	at := func(i int, offset rune) rune {
		if base[i] == 0 {
			return r
		}
		if o, ok := older[base[i]+offset]; ok {
			return o
		}
		return base[i] + offset
	}
	switch {
	case 'A' <= r && r <= 'Z':
		return at(0, r-'A')
	case 'a' <= r && r <= 'z':
		return at(1, r-'a')
	case '0' <= r && r <= '9':
		return at(2, r-'0')
	case 'Α' <= r && r <= 'Ω':
		return at(3, r-'Α')
	case 'α' <= r && r <= 'ω':
		return at(4, r-'α')
	case r == '∇' && base[3] != 0:
		return base[3] + 25
	}
	for i, v := range variants {
		if r == v {
			return at(4, rune(25+i))
		}
	}
	return r
}

// upright says that single letters do not slant.
func (f font) upright() bool { return f != plain && f != italic && f != boldItalic }

// alphabet reads an argument in another alphabet.
func (p *parser) alphabet(tok token, f font) atom {
	old := p.font
	p.font = f
	defer func() { p.font = old }()
	return p.argument(tok)
}
