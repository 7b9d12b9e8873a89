package conv

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// joined finds the codes of n pictures of one size together,
//
//	z* = argmin ½ Σ_p weight_p·(y − Σ_m K_m ∗ z_m)²_p + α/2·‖z − z̄‖² + λ‖z‖₁,
//
// by FISTA, each picture with momentum of its own that starts again where the step and
// the gradient disagree (O'Donoghue & Candès 2015, section 3.2). Pictures that have
// reached the gap leave. Layout as in package nn: H×W×C and H′×W′×M.
//
// Cost: 4·H′·W′·M·h·w·C operations a picture and round.
type joined[T Float] struct {
	pull    nn.Conv[T]          // Wᵀ
	put     nn.ConvTranspose[T] // W
	kernels []T                 // M×h×w×C
	weights []T                 // H×W×C, or nil for 1
	lambda  float64
	alpha   float64
	L       float64 // ‖√weight·W‖² + α
	tol     float64 // relative duality gap
	most    int     // rounds

	positive bool // z ≥ 0

	d, k, n            int // numbers of a picture and of its codes; pictures left
	y, bar             []T
	z, v, next, r, g   []T
	t                  []float64 // of the momentum
	at                 []int     // which picture is at a place
	primal, gap        []float64 // of the place, by the last certificate
	pulled, putState   nn.State[T]
	weigh, step, judge func(i int)
}

// newJoined makes room for pictures of h×w pixels.
func newJoined[T Float](s shape, h, w int) *joined[T] {
	f := &joined[T]{
		pull: nn.Conv[T]{H: h, W: w, In: s.channels, Out: s.maps, Size: s.size, NoBias: true},
		put: nn.ConvTranspose[T]{H: h - s.size + 1, W: w - s.size + 1, In: s.maps,
			Out: s.channels, Size: s.size, NoBias: true},
	}
	spec := f.pull.Spec()
	f.d, f.k = spec.In, spec.Out
	f.weigh, f.step, f.judge = f.weighAt, f.stepAt, f.judgeAt
	return f
}

// room sets v to n numbers.
func room[V any](v []V, n int) []V {
	if cap(v) < n {
		return make([]V, n)
	}
	return v[:n]
}

// open copies the problem, with codes that start at zero.
func (f *joined[T]) open(y, bar []T) {
	f.n = len(y) / f.d
	f.y, f.r = append(f.y[:0], y...), room(f.r, len(y))
	f.bar = append(f.bar[:0], bar...)
	for _, v := range []*[]T{&f.z, &f.v, &f.next, &f.g} {
		*v = room(*v, f.n*f.k)
	}
	clear(f.z)
	clear(f.v)
	f.t, f.at = room(f.t, f.n), room(f.at, f.n)
	f.primal, f.gap = room(f.primal, f.n), room(f.gap, f.n)
	for i := range f.n {
		f.t[i], f.at[i] = 1, i
	}
}

// solve sets z (n×k) to the codes of the pictures y (n×d), and energy and gap (n each)
// to what they reach. bar (n×k) is not read where α = 0.
func (f *joined[T]) solve(z []T, energy, gap []float64, y, bar []T) {
	f.open(y, bar)
	for round := 0; f.n > 0; round++ {
		if last := round >= f.most; round%10 == 0 || last {
			f.gradient(f.z)
			kernel.Parallel(f.n, f.judge)
			for i := f.n - 1; i >= 0; i-- {
				if f.gap[i] <= f.tol || last || math.IsNaN(f.gap[i]) {
					copy(z[f.at[i]*f.k:][:f.k], f.z[i*f.k:])
					energy[f.at[i]], gap[f.at[i]] = f.primal[i], f.gap[i]
					f.leave(i)
				}
			}
		}
		if f.n > 0 {
			f.gradient(f.v)
			kernel.Parallel(f.n, f.step)
		}
	}
}

// leave moves the last picture to place i.
func (f *joined[T]) leave(i int) {
	f.n--
	n, k, d := f.n, f.k, f.d
	copy(f.y[i*d:(i+1)*d], f.y[n*d:])
	for _, v := range [][]T{f.bar, f.z, f.v} {
		if len(v) > 0 {
			copy(v[i*k:(i+1)*k], v[n*k:])
		}
	}
	f.t[i], f.at[i] = f.t[n], f.at[n]
}

// gradient sets r = y − W·z, and g = Wᵀ(weight·r), the pull of the error on the codes.
func (f *joined[T]) gradient(z []T) {
	n := f.n
	f.put.Forward(f.r[:n*f.d], z[:n*f.k], f.kernels, &f.putState)
	kernel.Parallel(n, f.weigh)
	f.pull.Forward(f.g[:n*f.k], f.r[:n*f.d], f.kernels, &f.pulled)
}

// weighAt makes weight·(y − W·z) of the W·z of picture i.
func (f *joined[T]) weighAt(i int) {
	r := f.r[i*f.d : (i+1)*f.d]
	kernel.Sub(r, f.y[i*f.d:(i+1)*f.d], r)
	if f.weights != nil {
		kernel.Mul(r, r, f.weights)
	}
}

// codes returns the part of v that belongs to picture i.
func (f *joined[T]) codes(v []T, i int) []T { return v[i*f.k : (i+1)*f.k] }

// stepAt takes a step with picture i, from v.
func (f *joined[T]) stepAt(i int) {
	z, v, next, g := f.codes(f.z, i), f.codes(f.v, i), f.codes(f.next, i), f.codes(f.g, i)
	if f.alpha > 0 {
		a := T(f.alpha)
		for j, b := range f.codes(f.bar, i) {
			g[j] += a * (b - v[j])
		}
	}
	copy(next, v)
	kernel.Axpy(T(1/f.L), g, next)
	if f.positive {
		kernel.ShrinkPos(next, next, T(f.lambda/f.L))
	} else {
		kernel.Shrink(next, next, T(f.lambda/f.L))
	}
	// ⟨v − next, next − z⟩ > 0: the momentum leads uphill.
	if kernel.Dot(v, next)-kernel.Dot(v, z)-kernel.Dot(next, next)+kernel.Dot(next, z) > 0 {
		f.t[i] = 1
	}
	after := (1 + math.Sqrt(1+4*f.t[i]*f.t[i])) / 2
	kernel.Extrapolate(v, next, z, T((f.t[i]-1)/after))
	f.t[i] = after
	copy(z, next)
}

// judgeAt sets the energy and the relative duality gap of picture i at z, with the
// residuals ρ = (√weight·(y − W·z), √α·(z̄ − z)) and the data η = (√weight·y, √α·z̄):
//
//	primal = ½‖ρ‖² + λ‖z‖₁,  dual = ⟨ρ/s, η⟩ − ½‖ρ/s‖²,  s = max(1, ‖g + α(z̄ − z)‖∞/λ).
func (f *joined[T]) judgeAt(i int) {
	z, g := f.codes(f.z, i), f.codes(f.g, i)
	var rho, eta, top float64 // ‖ρ‖², ⟨ρ, η⟩, ‖·‖∞
	for p, r := range f.r[i*f.d : (i+1)*f.d] {
		e := float64(r)
		eta += e * float64(f.y[i*f.d+p])
		switch {
		case f.weights == nil:
			rho += e * e
		case f.weights[p] > 0:
			rho += e * e / float64(f.weights[p])
		}
	}
	for j, v := range g {
		pull := float64(v)
		if f.alpha > 0 {
			b := float64(f.codes(f.bar, i)[j])
			e := b - float64(z[j])
			rho += f.alpha * e * e
			eta += f.alpha * e * b
			pull += f.alpha * e
		}
		if !f.positive {
			pull = math.Abs(pull)
		}
		top = max(top, pull)
	}
	f.primal[i] = rho/2 + f.lambda*float64(kernel.Asum(z))
	s := 1.0
	if f.lambda > 0 {
		s = max(1, top/f.lambda)
	} else if top > 0 {
		s = math.Inf(1)
	}
	f.gap[i] = 0
	if f.primal[i] != 0 {
		f.gap[i] = max(0, (f.primal[i]-(eta/s-rho/(2*s*s)))/f.primal[i])
	}
}
