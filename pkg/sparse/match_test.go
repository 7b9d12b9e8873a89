package sparse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// cheapest tries all assignments of the rows from i on.
func cheapest(C *mat.Dense, i int, taken []bool) float64 {
	n, m := C.Dims()
	if i == n {
		return 0
	}
	best := math.Inf(1)
	for j := range m {
		if !taken[j] {
			taken[j] = true
			best = min(best, C.At(i, j)+cheapest(C, i+1, taken))
			taken[j] = false
		}
	}
	return best
}

func costOf(t *testing.T, C *mat.Dense, to []int) float64 {
	t.Helper()
	sum, seen := 0.0, map[int]bool{}
	for i, j := range to {
		if seen[j] {
			t.Fatalf("column %d twice in %v", j, to)
		}
		seen[j] = true
		sum += C.At(i, j)
	}
	return sum
}

// Against all assignments, with ties and without.
func TestAssignIsCheapest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 300 {
		m := 1 + rng.IntN(7)
		n := 1 + rng.IntN(m)
		C := mat.NewDense(n, m, nil)
		C.Apply(func(_, _ int, _ float64) float64 {
			if trial%2 == 0 {
				return float64(rng.IntN(4))
			}
			return rng.NormFloat64()
		}, C)
		to, _, _ := assign(C)
		if got, want := costOf(t, C, to), cheapest(C, 0, make([]bool, m)); !(math.Abs(got-want) <= 1e-12) {
			t.Fatalf("trial %d: cost %v, the least is %v, for %v", trial, got, want, mat.Formatted(C))
		}
	}
}

// The prices prove a large assignment: they are feasible, and their sum is its cost.
func TestAssignPrices(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, size := range [][2]int{{1, 1}, {60, 60}, {60, 90}, {200, 200}} {
		C := gauss(size[0], size[1], rng)
		to, u, v := assign(C)
		sum := 0.0
		for i, p := range u {
			sum += p
			for j, q := range v {
				if C.At(i, j)-p-q < -1e-12 || q > 0 {
					t.Fatalf("%v: prices %v and %v at %d, %d, the cost is %v", size, p, q, i, j, C.At(i, j))
				}
			}
		}
		for _, q := range v {
			sum += q
		}
		if cost := costOf(t, C, to); !(math.Abs(cost-sum) <= 1e-9) {
			t.Errorf("%v: cost %v, the bound is %v", size, cost, sum)
		}
	}
}

func gauss(r, c int, rng *rand.Rand) *mat.Dense {
	m := mat.NewDense(r, c, nil)
	m.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() }, m)
	return m
}

// Atoms in another order, some of opposite sign, with noise, are found again.
func TestMatchFindsAtomsAgain(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	X := gauss(40, 30, rng)
	A, err := NewDictionary(X)
	if err != nil {
		t.Fatal(err)
	}
	order, Y := rng.Perm(40), mat.NewDense(40, 30, nil)
	for j, at := range order {
		sign := float64(1 - 2*(j%2))
		for i, v := range A.atoms.RawRowView(j) {
			Y.Set(at, i, sign*v+0.02*rng.NormFloat64())
		}
	}
	B, err := NewDictionary(Y)
	if err != nil {
		t.Fatal(err)
	}
	to, cos, err := Match(A, B)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(to, order) {
		t.Errorf("atoms go to %v, expected %v", to, order)
	}
	for j, c := range cos {
		want := mat.Dot(mat.NewVecDense(30, A.atoms.RawRowView(j)), mat.NewVecDense(30, B.atoms.RawRowView(to[j])))
		if !(math.Abs(c-want) <= 1e-12) || math.Signbit(c) != (j%2 == 1) {
			t.Errorf("atom %d: cosine %v, expected %v", j, c, want)
		}
	}
}

func TestMatchRefuses(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	made := func(k, d int) *Dictionary {
		D, err := NewDictionary(gauss(k, d, rng))
		if err != nil {
			t.Fatal(err)
		}
		return D
	}
	for want, pair := range map[string][2]*Dictionary{
		"3 atoms of 5 entries with 3 of 6": {made(3, 5), made(3, 6)},
		"4 atoms of 5 entries with 3 of 5": {made(4, 5), made(3, 5)},
		"nil":                              {made(3, 5), nil},
	} {
		if _, _, err := Match(pair[0], pair[1]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
}

func ExampleMatch() {
	A, err := NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 3, 4}))
	if err != nil {
		panic(err)
	}
	B, err := NewDictionary(mat.NewDense(2, 2, []float64{0, -1, 4, 3}))
	if err != nil {
		panic(err)
	}
	to, cos, err := Match(A, B)
	fmt.Printf("%v %.1f %v\n", to, cos, err)
	// Output: [1 0] [0.8 -0.8] <nil>
}
