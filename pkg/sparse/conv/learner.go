package conv

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Dictionary returns the kernels as they are now.
func (l *Learner[T]) Dictionary() *Dictionary[T] {
	D := &Dictionary[T]{M: l.past.m, H: l.past.h, W: l.past.w, C: l.past.c, kernels: make([]T, len(l.k))}
	for i, v := range l.k {
		D.kernels[i] = T(v)
	}
	return D
}

// History returns what each step did.
func (l *Learner[T]) History() []Step { return slices.Clone(l.hist) }

// Steps returns how many steps are done.
func (l *Learner[T]) Steps() int { return l.t }

// kernel returns K_m, h×w×C.
func (l *Learner[T]) kernel(m int) []float64 {
	size := l.past.size()
	return l.k[m*size : (m+1)*size]
}

// rand returns the generator of an item of pass p (1, 2, …): item 0 is the order of the
// pictures, item 1+i the crop of picture i. Pass 0 draws the first kernels.
func (l *Learner[T]) rand(p, item int) *rand.Rand {
	return rand.New(rand.NewPCG(l.seed[0]+uint64(p), l.seed[1]+uint64(item)))
}

// Resume goes on with the pictures, which must be those that learning began with, until
// all passes are done or ctx ends. The steps that follow are the same, bit for bit, as
// without the interruption.
func (l *Learner[T]) Resume(ctx context.Context, pictures []Picture[T], progress func(Step)) error {
	if err := checkPictures(pictures, l.past.h, l.past.w, l.past.c); err != nil {
		return err
	}
	return l.resume(ctx, pictures, progress)
}

// resume is Resume for pictures that were checked.
func (l *Learner[T]) resume(ctx context.Context, pictures []Picture[T], progress func(Step)) error {
	n := len(pictures)
	batches := (n + l.Settings.Batch - 1) / l.Settings.Batch
	for l.t < batches*l.Settings.Passes {
		pass := 1 + l.t/batches
		order := l.rand(pass, 0).Perm(n)
		for i := l.t % batches; i < batches; i++ {
			var batch []Picture[T]
			for _, p := range order[i*l.Settings.Batch : min((i+1)*l.Settings.Batch, n)] {
				batch = append(batch, l.part(&pictures[p], l.rand(pass, 1+p)))
			}
			step, err := l.update(ctx, batch, batches*l.Settings.Passes)
			if err != nil {
				return err
			}
			if progress != nil {
				progress(step)
			}
		}
	}
	return nil
}

// part returns the crop of p, or p where crops are not asked for.
func (l *Learner[T]) part(p *Picture[T], rng *rand.Rand) Picture[T] {
	if l.Settings.Crop == 0 {
		return *p
	}
	h, w := min(l.Settings.Crop, p.H), min(l.Settings.Crop, p.W)
	return p.crop(rng.IntN(p.H-h+1), rng.IntN(p.W-w+1), h, w)
}

// Kind names the type and its version for package checkpoint.
func (l *Learner[T]) Kind() string { return "conv.Learner/1 " + precision[T]() }

// learnerState is the form in which a learner is stored.
type learnerState struct {
	Settings   Learning
	M, H, W, C int
	T          int
	K, A, B    []float64
	Idle       []int
	Seed       [2]uint64
	History    []Step
}

// MarshalBinary stores all that Resume needs.
func (l *Learner[T]) MarshalBinary() ([]byte, error) {
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(learnerState{Settings: l.Settings,
		M: l.past.m, H: l.past.h, W: l.past.w, C: l.past.c, T: l.t,
		K: l.k, A: l.past.a, B: l.past.b, Idle: l.idle, Seed: l.seed, History: l.hist})
	return buf.Bytes(), err
}

// UnmarshalBinary restores a learner.
func (l *Learner[T]) UnmarshalBinary(data []byte) error {
	var s learnerState
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("conv: not a stored learner: %w", err)
	}
	past := statistics{m: s.M, h: s.H, w: s.W, c: s.C, a: s.A, b: s.B}
	if s.M < 1 || s.H < 1 || s.W < 1 || s.C < 1 || len(s.A) != s.M*s.M*past.shifts() ||
		len(s.B) != s.M*past.size() || len(s.K) != len(s.B) || len(s.Idle) != s.M {
		return fmt.Errorf("conv: not a stored learner: %d kernels of %d×%d×%d do not fit its arrays", s.M, s.H, s.W, s.C)
	}
	*l = Learner[T]{Settings: s.Settings, k: s.K, past: past, t: s.T, idle: s.Idle, seed: s.Seed, hist: s.History}
	return nil
}
