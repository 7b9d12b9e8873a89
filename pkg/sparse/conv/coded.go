package conv

import (
	"cmp"
	"slices"
)

// newCoded arranges a picture (H×W×C) and its codes.
func newCoded[T Float](m *Model[T], y []T, z *Maps[T]) coded {
	D := m.Dict
	p := coded{wrap: m.Boundary == Circular, height: z.H, rows: make([]line, z.H), maps: make([][]place, z.M)}
	p.y, p.cols = wrapped(m, y)
	for _, e := range z.Entries {
		p.maps[e.Map] = append(p.maps[e.Map], place{int(e.Row), int(e.Col), float64(e.Value)})
	}
	for from := 0; from < len(z.Entries); {
		to := from
		for to < len(z.Entries) && z.Entries[to].Row == z.Entries[from].Row {
			to++
		}
		p.rows[z.Entries[from].Row] = newLine(z.Entries[from:to], z.W, D.W-1, (2*D.H-1)*(2*D.W-1), p.wrap)
		from = to
	}
	return p
}

// newLine arranges the entries of one row of maps of that width.
func newLine[T Float](row []Entry[T], width, overlap, shifts int, wrap bool) line {
	type cell struct {
		col, m int
		value  float64
	}
	var cells []cell
	for _, e := range row {
		cells = append(cells, cell{int(e.Col), int(e.Map), float64(e.Value)})
		if wrap && int(e.Col) < overlap {
			cells = append(cells, cell{int(e.Col) + width, int(e.Map), float64(e.Value)})
		}
		if wrap && int(e.Col) >= width-overlap {
			cells = append(cells, cell{int(e.Col) - width, int(e.Map), float64(e.Value)})
		}
	}
	slices.SortFunc(cells, func(a, b cell) int { return cmp.Or(cmp.Compare(a.col, b.col), cmp.Compare(a.m, b.m)) })
	l := line{col: make([]int, len(cells)), at: make([]int, len(cells)), value: make([]float64, len(cells))}
	for i, c := range cells {
		l.col[i], l.at[i], l.value[i] = c.col, c.m*shifts+c.col, c.value
	}
	return l
}

// wrapped returns y as it lies under whole kernels, and its number of columns: for the
// circular boundary h−1 rows and w−1 columns more than y has, from the first place of a
// kernel on.
func wrapped[T Float](m *Model[T], y []T) ([]float64, int) {
	if m.Boundary != Circular {
		return widen(y), m.W
	}
	c, cols := m.Dict.C, m.W+m.Dict.W-1
	dst := make([]float64, 0, (m.H+m.Dict.H-1)*cols*c)
	for u := range m.H + m.Dict.H - 1 {
		row := (u + m.rows.off + m.H) % m.H
		for v := range cols {
			at := (row*m.W + (v+m.cols.off+m.W)%m.W) * c
			for ch := range c {
				dst = append(dst, float64(y[at+ch]))
			}
		}
	}
	return dst, cols
}
