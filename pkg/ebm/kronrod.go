package ebm

import "math"

// rule is a Gauss–Kronrod rule on [−1, 1]: nodes, the weights of the Kronrod rule, and
// those of the Gauss rule inside it, which are 0 at the nodes that it does not have. The
// difference of the two says how exact they are.
// Source: Kronrod, Nodes and Weights of Quadrature Formulas (1965); the values are those
// of Piessens et al., QUADPACK (1983).
type rule struct {
	x, kronrod, gauss []float64
}

// kronrod15 has 15 nodes, and 7 of Gauss: exact to degree 22 and 13.
var kronrod15 = mirror(
	[]float64{0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926, 0.741531185599394439863864773280788, 0.586087235467691130294144691693013, 0.405845151377397166906606412076961, 0.207784955007898467600689403773245, 0},
	[]float64{0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518, 0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014, 0.204432940075298892414161999234649, 0.209482141084727828012999174891714},
	[]float64{0, 0.129484966168869693270611432679082, 0, 0.279705391489276667901467771423780, 0, 0.381830050505118944950369775488975, 0, 0.417959183673469387755102040816327})

// mirror makes the rule of its half from the outermost node to 0.
func mirror(x, kronrod, gauss []float64) rule {
	r := rule{x: append([]float64(nil), x...), kronrod: append([]float64(nil), kronrod...), gauss: append([]float64(nil), gauss...)}
	for i := len(x) - 2; i >= 0; i-- {
		r.x = append(r.x, -x[i])
		r.kronrod = append(r.kronrod, kronrod[i])
		r.gauss = append(r.gauss, gauss[i])
	}
	return r
}

// cell is a box of the cube [−1, 1]ᵏ with its integral.
type cell struct {
	low, high  [3]float64
	value, err float64
	axis       int // along which the rules differ most
	faces      [3][2]face
}

// face is the largest f in the layer of nodes next to a face of a cell, and where it is.
type face struct {
	peak float64
	at   [3]float64
}

// cubature integrates f over boxes of k ≤ 3 dimensions with the product of a rule.
type cubature struct {
	k      int
	rule   rule
	f      func(u []float64) (float64, error)
	u      []float64
	values []float64
	evals  int
}

// integrate sets the value, error and axis of a cell. Along each axis the Gauss rule is
// compared with the Kronrod rule; the sum δ of the differences is the error of the coarser
// rule, and stands for that of the finer one unless QUADPACK's a·(200·δ/a)^{3/2}, with
// a = ∫|f − mean f|, is smaller.
func (q *cubature) integrate(c *cell) error {
	n := len(q.rule.x)
	half := 1.0
	for i := range q.k {
		half *= (c.high[i] - c.low[i]) / 2
	}
	q.values, c.faces = q.values[:0], [3][2]face{}
	var sum float64
	var gauss, side [3]float64
	var at [3]int
	for {
		w := 1.0
		for i := range q.k {
			q.u[i] = (c.low[i]+c.high[i])/2 + (c.high[i]-c.low[i])/2*q.rule.x[at[i]]
			w *= q.rule.kronrod[at[i]]
		}
		v, err := q.f(q.u)
		if err != nil {
			return err
		}
		q.values = append(q.values, v, w)
		c.look(q.u, v, at, n)
		sum += w * v
		for i := range q.k {
			side[i] = w / q.rule.kronrod[at[i]] * q.rule.gauss[at[i]]
			gauss[i] += side[i] * v
		}
		if !next(at[:q.k], n) {
			break
		}
	}
	q.evals += len(q.values) / 2
	var spread float64
	mean := sum / math.Pow(2, float64(q.k))
	for i := 0; i < len(q.values); i += 2 {
		spread += q.values[i+1] * math.Abs(q.values[i]-mean)
	}
	var delta, most float64
	for i := range q.k {
		d := math.Abs(sum - gauss[i])
		delta += d
		if d > most {
			most, c.axis = d, i
		}
	}
	c.value, c.err = sum*half, delta*half
	if a := spread * half; a > 0 {
		c.err = math.Min(c.err, a*math.Pow(200*c.err/a, 1.5))
	}
	return nil
}

// next counts up the digits of base n, and reports false after the last number.
func next(digits []int, n int) bool {
	for i := range digits {
		if digits[i]++; digits[i] < n {
			return true
		}
		digits[i] = 0
	}
	return false
}
