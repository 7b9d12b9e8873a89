package sparse

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// assign solves the assignment problem: it gives each row i of a cost matrix C (n×m,
// n ≤ m) a column of its own, to[i], such that Σ C[i][to[i]] is the least. With it come
// the prices that prove it,
//
//	u_i + v_j ≤ C_ij,  with equality at j = to[i];  v ≤ 0, and v_j = 0 for free columns,
//
// of which Σu + Σv is a lower bound of any assignment's cost. Rows join one at a time,
// each along a shortest augmenting path. Cost: n²·m steps.
//
// Source: Jonker & Volgenant, Computing 38 (1987), section 2; Kuhn 1955 for the prices.
func assign(C *mat.Dense) (to []int, u, v []float64) {
	n, m := C.Dims()
	a := &assignment{C: C, u: make([]float64, n), v: make([]float64, m),
		row: none(m), col: none(n), before: make([]int, m), dist: make([]float64, m), done: make([]bool, m)}
	for i := range n {
		a.join(i)
	}
	return a.col, a.u, a.v
}

// assignment is an assignment of some rows.
type assignment struct {
	C    *mat.Dense
	u, v []float64
	row  []int // of a column; -1 where it is free
	col  []int // of a row; -1 before it joins

	before []int     // the row from which a column is reached
	dist   []float64 // reduced cost of the shortest path to a column
	done   []bool    // columns whose shortest path is known
}

// join finds the shortest path from row i to a free column, by Dijkstra's algorithm on
// the reduced costs C_ij − u_i − v_j ≥ 0; keeps them ≥ 0; and shifts the rows along it.
func (a *assignment) join(i int) {
	for j := range a.v {
		a.dist[j], a.done[j] = math.Inf(1), false
	}
	from, length := i, 0.0
	var tree []int // columns with a known path, all taken but the last
	for {
		j := a.reach(from, length)
		a.done[j], length = true, a.dist[j]
		tree = append(tree, j)
		if a.row[j] < 0 {
			break
		}
		from = a.row[j]
	}
	a.u[i] += length
	for _, j := range tree[:len(tree)-1] {
		a.u[a.row[j]] += length - a.dist[j]
		a.v[j] -= length - a.dist[j]
	}
	for j := tree[len(tree)-1]; j >= 0; {
		r := a.before[j]
		a.row[j] = r
		a.col[r], j = j, a.col[r]
	}
}

// reach extends the paths by the edges of a row, whose own path has that length, and
// returns the nearest column that is not done.
func (a *assignment) reach(row int, length float64) int {
	nearest := -1
	for j, c := range a.C.RawRowView(row) {
		if a.done[j] {
			continue
		}
		if d := length + c - a.u[row] - a.v[j]; d < a.dist[j] {
			a.dist[j], a.before[j] = d, row
		}
		if nearest < 0 || a.dist[j] < a.dist[nearest] {
			nearest = j
		}
	}
	return nearest
}

// none returns n times -1.
func none(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = -1
	}
	return s
}
