package vae

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// objective is what one pass measures.
type objective struct {
	beta     float64 // of the KL
	freeBits float64 // nats a dimension that cost nothing
	samples  int     // S, draws of z for each x
	iwae     bool    // the importance-weighted bound of S draws, for the mean of S ELBOs
}

// terms are means over the samples of a batch, in nats.
type terms struct {
	loss      float64 // what the gradient belongs to
	recon, kl float64
}

// pass computes the objective and its gradient on batches of up to some size. The
// space that it needs grows with the largest batch seen.
type pass[T nn.Float] struct {
	m        *Model[T]
	enc, dec nn.State[T]
	n, s     int // samples x, draws of z for each

	head, dhead []T       // n×2k: μ, ℓ = log v
	z, dz       []T       // n·S×k
	sigma       []T       // n×k
	logs        []float64 // n: Σ_j log σ_j
	a, da       []T       // n·S×outputs
	scratch     []T       // n·S×outputs

	recon []float64 // n·S: −log p(x|z)
	kl    []float64 // n×k
	logw  []float64 // n·S
	mean  []float64 // k: KL of each dimension
	beta  []T       // k: strength of its spring, over n

	x           []T // n×d, of the call that is on
	lose, scale func(part int)
}

func newPass[T nn.Float](m *Model[T]) *pass[T] {
	p := &pass[T]{m: m, mean: make([]float64, m.k), beta: make([]T, m.k)}
	p.lose, p.scale = p.loseRows, p.scaleRows
	return p
}

// shape makes room for n samples with s draws each.
func (p *pass[T]) shape(n, s int) {
	p.n, p.s = n, s
	k, out := p.m.k, p.m.Decoder.Spec().Out
	for _, b := range []struct {
		v    *[]T
		size int
	}{{&p.head, n * 2 * k}, {&p.dhead, n * 2 * k}, {&p.z, n * s * k}, {&p.dz, n * s * k}, {&p.sigma, n * k},
		{&p.a, n * s * out}, {&p.da, n * s * out}, {&p.scratch, n * s * out}} {
		*b.v = grow(*b.v, b.size)
	}
	p.recon, p.kl, p.logw = grow(p.recon, n*s), grow(p.kl, n*k), grow(p.logw, n*s)
	p.logs = grow(p.logs, n)
}

// grow returns n elements of any value, in the space of v where it is enough.
func grow[E any](v []E, n int) []E {
	if cap(v) < n {
		return make([]E, n)
	}
	return v[:n]
}

// encode sets μ, σ and the KL of each dimension for x (n×d).
func (p *pass[T]) encode(x []T) {
	k := p.m.k
	p.m.Encoder.Forward(p.head, x, p.m.Params.Value[:p.m.split], &p.enc)
	for i := range p.n {
		mu, l, s := p.head[i*2*k:][:k], p.head[i*2*k+k:][:k], p.sigma[i*k:][:k]
		p.logs[i] = 0
		if fixed := p.m.Sigma; fixed > 0 {
			p.logs[i] = float64(k) * math.Log(fixed)
			for j, m := range mu {
				s[j] = T(fixed)
				p.kl[i*k+j] = divergence(float64(m), fixed, 2*math.Log(fixed))
			}
			continue
		}
		for j := range s {
			s[j] = l[j] / 2
			p.logs[i] += float64(s[j])
		}
		kernel.Exp(s, s)
		for j, m := range mu {
			p.kl[i*k+j] = divergence(float64(m), float64(s[j]), float64(l[j]))
		}
	}
}

// divergence returns KL(N(μ, σ²) ‖ N(0, 1)) = ½(μ² + σ² − ℓ − 1), ℓ = log σ².
func divergence(mu, sigma, l float64) float64 { return (mu*mu + sigma*sigma - l - 1) / 2 }

// draw sets z = μ + σ·ε for eps (n·S×k).
func (p *pass[T]) draw(eps []T) {
	k := p.m.k
	for r := range p.n * p.s {
		i := r / p.s
		mu, s := p.head[i*2*k:][:k], p.sigma[i*k:][:k]
		for j, e := range eps[r*k : (r+1)*k] {
			p.z[r*k+j] = mu[j] + s[j]*e
		}
	}
}

// decode sets −log p(x|z) of each draw, and da to its derivative, for x (n×d).
func (p *pass[T]) decode(x []T) {
	p.m.Decoder.Forward(p.a, p.z, p.m.Params.Value[p.m.split:], &p.dec)
	p.x = x
	kernel.Parallel(p.parts(), p.lose)
}

// rowsATime is how many rows of the likelihood one call of a parallel loop takes.
const rowsATime = 16

func (p *pass[T]) parts() int { return (p.n*p.s + rowsATime - 1) / rowsATime }

// loseRows is one part of decode.
func (p *pass[T]) loseRows(part int) {
	d, out := p.m.d, len(p.a)/(p.n*p.s)
	for r := part * rowsATime; r < min((part+1)*rowsATime, p.n*p.s); r++ {
		at, i := r*out, r/p.s
		p.recon[r] = p.m.Likelihood.Loss(p.da[at:at+out], p.a[at:at+out], p.x[i*d:(i+1)*d], p.scratch[at:at+out])
	}
}

// run returns the objective for x (n×d) with noise eps (n·S×k), and adds its gradient
// to the parameters' where grad is set.
func (p *pass[T]) run(x, eps []T, o objective, grad bool) terms {
	s := max(o.samples, 1)
	p.shape(len(x)/p.m.d, s)
	p.encode(x)
	p.draw(eps)
	p.decode(x)
	t := p.measure()
	if o.iwae {
		t.loss = p.weigh(eps)
	} else {
		t.loss = t.recon + p.spring(o)
	}
	if !grad {
		return t
	}
	if !o.iwae {
		for r := range p.logw {
			p.logw[r] = 1 / float64(p.s)
		}
	}
	kernel.Parallel(p.parts(), p.scale)
	w, g := p.m.Params.Value, p.m.Params.Grad
	p.m.Decoder.Backward(p.dz, g[p.m.split:], p.da, w[p.m.split:], &p.dec)
	if o.iwae {
		p.pullWeighted(eps)
	} else {
		p.pull(eps, o)
	}
	p.m.Encoder.Backward(nil, g[:p.m.split], p.dhead, w[:p.m.split], &p.enc)
	return t
}

// finite reports whether the derivatives by the code and by μ and log v are. What goes
// wrong in the likelihood, the decoder or the code shows there, at a small part of the cost
// of a look at all parameters.
func (p *pass[T]) finite() bool {
	_, z := notFinite(p.dz)
	_, head := notFinite(p.dhead)
	return !z && !head
}

// measure returns the means of the terms.
func (p *pass[T]) measure() (t terms) {
	for _, v := range p.recon {
		t.recon += v / float64(len(p.recon))
	}
	for _, v := range p.kl {
		t.kl += v / float64(p.n)
	}
	return t
}

// scaleRows multiplies the rows of da by their weights over n, one part of them.
func (p *pass[T]) scaleRows(part int) {
	out := len(p.da) / (p.n * p.s)
	for r := part * rowsATime; r < min((part+1)*rowsATime, p.n*p.s); r++ {
		kernel.Scal(T(p.logw[r]/float64(p.n)), p.da[r*out:(r+1)*out])
	}
}

// spring returns β·Σ_j max(KL_j, freeBits) with KL_j the mean of dimension j over the
// batch (Kingma et al. 2016, eq. 15).
func (p *pass[T]) spring(o objective) float64 {
	var sum float64
	for _, v := range p.perDimension() {
		sum += max(v, o.freeBits)
	}
	return o.beta * sum
}

// perDimension returns the mean KL of each dimension over the batch, until the next call.
func (p *pass[T]) perDimension() []float64 {
	clear(p.mean)
	for i, v := range p.kl {
		p.mean[i%p.m.k] += v / float64(p.n)
	}
	return p.mean
}

// pull sets dμ = Σ dz + β·μ and dℓ = Σ dz·σε/2 + β·(v−1)/2, both without the KL's part in
// dimensions that have less than the free bits.
func (p *pass[T]) pull(eps []T, o objective) {
	k := p.m.k
	beta := p.beta
	for j, v := range p.perDimension() {
		beta[j] = 0
		if v > o.freeBits || o.freeBits == 0 {
			beta[j] = T(o.beta / float64(p.n))
		}
	}
	for i := range p.n {
		mu, s := p.head[i*2*k:][:k], p.sigma[i*k:][:k]
		dmu, dl := p.dhead[i*2*k:][:k], p.dhead[i*2*k+k:][:k]
		for j := range k {
			m, l := beta[j]*mu[j], beta[j]*(s[j]*s[j]-1)/2
			for r := i * p.s; r < (i+1)*p.s; r++ {
				m += p.dz[r*k+j]
				l += p.dz[r*k+j] * s[j] * eps[r*k+j] / 2
			}
			dmu[j], dl[j] = m, l
		}
		if p.m.Sigma > 0 {
			clear(dl)
		}
	}
}

// weigh sets logw to the normalised weights w̃ of the draws of each x and returns the
// mean of −log 1/S Σ_s w_s, with log w = log p(x|z) + log p(z) − log q(z|x)
// (Burda, Grosse & Salakhutdinov 2016, eq. 8 and 14).
func (p *pass[T]) weigh(eps []T) float64 {
	p.logWeights(eps)
	var loss float64
	for i := range p.n {
		w := p.logw[i*p.s : (i+1)*p.s]
		top := logSumExp(w)
		for s, v := range w {
			w[s] = math.Exp(v - top)
		}
		loss -= (top - math.Log(float64(p.s))) / float64(p.n)
	}
	return loss
}

// logWeights sets log w = −recon + Σ_j log σ + (ε² − z²)/2.
func (p *pass[T]) logWeights(eps []T) {
	k := p.m.k
	for r := range p.n * p.s {
		lw := p.logs[r/p.s] - p.recon[r]
		for j, e := range eps[r*k : (r+1)*k] {
			z := float64(p.z[r*k+j])
			lw += (float64(e)*float64(e) - z*z) / 2
		}
		p.logw[r] = lw
	}
}

// pullWeighted sets dμ and dℓ for the importance-weighted bound; dz already carries the
// weights w̃/n.
func (p *pass[T]) pullWeighted(eps []T) {
	k := p.m.k
	for i := range p.n {
		s := p.sigma[i*k:][:k]
		dmu, dl := p.dhead[i*2*k:][:k], p.dhead[i*2*k+k:][:k]
		for j := range k {
			var m, l T
			for r := i * p.s; r < (i+1)*p.s; r++ {
				w := T(p.logw[r] / float64(p.n))
				g := p.dz[r*k+j] + w*p.z[r*k+j]
				m += g
				l += g*s[j]*eps[r*k+j]/2 - w/2
			}
			dmu[j], dl[j] = m, l
		}
		if p.m.Sigma > 0 {
			clear(dl)
		}
	}
}

// logSumExp returns log Σ e^v.
func logSumExp(v []float64) float64 {
	top := math.Inf(-1)
	for _, x := range v {
		top = max(top, x)
	}
	if math.IsInf(top, 0) {
		return top
	}
	var sum float64
	for _, x := range v {
		sum += math.Exp(x - top)
	}
	return top + math.Log(sum)
}
