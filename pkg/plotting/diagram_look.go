package plotting

import (
	"image/color"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/latentlab/latentlab/internal/layered"
	"github.com/latentlab/latentlab/pkg/graph"
)

// A shape is an outline.
type shape int

const (
	nothing shape = iota // only the label
	oval
	box
	bullet // flat behind, round in front
	wedge  // round behind, pointed in front
)

// A garb is how nodes of one kind look.
type garb struct {
	shape      shape
	fill, line color.Color // nil fill: none
	width      float64     // of the line, in pixels
}

// A look is all that a Look says.
type look struct {
	flow      layered.Flow
	square    bool
	gap       float64 // between layers
	edge      color.Color
	edgeWidth float64
	arrow     float64 // the head's length
	arrowLine float64 // straight line before the head
	letters   float64 // of labels, in points
	curves    bool    // a module with a curve shows it
	kinds     [graph.Port + 1]garb
}

var (
	white      = color.Gray{Y: 0xFF}
	black      = color.Gray{Y: 0x00}
	plateGrey  = color.Gray{Y: 0xCC}
	plateRim   = color.Gray{Y: 0x88}
	moduleBlue = color.RGBA{0x63, 0x66, 0xFF, 0xFF}
	paleBlue   = color.RGBA{0x99, 0x9C, 0xFF, 0xFF}
	termRed    = color.RGBA{0xFF, 0x38, 0x3C, 0xFF}
	latentRed  = color.RGBA{0xFF, 0x66, 0x6A, 0xFF}
	termPink   = color.RGBA{0xFF, 0xE0, 0xE1, 0xFF}
	rimGreen   = color.RGBA{0x3C, 0x9A, 0x2C, 0xFF}
	paleGreen  = color.RGBA{0xE2, 0xEF, 0xDF, 0xFF}
	magenta    = color.RGBA{0xFF, 0x2D, 0xFF, 0xFF}
	blockBlue  = color.RGBA{0x10, 0x20, 0xFF, 0xFF}
)

var looks = [...]look{
	Factors: {
		flow: layered.Up, gap: 54, edge: black, edgeWidth: 3.5, arrow: 19, arrowLine: 2, letters: 13.5,
		kinds: [...]garb{
			graph.Observed:      {oval, color.Gray{Y: 0xDD}, black, 4},
			graph.Latent:        {oval, white, latentRed, 4},
			graph.Deterministic: {oval, white, paleBlue, 4},
			graph.Module:        {bullet, white, moduleBlue, 4},
			graph.Sum:           {oval, white, moduleBlue, 4},
			graph.Energy:        {box, termPink, termRed, 4},
			graph.Penalty:       {box, paleGreen, rimGreen, 4},
			graph.Port:          {},
		},
	},
	Blocks: {
		flow: layered.Right, square: true, gap: 44, edge: magenta, edgeWidth: 4, arrow: 16, arrowLine: 6, letters: 14,
		kinds: [...]garb{
			graph.Observed:      {oval, white, magenta, 4},
			graph.Latent:        {oval, white, magenta, 4},
			graph.Deterministic: {oval, white, magenta, 4},
			graph.Module:        {wedge, white, blockBlue, 4},
			graph.Sum:           {wedge, white, blockBlue, 4},
			graph.Energy:        {box, termPink, termRed, 4},
			graph.Penalty:       {box, paleGreen, rimGreen, 4},
			graph.Port:          {},
		},
	},
	Circuit: {
		flow: layered.Right, square: true, gap: 28, edge: black, edgeWidth: 2, arrow: 14, arrowLine: 4, letters: 17, curves: true,
		kinds: [...]garb{
			graph.Observed:      {},
			graph.Latent:        {},
			graph.Deterministic: {},
			graph.Module:        {box, white, black, 2},
			graph.Sum:           {oval, white, black, 2},
			graph.Energy:        {box, white, black, 2},
			graph.Penalty:       {box, white, black, 2},
			graph.Port:          {},
		},
	},
}

// style returns the letters of labels.
func (l look) style(faded bool) text.Style {
	sty := letters(vg.Length(l.letters), text.XCenter)
	sty.Color = black
	if faded {
		sty.Color = pale(black)
	}
	return sty
}

// size returns how large a node has to be for its label.
func (l look) size(n graph.Node) layered.Size {
	label := float64(width(n.Text(), l.style(false)))
	if n.Text() == "" {
		label = 0
	}
	s := layered.Size{W: label + 8, H: 1.5 * l.letters / float64(point)}
	switch l.kinds[n.Kind].shape {
	case nothing:
		if label == 0 {
			s = layered.Size{W: 2, H: 2}
		}
	case oval:
		s = layered.Size{W: max(50, label*1.15+18), H: 50, Round: true}
		if n.Kind == graph.Sum && l.curves {
			s.W, s.H = 26, 26
		}
	case box:
		s = layered.Size{W: max(50, label+22), H: 50}
		if l.curves && n.Curve != nil {
			s.W = s.H
		}
		if n.Kind == graph.Penalty || n.Kind == graph.Energy {
			s.W = max(58, s.W)
		}
	case bullet:
		s = layered.Size{W: max(84, label+32), H: 60}
		if l.flow == layered.Right {
			s.W, s.H = max(64, label+44), 50
		}
	case wedge:
		s = layered.Size{W: max(74, label+44), H: 50}
	}
	if n.Note != "" {
		s = l.withNote(s, n.Note)
	}
	return s
}

// withNote adds the room for a note before a node.
func (l look) withNote(s layered.Size, note string) layered.Size {
	wide := float64(width(note, noteLetters()))
	if l.flow == layered.Right {
		s.Note = noteGap + wide
		return s
	}
	s.Note, s.W = noteGap+l.letters/float64(point), max(s.W, wide)
	return s
}

const noteGap = 8 // pixels between a node and its note

func noteLetters() text.Style {
	sty := letters(labelSize, text.XRight)
	sty.Font.Weight = xfont.WeightBold
	sty.Color = blockBlue
	return sty
}

// pale mixes a colour with white.
func pale(c color.Color) color.Color {
	r, g, b, _ := c.RGBA()
	mix := func(v uint32) uint8 { return uint8(0xFF - (0xFF-v>>8)*35/100) }
	return color.RGBA{mix(r), mix(g), mix(b), 0xFF}
}
