package plotting

import "gonum.org/v1/plot/text"

// titleRoom returns the pixels that the title needs.
func (g *Grid) titleRoom() int {
	if g.Title == "" {
		return 0
	}
	return titleRoom
}

// labelRoom returns the pixels that a label under a tile needs.
func (g *Grid) labelRoom() int {
	if g.Labels == nil {
		return 0
	}
	return labelRoom
}

// widthFor returns a figure's width: w, or more if the title needs it.
func (g *Grid) widthFor(w int) int {
	if g.Title == "" {
		return w
	}
	return max(w, width(g.Title, titleLetters())+2*gap)
}

func (g *Grid) writeTitle(p page) {
	if g.Title != "" {
		p.write(g.Title, gap, titleRoom-12, titleLetters())
	}
}

// writeLabel writes the label of row r under a tile whose lower edge is at y.
func (g *Grid) writeLabel(p page, r, x, y, width int) {
	if g.Labels != nil {
		p.write(g.Labels[r], float64(x)+float64(width)/2, float64(y+labelRoom-6), letters(tickSize, text.XCenter))
	}
}
