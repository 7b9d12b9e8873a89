package conv_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/checkpoint"
	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// bumps returns kernels of 3×3 numbers in the middle of boxes of side×side.
func bumps(t *testing.T, m, side, channels int, seed uint64) *conv.Dictionary[float64] {
	t.Helper()
	rng := seeded(seed)
	k := make([]float64, m*side*side*channels)
	for i := range k {
		y, x := i/channels/side%side-side/2, i/channels%side-side/2
		if y*y <= 1 && x*x <= 1 {
			k[i] = rng.NormFloat64()
		}
	}
	D, err := conv.NewDictionary(k, side, side, channels)
	if err != nil {
		t.Fatal(err)
	}
	return D
}

// planted returns pictures of kernels put down at random: about one for every 40 pixels.
func planted(t *testing.T, D *conv.Dictionary[float64], b conv.Boundary, n, h, w int, seed uint64) []conv.Picture[float64] {
	t.Helper()
	rng := seeded(seed)
	model, err := conv.NewModel(D, h, w, b)
	if err != nil {
		t.Fatal(err)
	}
	pictures := make([]conv.Picture[float64], n)
	for i := range pictures {
		d, k := model.Dims()
		z := make([]float64, k)
		for range h * w / 40 {
			z[rng.IntN(k)] = float64(1-2*rng.IntN(2)) * (1 + rng.Float64())
		}
		pictures[i] = conv.Picture[float64]{H: h, W: w, C: D.C, Pix: make([]float64, d)}
		model.Decode(pictures[i].Pix, nil, z)
	}
	return pictures
}

// alike returns the largest |⟨a, b shifted⟩| over all shifts.
func alike(a, b []float64, side, channels int) float64 {
	var best float64
	for dy := 1 - side; dy < side; dy++ {
		for dx := 1 - side; dx < side; dx++ {
			var sum float64
			for y := max(0, -dy); y < min(side, side-dy); y++ {
				for x := max(0, -dx); x < min(side, side-dx); x++ {
					for c := range channels {
						sum += a[(y*side+x)*channels+c] * b[((y+dy)*side+x+dx)*channels+c]
					}
				}
			}
			best = math.Max(best, math.Abs(sum))
		}
	}
	return best
}

// As many kernels as were planted find them, up to sign, shift and order, by the online
// learner and by one that has all pictures in every step and drops the past. Those that
// begin at the border of their box must have been moved.
func TestLearnFindsThePlantedKernels(t *testing.T) {
	for name, s := range map[string]conv.Learning{
		"online":      {Passes: 15, Batch: 2},
		"alternating": {Passes: 25, Batch: 6, Forget: math.Inf(1)},
	} {
		for _, b := range []conv.Boundary{conv.Valid, conv.Circular} {
			for c := 1; c <= 2; c++ {
				found := 0
				for seed := range uint64(5) {
					truth := bumps(t, 3, 5, c, seed)
					pictures := planted(t, truth, b, 6, 30, 26, seed)
					s.Kernels, s.Size, s.Lambda, s.Boundary = 3, 5, 0.4, b
					l, err := conv.Learn(context.Background(), pictures, s, seeded(seed), nil)
					if err != nil {
						t.Fatal(err)
					}
					D := l.Dictionary()
					for m := range truth.M {
						best := 0.0
						for k := range D.M {
							best = math.Max(best, alike(truth.Kernel(m), D.Kernel(k), 5, c))
						}
						if best > 0.98 {
							found++
						}
					}
				}
				if found < 14 {
					t.Errorf("%s, %v, %d channels: %d of 15 planted kernels found with |cos| > 0.98", name, b, c, found)
				}
			}
		}
	}
}

// With all pictures in every step and no past, the energy falls from step to step, as
// far as codes are exact.
func TestLearnAlternatingDescends(t *testing.T) {
	pictures := planted(t, bumps(t, 3, 5, 1, 1), conv.Valid, 3, 24, 20, 2)
	s := conv.Learning{Kernels: 4, Size: 5, Lambda: 0.1, Batch: 3, Passes: 10, Forget: math.Inf(1), Tol: 1e-4}
	l, err := conv.Learn(context.Background(), pictures, s, seeded(5), nil)
	if err != nil {
		t.Fatal(err)
	}
	h := l.History()
	for i := 1; i < len(h); i++ {
		if h[i].Objective > h[i-1].Objective*(1+s.Tol) && h[i-1].Replaced+h[i-1].Moved == 0 {
			t.Errorf("energy rises from %v to %v at step %d", h[i-1].Objective, h[i].Objective, i+1)
		}
	}
	if !(h[len(h)-1].Objective < 0.9*h[0].Objective) {
		t.Errorf("energy from %v to %v", h[0].Objective, h[len(h)-1].Objective)
	}
}

// small is a quick problem with every setting in use.
func small(t *testing.T) ([]conv.Picture[float64], conv.Learning) {
	pictures := planted(t, bumps(t, 3, 5, 2, 1), conv.Circular, 5, 18, 21, 2)
	return pictures, conv.Learning{Kernels: 4, Size: 5, Sizes: []int{3, 5}, Lambda: 0.1, Boundary: conv.Circular,
		Crop: 14, Batch: 2, Passes: 2, Unused: 2, NonNegativeCodes: true}
}

func TestLearnSameBits(t *testing.T) {
	pictures, s := small(t)
	var want []byte
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		l, err := conv.Learn(context.Background(), pictures, s, seeded(3), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := l.MarshalBinary()
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("other bits with %d processors", procs)
		}
	}
}

func TestLearnResumes(t *testing.T) {
	pictures, s := small(t)
	whole, err := conv.Learn(context.Background(), pictures, s, seeded(3), nil)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := whole.MarshalBinary()
	for stop := 1; stop < whole.Steps(); stop++ {
		ctx, cancel := context.WithCancel(context.Background())
		l, err := conv.Learn(ctx, pictures, s, seeded(3), func(step conv.Step) {
			if step.T == stop {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || l.Steps() != stop {
			t.Fatalf("cancelled after step %d: %d steps, %v", stop, l.Steps(), err)
		}
		path := filepath.Join(t.TempDir(), "learner")
		if err := checkpoint.Save(path, l); err != nil {
			t.Fatal(err)
		}
		var again conv.Learner[float64]
		if err := checkpoint.Load(path, &again); err != nil {
			t.Fatal(err)
		}
		if err := again.Resume(context.Background(), pictures, nil); err != nil {
			t.Fatal(err)
		}
		if got, _ := again.MarshalBinary(); !bytes.Equal(got, want) {
			t.Errorf("stopped after step %d and resumed: other bits", stop)
		}
	}
}

// Supports are kept: what lies outside is zero.
func TestLearnSizes(t *testing.T) {
	pictures, s := small(t)
	l, err := conv.Learn(context.Background(), pictures, s, seeded(3), nil)
	if err != nil {
		t.Fatal(err)
	}
	D := l.Dictionary()
	for m := range D.M {
		inside, outside := 0, 0
		for i, v := range D.Kernel(m) {
			y, x := i/2/5, i/2%5
			switch middle := min(y, x) > 0 && max(y, x) < 4; {
			case v != 0 && (m >= 2 || middle):
				inside++
			case v != 0:
				outside++
			}
		}
		if outside > 0 || inside == 0 || m >= 2 && inside <= 18 {
			t.Errorf("kernel %d has %d numbers outside its support and %d inside", m, outside, inside)
		}
	}
}

// A kernel that no code uses is replaced.
func TestLearnReplacesDeadKernels(t *testing.T) {
	pictures := planted(t, bumps(t, 2, 5, 1, 1), conv.Valid, 4, 24, 24, 2)
	pictures[0].Pix[0] = 0
	checkers := make([]float64, 5*5)
	for i := range checkers {
		checkers[i] = float64(1 - 2*(i%2))
	}
	D, err := conv.NewDictionary(append(checkers, bumps(t, 2, 5, 1, 1).Kernel(0)...), 5, 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	l, err := conv.NewLearnerFrom(D, conv.Learning{Lambda: 2, Passes: 2, Unused: 2}, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Resume(context.Background(), pictures, nil); err != nil {
		t.Fatal(err)
	}
	replaced := 0
	for _, s := range l.History() {
		replaced += s.Replaced
	}
	if replaced == 0 {
		t.Error("no kernel was replaced, though one of them lies nowhere in the pictures")
	}
}

func TestLearnRefuses(t *testing.T) {
	pictures, good := small(t)
	spoil := func(v float64) []conv.Picture[float64] {
		p := conv.Picture[float64]{H: 18, W: 21, C: 2, Pix: append([]float64(nil), pictures[0].Pix...)}
		p.Pix[2*(21*3+4)] = v
		return []conv.Picture[float64]{pictures[1], p}
	}
	tiny := []conv.Picture[float64]{{H: 4, W: 9, C: 1, Pix: make([]float64, 36)}}
	zero := []conv.Picture[float64]{{H: 6, W: 6, C: 1, Pix: make([]float64, 36)}}
	cases := []struct {
		pictures []conv.Picture[float64]
		change   func(*conv.Learning)
		want     string
	}{
		{nil, nil, "no pictures"},
		{spoil(math.NaN()), nil, "picture 1 has NaN at row 3, column 4"},
		{spoil(math.Inf(-1)), nil, "picture 1 has -Inf"},
		{tiny, nil, "picture 0 is 4×9, smaller than the kernels, 5×5"},
		{append(pictures[:1:1], zero...), nil, "picture 1 has 1 channels, expected 2"},
		{[]conv.Picture[float64]{{H: 6, W: 6, C: 1}}, nil, "picture 0 has 0 numbers for 6×6×1"},
		{zero, nil, "no part of 5×5"},
		{pictures, func(s *conv.Learning) { s.Kernels = 0 }, "asked for 0 kernels"},
		{pictures, func(s *conv.Learning) { s.Size = -1 }, "side -1"},
		{pictures, func(s *conv.Learning) { s.Lambda = 0 }, "λ is 0"},
		{pictures, func(s *conv.Learning) { s.Lambda = math.NaN() }, "λ is NaN"},
		{pictures, func(s *conv.Learning) { s.Boundary = conv.Zero }, "the boundary is zero"},
		{pictures, func(s *conv.Learning) { s.Sizes = []int{6} }, "side 6, expected 1 to Size = 5"},
		{pictures, func(s *conv.Learning) { s.Crop = 4 }, "crops of side 4"},
		{pictures, func(s *conv.Learning) { s.Batch = -1 }, "Batch -1"},
		{pictures, func(s *conv.Learning) { s.Forget = math.NaN() }, "Forget NaN"},
	}
	for _, c := range cases {
		s := good
		if c.change != nil {
			c.change(&s)
		}
		if _, err := conv.Learn(context.Background(), c.pictures, s, seeded(1), nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected an error that says %q", err, c.want)
		}
	}
	if _, err := conv.Learn(context.Background(), pictures, good, nil, nil); err == nil || !strings.Contains(err.Error(), "no random generator") {
		t.Errorf("%v, expected an error about the generator", err)
	}
	l, err := conv.NewLearner(pictures, good, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Resume(context.Background(), zero, nil); err == nil || !strings.Contains(err.Error(), "1 channels, expected 2") {
		t.Errorf("%v, expected an error about the channels", err)
	}
	if _, err := l.Update(context.Background(), tiny); err == nil || !strings.Contains(err.Error(), "smaller than the kernels") {
		t.Errorf("%v, expected an error about the size", err)
	}
	if err := l.UnmarshalBinary([]byte("no")); err == nil || !strings.Contains(err.Error(), "not a stored learner") {
		t.Errorf("%v, expected an error about the data", err)
	}
}

func TestNewLearnerFrom(t *testing.T) {
	D := bumps(t, 2, 5, 1, 1)
	l, err := conv.NewLearnerFrom(D, conv.Learning{Lambda: 0.1}, seeded(1))
	if err != nil || l.Settings.Kernels != 2 || l.Settings.Size != 5 {
		t.Fatalf("%v, %+v", err, l)
	}
	for m := range 2 {
		if got := alike(l.Dictionary().Kernel(m), D.Kernel(m), 5, 1); math.Abs(got-1) > 1e-12 {
			t.Errorf("kernel %d has cosine %v with the one given", m, got)
		}
	}
	for want, s := range map[string]conv.Learning{"asked for 3 kernels": {Kernels: 3, Lambda: 1}, "λ is 0": {}} {
		if _, err := conv.NewLearnerFrom(D, s, seeded(1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
	if _, err := conv.NewLearnerFrom[float64](nil, conv.Learning{Lambda: 1}, seeded(1)); err == nil {
		t.Error("no error without a dictionary")
	}
}

func ExampleLearn() {
	// Bars of three pixels, lying and standing, on a picture of 12×12.
	picture := conv.Picture[float64]{H: 12, W: 12, C: 1, Pix: make([]float64, 144)}
	for i := range 3 {
		for _, at := range []int{1*12 + 1, 6*12 + 7, 10*12 + 2} {
			picture.Pix[at+i] = 1
		}
		for _, at := range []int{1*12 + 9, 3*12 + 3, 8*12 + 10} {
			picture.Pix[at+12*i] = 1
		}
	}
	s := conv.Learning{Kernels: 2, Size: 3, Lambda: 0.1, Passes: 60, Forget: math.Inf(1)}
	l, err := conv.Learn(context.Background(), []conv.Picture[float64]{picture}, s, seeded(2), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	D, h := l.Dictionary(), l.History()
	fmt.Printf("energy %.2f, then %.2f\n", h[0].Objective, h[len(h)-1].Objective)
	for m := range D.M {
		for i := range 3 {
			for _, v := range D.Kernel(m)[3*i : 3*i+3] {
				fmt.Printf("%5.1f", math.Abs(v))
			}
			fmt.Println()
		}
	}
	// Output:
	// energy 2.34, then 1.01
	//   0.0  0.6  0.0
	//   0.0  0.6  0.0
	//   0.0  0.6  0.0
	//   0.0  0.0  0.0
	//   0.6  0.6  0.6
	//   0.0  0.0  0.0
}

func TestLearnerResumeOrLoad(t *testing.T) {
	t.Setenv("LATENTLAB_MODELS", t.TempDir())
	pictures, s := small(t)
	fresh := func() *conv.Learner[float64] {
		l, err := conv.NewLearner(pictures, s, seeded(1))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	whole := fresh()
	if err := whole.Resume(context.Background(), pictures, nil); err != nil {
		t.Fatal(err)
	}
	want, _ := whole.MarshalBinary()
	ctx, cancel := context.WithCancel(context.Background())
	err := fresh().ResumeOrLoad(ctx, "t", pictures, func(s conv.Step) {
		if s.T == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted: %v", err)
	}
	first := 0
	err = fresh().ResumeOrLoad(context.Background(), "t", pictures, func(s conv.Step) {
		if first == 0 {
			first = s.T
		}
	})
	if err != nil || first != 3 {
		t.Fatalf("resumed at step %d, expected 3; %v", first, err)
	}
	l := fresh()
	if err := l.ResumeOrLoad(context.Background(), "t", pictures, func(conv.Step) { t.Error("learned again") }); err != nil {
		t.Fatal(err)
	}
	latest, err := conv.LatestLearner[float64]("t")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []*conv.Learner[float64]{l, latest} {
		if got, _ := l.MarshalBinary(); !bytes.Equal(got, want) {
			t.Error("the loaded learner differs from the learned one")
		}
	}
	if err := fresh().ResumeOrLoad(context.Background(), "t", nil, nil); err == nil {
		t.Error("no error without pictures")
	}
}
