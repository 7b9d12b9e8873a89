package plotting

import (
	"image/color"
	"math"
	"strings"
	"sync"
	"unicode/utf8"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Sizes of letters in points.
const (
	titleSize = 13
	labelSize = 12
	tickSize  = 11
)

// fonts holds the Liberation fonts.
var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

var ink = color.Gray{Y: 0x22}

// letters returns the style of text with the given size and horizontal alignment,
// standing on its baseline.
func letters(size vg.Length, align text.XAlignment) text.Style {
	return text.Style{
		Color:   ink,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		XAlign:  align,
		YAlign:  text.YBottom,
		Handler: script{text.Plain{Fonts: fonts()}},
	}
}

// titleLetters returns the style of titles.
func titleLetters() text.Style {
	sty := letters(titleSize, text.XLeft)
	sty.Font.Weight = xfont.WeightBold
	return sty
}

// missing returns the first letter of s that the font does not have.
func missing(s string, sty text.Style) (letter rune, found bool) {
	var buf sfnt.Buffer
	face := fonts().Lookup(sty.Font, sty.Font.Size).Face
	for _, p := range pieces(s) {
		for _, r := range p.s {
			if i, err := face.GlyphIndex(&buf, r); err != nil || i == 0 {
				return r, true
			}
		}
	}
	return 0, false
}

// width returns how many pixels s takes.
func width(s string, sty text.Style) int {
	return int(sty.Width(s)/point) + 1
}

// lift is how far above its bottom the plain text handler puts the baseline of text.
func lift(sty text.Style) vg.Length { return sty.Font.Size - sty.FontExtents().Ascent }

// A script is a text handler that knows 10^{-3}, z_{1} and z̄: what stands in braces
// behind ^ or _ is smaller, and higher or lower; a letter followed by a combining
// macron (U+0304) or overline (U+0305), and ȳ, has a line over it. All else is plain
// text.
type script struct{ text.Handler }

const (
	scriptSize = 0.72 // of the size of the text around
	scriptRise = 0.36 // of that size
	scriptFall = 0.14
)

// piece is a part of a text: its size and height are in units of the font's size.
type piece struct {
	s          string
	size, rise vg.Length
	bar        bool // with a line over it
}

// pieces takes txt apart.
func pieces(txt string) []piece {
	var ps []piece
	for txt != "" {
		i := strings.IndexAny(txt, "^_")
		for i >= 0 && !strings.HasPrefix(txt[i+1:], "{") {
			j := strings.IndexAny(txt[i+1:], "^_")
			if j < 0 {
				i = -1
				break
			}
			i += 1 + j
		}
		end := -1
		if i >= 0 {
			end = strings.IndexByte(txt[i:], '}')
		}
		if end < 0 {
			return barred(ps, piece{s: txt, size: 1})
		}
		ps = barred(ps, piece{s: txt[:i], size: 1})
		rise := vg.Length(scriptRise)
		if txt[i] == '_' {
			rise = -scriptFall
		}
		ps = barred(ps, piece{s: txt[i+2 : i+end], size: scriptSize, rise: rise})
		txt = txt[i+end+1:]
	}
	return ps
}

// barred appends p, taken apart where letters have a line over them.
func barred(ps []piece, p piece) []piece {
	txt := strings.ReplaceAll(p.s, "ȳ", "y\u0304")
	for txt != "" {
		i := strings.IndexAny(txt, "\u0304\u0305")
		_, mark := utf8.DecodeRuneInString(txt[max(i, 0):])
		_, letter := utf8.DecodeLastRuneInString(txt[:max(i, 0)])
		if i < 0 {
			p.s, p.bar = txt, false
			return append(ps, p)
		}
		if letter < i {
			p.s, p.bar = txt[:i-letter], false
			ps = append(ps, p)
		}
		if letter > 0 {
			p.s, p.bar = txt[i-letter:i], true
			ps = append(ps, p)
		}
		txt = txt[i+mark:]
	}
	return ps
}

// Box implements [text.Handler].
func (h script) Box(txt string, fnt font.Font) (width, height, depth vg.Length) {
	_, height, depth = h.Handler.Box(txt, fnt)
	for _, p := range pieces(txt) {
		f := fnt
		f.Size *= p.size
		w, _, _ := h.Handler.Box(p.s, f)
		width += w
	}
	return width, height, depth
}

// Draw implements [text.Handler].
func (h script) Draw(c vg.Canvas, txt string, sty text.Style, pt vg.Point) {
	ps := pieces(txt)
	if len(ps) == 1 && ps[0].size == 1 && !ps[0].bar {
		h.Handler.Draw(c, txt, sty, pt)
		return
	}
	_, height, depth := h.Box(txt, sty.Font)
	c.SetColor(sty.Color)
	if sty.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(sty.Rotation)
		sin, cos := math.Sincos(sty.Rotation)
		pt = vg.Point{X: pt.X*vg.Length(cos) + pt.Y*vg.Length(sin), Y: pt.Y*vg.Length(cos) - pt.X*vg.Length(sin)}
	}
	at := pt.Add(vg.Point{X: sty.Width(txt) * vg.Length(sty.XAlign), Y: (height+depth)*vg.Length(sty.YAlign) + lift(sty)})
	for _, p := range ps {
		f := sty.Font
		f.Size *= p.size
		face := h.Cache().Lookup(f, f.Size)
		base := vg.Point{X: at.X, Y: at.Y + p.rise*sty.Font.Size}
		c.FillString(face, base, p.s)
		if p.bar {
			drawBar(c, base, face.Width(p.s), f.Size, p.s)
		}
		at.X += face.Width(p.s)
	}
}

// drawBar draws a line over a letter that stands at a point: above its own height.
func drawBar(c vg.Canvas, at vg.Point, width, size vg.Length, letter string) {
	height := 0.67 * size
	if !strings.ContainsAny(letter, "acegmnopqrsuvwxyz") {
		height = 0.83 * size
	}
	c.SetLineWidth(0.07 * size)
	c.SetLineDash(nil, 0)
	var line vg.Path
	line.Move(vg.Point{X: at.X + 0.02*size, Y: at.Y + height})
	line.Line(vg.Point{X: at.X + width - 0.02*size, Y: at.Y + height})
	c.Stroke(line)
}
