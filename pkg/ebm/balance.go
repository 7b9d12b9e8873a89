package ebm

// look notes f(u) where u, the node with the digits at, is next to a face. The nodes of a
// rule come from the highest to the lowest.
func (c *cell) look(u []float64, f float64, at [3]int, n int) {
	for i := range u {
		side := 0
		switch at[i] {
		case 0:
			side = 1
		case n - 1:
		default:
			continue
		}
		if face := &c.faces[i][side]; f > face.peak {
			face.peak = f
			copy(face.at[:], u)
		}
	}
}

func (c *cell) length(axis int) float64 { return c.high[axis] - c.low[axis] }

// halve cuts a cell in two along its axis, and returns the upper half.
func (q *cubature) halve(c *cell) (cell, error) {
	upper := *c
	middle := (c.low[c.axis] + c.high[c.axis]) / 2
	upper.low[c.axis], c.high[c.axis] = middle, middle
	if err := q.integrate(c); err != nil {
		return cell{}, err
	}
	err := q.integrate(&upper)
	return upper, err
}

// balance halves the cells that are more than twice as long as a neighbour which matters at
// the border they share: a rule on a long cell may have no node where a narrow ridge goes
// on.
func (q *cubature) balance(all cells, limit float64) (cells, error) {
	axes, _ := q.unbalanced(all, limit)
	for j, axis := range axes {
		if axis < 0 {
			continue
		}
		all[j].axis = axis
		upper, err := q.halve(&all[j])
		if err != nil {
			return nil, err
		}
		all = append(all, upper)
	}
	return all, nil
}

// unbalanced returns, for each cell, the axis along which it is too long, or −1, and the
// sum of what may go on there unseen: f at the border, over the cell's cross-section and the
// length of the neighbour. A border matters where f times the cell's volume exceeds limit.
func (q *cubature) unbalanced(all cells, limit float64) (axes []int, pending float64) {
	axes = make([]int, len(all))
	for j := range axes {
		axes[j] = -1
	}
	for i := range all {
		c := &all[i]
		volume := 1.0
		for axis := range q.k {
			volume *= c.length(axis)
		}
		for axis := range q.k {
			for side, f := range c.faces[axis] {
				if f.peak*volume <= limit {
					continue
				}
				j := all.across(c, axis, side, f.at, q.k)
				if j < 0 {
					continue
				}
				if a := longer(&all[j], c, q.k); a >= 0 {
					axes[j] = a
					pending += f.peak * volume * max(1, all[j].length(axis)/c.length(axis))
				}
			}
		}
	}
	return axes, pending
}

// across returns the cell beyond a face of c next to the point at, and −1 at the end of the
// cube.
func (all cells) across(c *cell, axis, side int, at [3]float64, k int) int {
	border := c.low[axis]
	if side == 1 {
		border = c.high[axis]
	}
	for j := range all {
		n := &all[j]
		beside := n.high[axis] == border
		if side == 1 {
			beside = n.low[axis] == border
		}
		for i := 0; beside && i < k; i++ {
			beside = i == axis || n.low[i] <= at[i] && at[i] <= n.high[i]
		}
		if beside {
			return j
		}
	}
	return -1
}

// longer returns the axis along which n is longest compared with c, and −1 where it is not
// more than twice as long along any.
func longer(n, c *cell, k int) int {
	axis, most := -1, 2.001
	for i := range k {
		if r := n.length(i) / c.length(i); r > most {
			axis, most = i, r
		}
	}
	return axis
}

// sum returns the integral and the error of all cells.
func (all cells) sum() (total, off float64) {
	for i := range all {
		total += all[i].value
		off += all[i].err
	}
	return total, off
}
