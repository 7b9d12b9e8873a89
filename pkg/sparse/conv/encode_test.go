package conv_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

// texture is a picture and a coder of some size for it.
func texture(t testing.TB, b conv.Boundary, h, w, maps, side, channels int) (*conv.Coder[float32], []float32) {
	rng := rand.New(rand.NewPCG(7, 7))
	D, err := conv.NewDictionary(narrow(normal(rng, maps*side*side*channels)), side, side, channels)
	if err != nil {
		t.Fatal(err)
	}
	m, err := conv.NewModel(D, h, w, b)
	if err != nil {
		t.Fatal(err)
	}
	y := narrow(normal(rng, h*w*channels))
	c := &conv.Coder[float32]{Model: m}
	top, err := c.LambdaMax(y)
	if err != nil {
		t.Fatal(err)
	}
	c.Lambda = 0.2 * top
	return c, y
}

// The codes are the same bits whatever GOMAXPROCS, with even and odd numbers of strips.
func TestSameBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, b := range boundaries {
		for _, h := range []int{64, 87} {
			c, y := texture(t, b, h, 40, 6, 9, 2)
			var want []conv.Entry[float32]
			for procs := 1; procs <= 4; procs++ {
				runtime.GOMAXPROCS(procs)
				code, err := c.Encode(context.Background(), y)
				if err != nil {
					t.Fatal(err)
				}
				if want == nil {
					want = code.Entries
				}
				if len(want) == 0 || !slices.Equal(code.Entries, want) {
					t.Errorf("%v, %d rows: other codes with GOMAXPROCS=%d", b, h, procs)
				}
			}
		}
	}
}

// Kernels as large as the picture, and strips lower than kernels would be.
func TestLargeKernels(t *testing.T) {
	for _, b := range boundaries {
		for _, h := range []int{31, 70} {
			c, y := texture(t, b, h, 33, 5, 31, 1)
			code, err := c.Encode(context.Background(), y)
			if err != nil || code.Status != ebm.Converged || code.Count() == 0 {
				t.Errorf("%v, %d rows: %d entries, %v, %v", b, h, code.Count(), code.Status, err)
			}
		}
	}
}

// From the codes of another λ fewer rounds are needed, and from the answer none.
func TestStart(t *testing.T) {
	c, y := texture(t, conv.Zero, 40, 50, 8, 7, 1)
	cold, err := c.Encode(context.Background(), y)
	if err != nil {
		t.Fatal(err)
	}
	c.Start = cold.Maps
	again, err := c.Encode(context.Background(), y)
	if err != nil || again.Iterations != 0 || !slices.Equal(again.Entries, cold.Entries) {
		t.Errorf("from the answer: %d rounds, %v", again.Iterations, err)
	}
	c.Lambda *= 0.9
	warm, err := c.Encode(context.Background(), y)
	if err != nil || warm.Status != ebm.Converged {
		t.Fatal(warm.Status, err)
	}
	c.Start = nil
	cold, err = c.Encode(context.Background(), y)
	if err != nil || warm.Iterations > cold.Iterations || math.Abs(warm.Primal-cold.Primal) > 2e-3*cold.Primal {
		t.Errorf("%d rounds to %v from another λ, %d to %v from zero, %v", warm.Iterations, warm.Primal, cold.Iterations, cold.Primal, err)
	}
}

func TestEncodeRefuses(t *testing.T) {
	c, y := texture(t, conv.Valid, 12, 12, 2, 3, 1)
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	entry := func(e conv.Entry[float32]) *conv.Maps[float32] {
		return &conv.Maps[float32]{M: 2, H: 10, W: 10, Entries: []conv.Entry[float32]{e}}
	}
	for name, change := range map[string]func(c *conv.Coder[float32], y []float32) []float32{
		"no model":  func(c *conv.Coder[float32], y []float32) []float32 { c.Model = nil; return y },
		"λ":         func(c *conv.Coder[float32], y []float32) []float32 { c.Lambda = -1; return y },
		"λ NaN":     func(c *conv.Coder[float32], y []float32) []float32 { c.Lambda = math.NaN(); return y },
		"tol":       func(c *conv.Coder[float32], y []float32) []float32 { c.Tol = -1; return y },
		"alpha":     func(c *conv.Coder[float32], y []float32) []float32 { c.Alpha = -1; return y },
		"no target": func(c *conv.Coder[float32], y []float32) []float32 { c.Alpha = 1; return y },
		"target":    func(c *conv.Coder[float32], y []float32) []float32 { c.Target = y; return y },
		"short":     func(c *conv.Coder[float32], y []float32) []float32 { return y[1:] },
		"empty":     func(c *conv.Coder[float32], y []float32) []float32 { return nil },
		"NaN":       func(c *conv.Coder[float32], y []float32) []float32 { y[3] = nan; return y },
		"infinite":  func(c *conv.Coder[float32], y []float32) []float32 { y[3] = inf; return y },
		"weights":   func(c *conv.Coder[float32], y []float32) []float32 { c.Weights = y[1:]; return y },
		"weight": func(c *conv.Coder[float32], y []float32) []float32 {
			c.Weights = slices.Repeat([]float32{-1}, 144)
			return y
		},
		"start shape": func(c *conv.Coder[float32], y []float32) []float32 { c.Start = &conv.Maps[float32]{}; return y },
		"start place": func(c *conv.Coder[float32], y []float32) []float32 {
			c.Start = entry(conv.Entry[float32]{Row: 10, Value: 1})
			return y
		},
		"start value": func(c *conv.Coder[float32], y []float32) []float32 {
			c.Start = entry(conv.Entry[float32]{Value: nan})
			return y
		},
		"start sign": func(c *conv.Coder[float32], y []float32) []float32 {
			c.NonNegative = true
			c.Start = entry(conv.Entry[float32]{Value: -1})
			return y
		},
	} {
		bad := *c
		picture := change(&bad, slices.Clone(y))
		if _, err := bad.Encode(context.Background(), picture); err == nil {
			t.Errorf("%s: no error", name)
		}
		if _, err := bad.Iterates(picture); err == nil {
			t.Errorf("%s: no error from Iterates", name)
		}
	}
}

func TestCancelled(t *testing.T) {
	c, y := texture(t, conv.Valid, 30, 30, 4, 5, 1)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	code, err := c.Encode(ctx, y)
	if !errors.Is(err, context.Canceled) || code == nil || code.Maps == nil || code.Status != ebm.Cancelled {
		t.Errorf("%+v, %v", code, err)
	}
	c.MaxIter = 1
	if code, err = c.Encode(context.Background(), y); err != nil || code.Status != ebm.LimitHit || code.Iterations != 1 {
		t.Errorf("one round: %v after %d, %v", code.Status, code.Iterations, err)
	}
}

// Encode takes no more memory than it says.
func TestMemory(t *testing.T) {
	c, y := texture(t, conv.Circular, 128, 128, 16, 9, 1)
	if _, err := c.Encode(context.Background(), y); err != nil { // makes what the model keeps
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := c.Encode(context.Background(), y); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if took, most := after.TotalAlloc-before.TotalAlloc, c.Memory(1); took > uint64(most) {
		t.Errorf("%d bytes, Memory says %d", took, most)
	}
}

func ExampleCoder() {
	// One kernel, an edge of 2×2 pixels, at two places of a picture of 4×5.
	D, _ := conv.NewDictionary([]float64{1, -1, 1, -1}, 2, 2, 1)
	m, _ := conv.NewModel(D, 4, 5, conv.Valid)
	y := []float64{
		1, -1, 0, 0, 0,
		1, -1, 0, 0, 0,
		0, 0, 0, -2, 2,
		0, 0, 0, -2, 2,
	}
	c := conv.Coder[float64]{Model: m, Lambda: 0.1, Tol: 1e-9}
	code, err := c.Encode(context.Background(), y)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range code.Entries {
		fmt.Printf("map %d, row %d, column %d: %.2f\n", e.Map, e.Row, e.Col, e.Value)
	}
	fmt.Printf("%v, E = %.3f\n", code.Status, code.Primal)
	// Output:
	// map 0, row 0, column 0: 1.90
	// map 0, row 2, column 3: -3.90
	// converged, E = 0.590
}

func ExampleCoder_Iterates() {
	D, _ := conv.NewDictionary([]float64{1, -1, 1, -1}, 2, 2, 1)
	m, _ := conv.NewModel(D, 4, 5, conv.Valid)
	y := make([]float64, 20)
	y[0], y[1], y[5], y[6] = 1, -1, 1, -1
	c := conv.Coder[float64]{Model: m, Lambda: 0.3}
	rounds, err := c.Iterates(y)
	if err != nil {
		fmt.Println(err)
		return
	}
	for t, s := range rounds {
		fmt.Printf("round %d, λ = %.2f: %d entries\n", t, s.Lambda, s.Maps().Count())
		if s.Lambda == c.Lambda && s.Certificate().Gap < 1e-6 {
			break
		}
	}
	// Output:
	// round 0, λ = 2.00: 0 entries
	// round 1, λ = 1.00: 1 entries
	// round 2, λ = 0.50: 1 entries
	// round 3, λ = 0.30: 1 entries
}
