package ebm_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
)

var infinity = math.Inf(1)

// Every prox is the minimiser that defines it.
func TestRegularizersByDefinition(t *testing.T) {
	for _, r := range []ebm.Regularizer{
		ebm.L2{}, ebm.SquaredL2{}, ebm.L0{}, ebm.GroupL1{Groups: [][]int{{0, 3}, {1}}},
		ebm.NonNegative{}, ebm.Box{Lo: -0.5, Hi: 1}, ebm.Box{Lo: -infinity, Hi: 0.2}, ebm.Box{Lo: -infinity, Hi: infinity}, ebm.Box{},
		ebm.Ball{}, ebm.Ball{Radius: 3}, ebm.Simplex{}, ebm.OneOfK{},
		ebm.KSparse{K: 1}, ebm.KSparse{K: 3}, ebm.KSparse{K: 9},
		ebm.Parts{{From: 0, To: 2, Reg: ebm.OneOfK{}}, {From: 3, To: 6, Reg: ebm.L1{}, Weight: 0.3}},
		ebm.Parts{{From: 4, To: 6, Reg: ebm.L2{}}, {From: 0, To: 4, Reg: ebm.Simplex{}}}, ebm.Parts{},
	} {
		for _, k := range []int{6, 7, 11} {
			if err := ebmtest.Regularizer(r, k, rng()); err != nil {
				t.Error(err)
			}
		}
	}
	for _, r := range []ebm.Regularizer{ebm.L2{}, ebm.Ball{}, ebm.Simplex{}, ebm.OneOfK{}, ebm.KSparse{K: 1}} {
		if err := ebmtest.Regularizer(r, 1, rng()); err != nil {
			t.Error(err)
		}
	}
}

// The projection onto the simplex against all its faces: on a face with support S it is
// v_S + (1 − Σv_S)/|S|, and the nearest of those that are ≥ 0 is the projection.
func TestSimplexAgainstItsFaces(t *testing.T) {
	rng := rng()
	for trial := range 300 {
		k := 1 + trial%7
		v, got, want := make([]float64, k), make([]float64, k), make([]float64, k)
		for i := range v {
			v[i] = math.Round(4*rng.NormFloat64()) / 2 // with ties
		}
		nearest := infinity
		for s := 1; s < 1<<k; s++ {
			if u := face(v, s); (ebm.Simplex{}).Value(u) == 0 && squaredDistance(u, v) < nearest {
				nearest, want = squaredDistance(u, v), u
			}
		}
		(ebm.Simplex{}).Prox(got, v, 1)
		if squaredDistance(got, want) > 1e-28 {
			t.Errorf("Prox(%v) = %v, the nearest face has %v", v, got, want)
		}
	}
}

func face(v []float64, s int) []float64 {
	u, n, lack := make([]float64, len(v)), 0.0, 1.0
	for i, x := range v {
		if s>>i&1 == 1 {
			n++
			lack -= x
		}
	}
	for i, x := range v {
		if s>>i&1 == 1 {
			u[i] = x + lack/n
		}
	}
	return u
}

func squaredDistance(a, b []float64) float64 {
	var s float64
	for i := range a {
		s += (a[i] - b[i]) * (a[i] - b[i])
	}
	return s
}

// Large, small and equal entries.
func TestSimplexAtTheEdges(t *testing.T) {
	for _, c := range []struct{ v, want []float64 }{
		{[]float64{1e300, 1e300}, []float64{0.5, 0.5}},
		{[]float64{1e16, -1e16, 1e16}, []float64{0.5, 0, 0.5}},
		{[]float64{-7, -7, -7, -7}, []float64{0.25, 0.25, 0.25, 0.25}},
		{[]float64{1e9 + 0.25, 1e9}, []float64{0.625, 0.375}},
		{[]float64{5}, []float64{1}},
		{[]float64{1, 0}, []float64{1, 0}},
	} {
		got := slices.Clone(c.v)
		(ebm.Simplex{}).Prox(got, got, 1)
		if !slices.Equal(got, c.want) {
			t.Errorf("Prox(%v) = %v, expected %v", c.v, got, c.want)
		}
	}
}

// What is kept, by sorting.
func TestKSparseAgainstSorting(t *testing.T) {
	rng := rng()
	for trial := range 500 {
		k := 1 + rng.IntN(12)
		v, got := make([]float64, k), make([]float64, k)
		for i := range v {
			v[i] = float64(rng.IntN(7) - 3) // with ties and zeros
			if trial%2 == 0 {
				v[i] = rng.NormFloat64() * math.Exp(50*rng.NormFloat64())
			}
		}
		order := make([]int, k)
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return cmp.Compare(math.Abs(v[b]), math.Abs(v[a]))
		})
		keep := 1 + rng.IntN(k+2)
		want := make([]float64, k)
		for _, i := range order[:min(keep, k)] {
			want[i] = v[i]
		}
		ebm.KSparse{K: keep}.Prox(got, v, 1)
		if !slices.Equal(got, want) {
			t.Fatalf("the %d largest of %v are %v, expected %v", keep, v, got, want)
		}
	}
}

func TestOneOfKTakesTheFirstOfEqualEntries(t *testing.T) {
	z := []float64{-1, 2, 2}
	(ebm.OneOfK{}).Prox(z, z, 1)
	if !slices.Equal(z, []float64{0, 1, 0}) {
		t.Errorf("%v, expected the second", z)
	}
	n := 0
	for z := range (ebm.OneOfK{}).Points(4) {
		if z[n] != 1 {
			t.Errorf("point %d is %v", n, z)
		}
		n++
		if n == 3 { // leaving early is allowed
			break
		}
	}
	if n != 3 {
		t.Errorf("%d points, expected 3 before the break", n)
	}
}

// Steps allocate nothing.
func TestProxDoesNotAllocate(t *testing.T) {
	v, dst := make([]float64, 50), make([]float64, 50)
	for i := range v {
		v[i] = rng().NormFloat64()
	}
	for _, r := range []ebm.Regularizer{
		ebm.L2{}, ebm.SquaredL2{}, ebm.NonNegative{}, ebm.Box{Hi: 1}, ebm.Ball{}, ebm.Simplex{}, ebm.OneOfK{}, ebm.KSparse{K: 5},
		ebm.Parts{{From: 2, To: 9, Reg: ebm.L1{}}},
	} {
		if n := testing.AllocsPerRun(20, func() { r.Prox(dst, v, 0.1); r.Value(dst) }); n != 0 {
			t.Errorf("%T allocates %v times a step", r, n)
		}
	}
}

// Settings that make no sense, and codes that do not fit, are refused by name.
func TestRegularizersRefuse(t *testing.T) {
	for _, c := range []struct {
		r    ebm.CodeChecker
		want string
	}{
		{ebm.Box{Lo: 1}, "Lo 1 and Hi 0"},
		{ebm.Box{Lo: math.NaN()}, "Lo NaN"},
		{ebm.Box{Lo: infinity, Hi: infinity}, "Lo +Inf"},
		{ebm.Ball{Radius: -1}, "radius -1"},
		{ebm.KSparse{}, "K = 0"},
		{ebm.ElasticNet{Ridge: -2}, "Ridge is -2"},
		{ebm.WeightedL1{Weights: []float64{1}}, "1 weights for codes of 4 entries"},
		{ebm.WeightedL1{Weights: []float64{1, 1, -1, 1}}, "weight 2 is -1"},
		{ebm.GroupL1{Groups: [][]int{{0, 4}}}, "group 0 has entry 4, expected 0 to 3"},
		{ebm.GroupL1{Groups: [][]int{{0}, {1, 0}}}, "group 1 has entry 0"},
		{ebm.GroupL1{Groups: [][]int{{}}}, "group 0 is empty"},
		{ebm.Parts{{From: 2, To: 5, Reg: ebm.L1{}}}, "part 0 is [2, 5), expected 0 ≤ From < To ≤ 4"},
		{ebm.Parts{{From: 2, To: 2, Reg: ebm.L1{}}}, "part 0 is [2, 2)"},
		{ebm.Parts{{To: 2, Reg: ebm.L1{}}, {From: 1, To: 4, Reg: ebm.L1{}}}, "parts 0 and 1 both have entry 1"},
		{ebm.Parts{{To: 2}}, "part 0 has no regularizer"},
		{ebm.Parts{{To: 2, Reg: ebm.L1{}, Weight: -1}}, "part 0 has weight -1"},
		{ebm.Parts{{To: 2, Reg: ebm.KSparse{}}}, "part 0: ebm: KSparse has K = 0"},
	} {
		if err := c.r.CheckCode(4); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, expected an error that says %q", c.r, err, c.want)
		}
		m := ebm.Model{Dec: identity4{}, Cost: ebm.SquaredError{}, Reg: c.r.(ebm.Regularizer)}
		if _, err := m.Problem(nil, make([]float64, 4)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: Model.Problem says %v, expected %q", c.r, err, c.want)
		}
	}
	for _, r := range []ebm.CodeChecker{ebm.OneOfK{}, ebm.Simplex{}} {
		if r.CheckCode(0) == nil || r.CheckCode(1) != nil {
			t.Errorf("%T: %v for 0 entries, %v for 1", r, r.CheckCode(0), r.CheckCode(1))
		}
	}
}

// identity4 is the identity for four numbers.
type identity4 struct{}

func (identity4) Dims() (d, k int)                { return 4, 4 }
func (identity4) Decode(dst, _, z []float64)      { copy(dst, z) }
func (identity4) Pullback(dst, _, _, u []float64) { copy(dst, u) }

// A constraint is in the diagram whatever λ is, and λ does not stand before it.
func TestConstraintsInDiagrams(t *testing.T) {
	for _, c := range []struct {
		r            ebm.Regularizer
		strong, none string // with λ = 1 and λ = 0
	}{
		{ebm.L1{}, "λ‖z‖_{1}", ""},
		{ebm.L2{}, "λ‖z‖", ""},
		{ebm.SquaredL2{}, "λ½‖z‖²", ""},
		{ebm.WeightedL1{}, "λΣw_{j}|z_{j}|", ""},
		{ebm.GroupL1{}, "λΣ‖z_{g}‖", ""},
		{ebm.ElasticNet{}, "λ(‖z‖_{1}+½μ‖z‖²)", ""},
		{ebm.ElasticNet{NonNegative: true}, "λ(‖z‖_{1}+½μ‖z‖²), z≥0", "z≥0"},
		{ebm.NonNegativeL1{}, "λ‖z‖_{1}, z≥0", "z≥0"},
		{ebm.NonNegative{}, "z≥0", "z≥0"},
		{ebm.Box{Lo: -1, Hi: 0.5}, "−1≤z≤0.5", "−1≤z≤0.5"},
		{ebm.Box{Lo: -infinity, Hi: 2}, "z≤2", "z≤2"},
		{ebm.Ball{}, "‖z‖≤1", "‖z‖≤1"},
		{ebm.Simplex{}, "z≥0, Σz=1", "z≥0, Σz=1"},
		{ebm.KSparse{K: 3}, "‖z‖_{0}≤3", "‖z‖_{0}≤3"},
		{ebm.OneOfK{}, "z=e_{j}", "z=e_{j}"},
		{ebm.Parts{{To: 1, Reg: ebm.Ball{}}}, "z_{p} in C_{p}", "z_{p} in C_{p}"},
		{ebm.Parts{{To: 1, Reg: ebm.Ball{}}, {From: 1, To: 2, Reg: ebm.L1{}}}, "λΣR_{p}(z_{p})", "z_{p} in C_{p}"},
		{ebm.Parts{{To: 1, Reg: ebm.L1{}}}, "λΣR_{p}(z_{p})", ""},
	} {
		for lambda, want := range map[float64]string{0: c.none, 1: c.strong} {
			g := (&ebm.Model{Dec: identity4{}, Cost: ebm.SquaredError{}, Reg: c.r, Lambda: lambda}).Graph()
			got, i := "", g.Index("R")
			if i >= 0 {
				got = g.Nodes[i].Text()
			}
			if got != want {
				t.Errorf("%+v with λ = %v: %q, expected %q", c.r, lambda, got, want)
			}
		}
	}
}

// A constraint of one's own: the circle. It says what it is, for the diagram.
type onCircle struct{}

func (onCircle) Value(z []float64) float64 {
	if math.Abs(math.Hypot(z[0], z[1])-1) > 1e-12 {
		return math.Inf(1)
	}
	return 0
}

func (onCircle) Prox(dst, v []float64, _ float64) {
	r := math.Hypot(v[0], v[1])
	dst[0], dst[1] = v[0]/r, v[1]/r
}
func (onCircle) Constraint() string { return "‖z‖=1" }

func ExampleConstrained() {
	fmt.Println(ebmtest.Regularizer(onCircle{}, 2, rand.New(rand.NewPCG(1, 1))))
	m := ebm.Model{Dec: triple{}, Cost: ebm.SquaredError{}, Reg: onCircle{}}
	g := m.Graph()
	fmt.Println(g.Nodes[g.Index("R")].Text())
	// Output:
	// <nil>
	// ‖z‖=1
}

func ExampleKSparse() {
	z := []float64{0.5, -3, 1, 2, -2}
	ebm.KSparse{K: 2}.Prox(z, z, 1)
	fmt.Println(z)
	// Output: [0 -3 0 2 0]
}

func ExampleSimplex() {
	z := []float64{2, 1.5, -1}
	ebm.Simplex{}.Prox(z, z, 1)
	fmt.Println(z)
	// Output: [0.75 0.25 0]
}

func ExampleBox() {
	z := []float64{2, 0.5, -1}
	ebm.Box{Lo: 0, Hi: 1}.Prox(z, z, 1)
	fmt.Println(z)
	// Output: [1 0.5 0]
}

func ExampleBall() {
	z := []float64{3, 4}
	ebm.Ball{Radius: 2}.Prox(z, z, 1)
	fmt.Printf("%.1f\n", z)
	// Output: [1.2 1.6]
}

func ExampleL2() {
	z := []float64{3, 4}
	ebm.L2{}.Prox(z, z, 1)
	fmt.Printf("%.1f\n", z)
	// Output: [2.4 3.2]
}

func ExampleSquaredL2() {
	z := []float64{3, 4}
	ebm.SquaredL2{}.Prox(z, z, 1)
	fmt.Println(z, ebm.SquaredL2{}.Value(z))
	// Output: [1.5 2] 3.125
}

func ExampleNonNegative() {
	z := []float64{3, -4}
	ebm.NonNegative{}.Prox(z, z, 1)
	fmt.Println(z)
	// Output: [3 0]
}

func ExampleOneOfK() {
	for z := range (ebm.OneOfK{}).Points(3) {
		fmt.Println(z)
	}
	// Output:
	// [1 0 0]
	// [0 1 0]
	// [0 0 1]
}

// Which of two, and how.
func ExampleParts() {
	R := ebm.Parts{
		{From: 0, To: 2, Reg: ebm.OneOfK{}},
		{From: 2, To: 4, Reg: ebm.L1{}, Weight: 0.5},
	}
	z := []float64{0.2, 0.7, 3, -0.1}
	R.Prox(z, z, 2)
	fmt.Println(z, R.Value(z))
	// Output: [0 1 2 0] 1
}
