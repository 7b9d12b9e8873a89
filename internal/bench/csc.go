package bench

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/patches"
	"github.com/latentlab/latentlab/pkg/sparse"
	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

// What csc-encode encodes, and how.
const (
	cscSide  = 256
	cscBlur  = 5 // σ of the Gaussian that is taken off
	cscFile  = "bench/csc_dict64_9x9.npy"
	cscLimit = 60 * time.Second // of one run, on the clock
)

// cscLevels are the relative distances from the minimum that reach names.
var cscLevels = []float64{1e-2, 1e-3, 1e-4}

// CSC is a photograph to be coded and λ, with the minimum of the energy.
type CSC struct {
	Photo           string
	Lambda, Minimum float64

	y []float64 // the picture
}

func (c CSC) String() string { return fmt.Sprintf("%s λ=%g", c.Photo, c.Lambda) }

// CSCs returns the photographs and λ of csc-encode. The minimum is computed in float64 to
// a duality gap of 1e-7 at the first call. For the first photograph at λ = 0.01 it is
// 8.523709 as libjpeg decodes it, and 0.4 % more as Go does, which sets colours in one place
// for two pixels: the peers are given our pixels.
func (b *Bench) CSCs(ctx context.Context) ([]CSC, error) {
	if b.cscs != nil {
		return b.cscs, nil
	}
	var err error
	if b.photos, err = datasets.Berkeley(ctx); err != nil {
		return nil, fmt.Errorf("photographs: %w", err)
	}
	photos, lambdas := b.Photos, b.Lambdas
	if len(photos) == 0 {
		photos = []string{"100075"}
	}
	if len(lambdas) == 0 {
		lambdas = []float64{0.01}
	}
	var all []CSC
	for _, photo := range photos {
		for _, l := range lambdas {
			c, err := b.solveCSC(ctx, CSC{Photo: photo, Lambda: l})
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
	}
	b.cscs = all
	return all, nil
}

// solveCSC fills in the picture and the minimum.
func (b *Bench) solveCSC(ctx context.Context, c CSC) (CSC, error) {
	b.say("csc-encode: the minimum for %v", c)
	p, err := newCSCProblem[float64](b.photos, c)
	if err != nil {
		return c, err
	}
	p.coder.Tol = 1e-7
	code, err := p.coder.Encode(ctx, p.y)
	if err != nil {
		return c, err
	}
	if code.Status != ebm.Converged {
		return c, fmt.Errorf("csc-encode: no minimum for %v: gap %v after %d rounds", c, code.Gap, code.Iterations)
	}
	b.say("  %.7g, gap %.1e after %d rounds", code.Primal, code.Gap, code.Iterations)
	c.Minimum, c.y = code.Primal, p.y
	return c, nil
}

// write puts the picture into a file of float64, little endian, for peers.
func (c CSC) write(file string) error {
	var b []byte
	for _, v := range c.y {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return os.WriteFile(file, b, 0o644)
}

// cscProblem is a picture and the coder for it.
type cscProblem[T conv.Float] struct {
	CSC
	y     []T
	coder conv.Coder[T]
}

func newCSCProblem[T conv.Float](photos *datasets.Photos, c CSC) (*cscProblem[T], error) {
	photo, err := photos.Named(c.Photo)
	if err != nil {
		return nil, err
	}
	if photo, err = photo.Grey().CentreCrop(cscSide, cscSide); err != nil {
		return nil, err
	}
	s := photo.Matrix().RawMatrix().Data
	if s, err = patches.HighPass(s, cscSide, cscSide, 1, cscBlur); err != nil {
		return nil, err
	}
	p := &cscProblem[T]{CSC: c, y: make([]T, len(s))}
	for i, v := range s {
		p.y[i] = T(v)
	}
	D, err := cscDictionary[T]()
	if err != nil {
		return nil, err
	}
	m, err := conv.NewModel(D, cscSide, cscSide, conv.Circular)
	p.coder = conv.Coder[T]{Model: m, Lambda: c.Lambda}
	return p, err
}

// cscDictionary reads the kernels, h×w×M in the file.
func cscDictionary[T conv.Float]() (*conv.Dictionary[T], error) {
	path := filepath.Join(os.Getenv("LATENTLAB_DATA"), cscFile)
	a, err := readNPYFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the kernels %s are missing; set LATENTLAB_DATA to a folder that holds %s", path, cscFile)
	case err != nil:
		return nil, err
	case len(a.Shape) != 3:
		return nil, fmt.Errorf("%s has the shape %v, expected h×w×M", path, a.Shape)
	}
	h, w, m := a.Shape[0], a.Shape[1], a.Shape[2]
	k := make([]T, len(a.Data))
	for i, v := range a.Data {
		k[i%m*h*w+i/m] = T(v)
	}
	return conv.NewDictionary(k, h, w, 1)
}

// watch keeps the time that steps take and notes when the energy comes near its minimum.
type watch struct {
	c       CSC
	seconds float64
	energy  float64
	reach   []Field
	mark    time.Time
}

func newWatch(c CSC) *watch { return &watch{c: c, mark: time.Now()} }

// step stops the clock, evaluates the energy, and starts the clock again. It reports
// whether there is nothing more to see.
func (w *watch) step(energy func() float64) (done bool) {
	w.seconds += time.Since(w.mark).Seconds()
	w.energy = energy()
	for len(w.reach) < len(cscLevels) && w.energy <= w.c.Minimum*(1+cscLevels[len(w.reach)]) {
		w.reach = append(w.reach, Field{fmt.Sprintf("%g", cscLevels[len(w.reach)]), w.seconds})
	}
	w.mark = time.Now()
	return len(w.reach) == len(cscLevels) || w.seconds > cscLimit.Seconds()
}

// cscEncode codes photographs with 64 kernels of 9×9 on a circle, and notes the seconds
// until the energy is within 1e-2, 1e-3 and 1e-4 of its minimum. The energy is evaluated
// in float64 with the clock stopped. The clock covers all from the picture to the codes.
func (b *Bench) cscEncode(ctx context.Context, threads int, emit func(Row)) error {
	cases, err := b.CSCs(ctx)
	if err != nil {
		return err
	}
	for _, c := range cases {
		for _, v := range []struct {
			name string
			runs int
			run  func(context.Context, *datasets.Photos, CSC) (*watch, error)
		}{{"f32", b.runs(5), cscRun}, {"fista-f64", 1, cscFISTA}} {
			if !b.chosen("csc-encode", v.name+" "+c.String(), threads) {
				continue
			}
			var watches []*watch
			for range v.runs {
				w, err := v.run(ctx, b.photos, c)
				if err != nil {
					return err
				}
				watches = append(watches, w)
			}
			emit(cscRow(Row{Workload: "csc-encode", Variant: v.name, Case: c.String(), Threads: threads}, watches))
		}
	}
	return nil
}

// cscRow is the medians over runs.
func cscRow(row Row, watches []*watch) Row {
	var seconds []float64
	for _, w := range watches {
		seconds = append(seconds, w.seconds)
	}
	row = row.timed(seconds)
	for l, level := range cscLevels {
		var at []float64
		for _, w := range watches {
			if l < len(w.reach) {
				at = append(at, w.reach[l].Value)
			}
		}
		if len(at) < len(watches) {
			at = nil // a run did not get there
		}
		row.Reach = append(row.Reach, Field{fmt.Sprintf("%g", level), median(at)})
	}
	row.Quality = []Field{{"objective", watches[0].energy}}
	return row
}

// cscRun encodes in float32.
func cscRun(ctx context.Context, photos *datasets.Photos, c CSC) (*watch, error) {
	p, err := newCSCProblem[float32](photos, c)
	if err != nil {
		return nil, err
	}
	judge, err := newCSCProblem[float64](photos, c)
	if err != nil {
		return nil, err
	}
	w := newWatch(c)
	rounds, err := p.coder.Iterates(p.y)
	if err != nil {
		return nil, err
	}
	for _, s := range rounds {
		if w.step(func() float64 { return judge.energy(s.Maps()) }) || ctx.Err() != nil {
			break
		}
	}
	return w, ctx.Err()
}

// energy is that of codes in float64.
func (p *cscProblem[T]) energy(z *conv.Maps[float32]) float64 {
	w := &conv.Maps[T]{M: z.M, H: z.H, W: z.W}
	for _, e := range z.Entries {
		w.Entries = append(w.Entries, conv.Entry[T]{Map: e.Map, Row: e.Row, Col: e.Col, Value: T(e.Value)})
	}
	out := make([]T, len(p.y))
	p.coder.Model.DecodeMaps(out, w)
	var sum float64
	for i, v := range out {
		sum += float64(v-p.y[i]) * float64(v-p.y[i])
	}
	return sum/2 + p.Lambda*w.L1()
}

// cscFISTA is plain FISTA in float64.
func cscFISTA(ctx context.Context, photos *datasets.Photos, c CSC) (*watch, error) {
	p, err := newCSCProblem[float64](photos, c)
	if err != nil {
		return nil, err
	}
	w := newWatch(c)
	problem, err := p.coder.Problem(p.y)
	if err != nil {
		return nil, err
	}
	for _, s := range (sparse.FISTA{Restart: sparse.GradientRestart}).Iterates(problem, nil) {
		if w.step(func() float64 { return problem.Energy(s.Z) }) || ctx.Err() != nil {
			break
		}
	}
	return w, ctx.Err()
}
