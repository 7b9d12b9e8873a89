package embed

import (
	"context"
	"fmt"
	"iter"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// TSNE makes a map Y (n×2) of points X (n×d) that lowers
//
//	KL(P‖Q) = Σ_{i≠j} p_ij log p_ij/q_ij,  q_ij ∝ 1/(1 + ‖y_i − y_j‖²)
//
// where p_ij is the mean of p_{j|i} and p_{i|j} over n, and p_{j|i} ∝ exp(−‖x_i − x_j‖²/2σ_i²)
// has the given perplexity. It starts from the first two principal axes, and so needs no
// random numbers. A step costs n² operations, in memory for 2n² numbers.
//
// Sources: van der Maaten & Hinton, JMLR 9, 2008; start and rate of Kobak & Berens, Nature
// Communications 10, 2019.
type TSNE struct {
	Perplexity float64 // about how many neighbours a point has; default 30, or (n−1)/3 where that is less
	Steps      int     // default 500
	Rate       float64 // default max(n/48, 50)
}

// The first half of the steps, at most 250, pulls neighbours this many times as hard.
const exaggeration = 12

// Map is a map in the making.
type Map struct {
	Y *mat.Dense // n×2; the next step changes it

	p, w, grad, move, gain []float64 // n×n, n×n, n×2, n×2, n×2
	sums                   []float64 // n
}

// Fit takes all steps. The errors are those of Start, and ctx.Err().
func (s TSNE) Fit(ctx context.Context, X mat.Matrix) (*Map, error) {
	m, err := s.Start(X)
	if err != nil {
		return nil, err
	}
	for range s.Run(m) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Start checks X and the settings and returns the map before its first step. The errors
// are fewer than 4 points, fewer than 2 numbers each, numbers that are not finite, a
// perplexity that is not from 1 to n−1, and settings below 0.
func (s TSNE) Start(X mat.Matrix) (*Map, error) {
	c, err := rows(X, 4)
	if err != nil {
		return nil, err
	}
	n, _ := c.Dims()
	s = s.withDefaults(n)
	if !(s.Perplexity >= 1 && s.Perplexity <= float64(n-1)) || s.Steps < 0 || !(s.Rate > 0) || math.IsInf(s.Rate, 1) {
		return nil, fmt.Errorf("embed: perplexity %v, %d steps, rate %v for %d points: expected a perplexity from 1 to %d, and positive numbers", s.Perplexity, s.Steps, s.Rate, n, n-1)
	}
	axes, err := PCA(c)
	if err != nil {
		return nil, err
	}
	m := &Map{p: joint(c, s.Perplexity), w: make([]float64, n*n), grad: make([]float64, 2*n), move: make([]float64, 2*n),
		gain: make([]float64, 2*n), sums: make([]float64, n)}
	if m.Y, err = axes.Project(c, 2); err != nil {
		return nil, err
	}
	if sd := math.Sqrt(axes.Variances[0]); sd > 0 {
		m.Y.Scale(1e-4/sd, m.Y)
	}
	for i := range m.gain {
		m.gain[i] = 1
	}
	return m, nil
}

func (s TSNE) withDefaults(n int) TSNE {
	if s.Perplexity == 0 {
		s.Perplexity = min(30, float64(n-1)/3)
	}
	if s.Steps == 0 {
		s.Steps = 500
	}
	if s.Rate == 0 {
		s.Rate = max(float64(n)/48, 50)
	}
	return s
}

// Run yields the map after each step, from 1.
func (s TSNE) Run(m *Map) iter.Seq2[int, *Map] {
	n, _ := m.Y.Dims()
	s = s.withDefaults(n)
	return func(yield func(int, *Map) bool) {
		early := min(250, s.Steps/2)
		for t := range s.Steps {
			pull, momentum := 1.0, 0.8
			if t < early {
				pull, momentum = exaggeration, 0.5
			}
			m.slope(pull)
			m.step(s.Rate, momentum)
			if !yield(t+1, m) {
				return
			}
		}
	}
}

// KL returns KL(P‖Q) of the map as it is. Cost n² operations, logarithms among them.
func (m *Map) KL() float64 {
	total, n := m.near(), len(m.sums)
	var kl float64
	for i, p := range m.p {
		if p > 0 && i/n != i%n {
			kl += p * math.Log(p*total/m.w[i])
		}
	}
	return kl
}

// slope sets grad to 4·Σ_j (pull·p_ij − q_ij)·w_ij·(y_i − y_j), w = 1/(1 + ‖y_i − y_j‖²)
// (van der Maaten & Hinton, eq. 5).
func (m *Map) slope(pull float64) {
	total := m.near()
	y, n := m.Y.RawMatrix().Data, len(m.sums)
	kernel.Parallel(n, func(i int) {
		var a, b float64
		for j, w := range m.w[i*n : (i+1)*n] {
			f := 4 * (pull*m.p[i*n+j] - w/total) * w
			a += f * (y[2*i] - y[2*j])
			b += f * (y[2*i+1] - y[2*j+1])
		}
		m.grad[2*i], m.grad[2*i+1] = a, b
	})
}

// near sets w, 0 on its diagonal, and returns its sum.
func (m *Map) near() float64 {
	y, n := m.Y.RawMatrix().Data, len(m.sums)
	kernel.Parallel(n, func(i int) {
		w, sum := m.w[i*n:(i+1)*n], 0.0
		for j := range w {
			a, b := y[2*i]-y[2*j], y[2*i+1]-y[2*j+1]
			w[j] = 1 / (1 + a*a + b*b)
			sum += w[j]
		}
		w[i] = 0
		m.sums[i] = sum - 1
	})
	var total float64
	for _, v := range m.sums {
		total += v
	}
	return total
}

// step moves the points with momentum and a gain for each number, which grows while the
// slope keeps its sign (Jacobs 1988), and puts the middle at the origin.
func (m *Map) step(rate, momentum float64) {
	y, n := m.Y.RawMatrix().Data, len(m.sums)
	var middle [2]float64
	for i, g := range m.grad {
		if (g > 0) == (m.move[i] > 0) {
			m.gain[i] = max(0.8*m.gain[i], 0.01)
		} else {
			m.gain[i] += 0.2
		}
		m.move[i] = momentum*m.move[i] - rate*m.gain[i]*g
		y[i] += m.move[i]
		middle[i%2] += y[i] / float64(n)
	}
	for i := range y {
		y[i] -= middle[i%2]
	}
}
