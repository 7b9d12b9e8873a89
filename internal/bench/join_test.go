package bench

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func ours(workload, variant, part, tier string, threads int, seconds float64, q ...Field) Row {
	return Row{Workload: workload, Variant: variant, Case: part, Tier: tier, Threads: threads, Seconds: seconds, SecondsMin: seconds, Runs: 1, Quality: q}
}

func peer(workload, variant, tier string, threads int, seconds float64, q ...Field) Row {
	r := ours(workload, variant, "", tier, threads, seconds, q...)
	r.Peer = "library 1.0"
	if workload == "gemm" {
		r.Case = variant
	}
	return r
}

func TestJoin(t *testing.T) {
	mine := []Row{
		ours("gemm", "gonum f32 256", "f32-256", "", 1, 9),
		ours("gemm", "kernel f32 avx512 256", "f32-256", "avx512", 1, 1),
		ours("gemm", "kernel f32 avx2 256", "f32-256", "avx2", 1, 2),
		ours("lasso-encode", "default", "", "", 2, 1),
		ours("lasso-encode", "fista-1e-3", "", "", 2, 3),
		ours("lasso-encode", "fista-1e-5", "", "", 2, 4),
		ours("dictionary-learn", "f64", "", "", 2, 5),
	}
	slow := peer("lasso-encode", "spams-lars-f64", "", 2, 8)
	fast := peer("lasso-encode", "spams-lars-f64", "", 2, 4)
	fast.Forced = "SkylakeX"
	pairs := Join(mine, []Row{
		peer("dictionary-learn", "sklearn-cd", "", 2, 50),
		peer("dictionary-learn", "sklearn-cd", "", 1, 50), // not measured on our side
		slow, fast,
		peer("lasso-encode", "numpy-fista-1e-3", "", 2, 6),
		peer("lasso-encode", "numpy-fista-retire-1e-5", "", 2, 8),
		peer("gemm", "f32-256", "avx2", 1, 4),
		peer("gemm", "f32-256", "avx512", 1, 4),
	})
	want := []struct {
		ours, peer string
		ratio      float64
	}{
		{"kernel f32 avx2 256", "f32-256", 0.5},
		{"kernel f32 avx512 256", "f32-256", 0.25},
		{"default", "spams-lars-f64", 0.25},
		{"fista-1e-3", "numpy-fista-1e-3", 0.5},
		{"fista-1e-5", "numpy-fista-retire-1e-5", 0.5},
		{"f64", "sklearn-cd", 0.1},
	}
	if len(pairs) != len(want) {
		t.Fatalf("got %d pairs, expected %d: %v", len(pairs), len(want), pairs)
	}
	for i, w := range want {
		p := pairs[i]
		if p.Ours.Variant != w.ours || p.Peer.Variant != w.peer || math.Abs(p.Ratio()-w.ratio) > 1e-12 {
			t.Errorf("pair %d is %s beside %s, ratio %v; expected %v", i, p.Ours.Variant, p.Peer.Variant, p.Ratio(), w)
		}
	}
}

func TestWriteComparison(t *testing.T) {
	p := peer("lasso-encode", "spams-lars-f64", "", 2, 0.326, Field{"objective", 10.65312}, Field{"gap_max", 5e-10})
	p.Load, p.Forced, p.Cores = 1.5, "SkylakeX", []string{"openblas 0.3.21 SkylakeX"}
	o := ours("lasso-encode", "default", "", "", 2, 0.1, Field{"objective", 10.65310}, Field{"gap_max", 2e-14})
	var b strings.Builder
	if err := WriteComparison(&b, []Pair{{o, p}}, "a machine"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| lasso-encode | 2 | spams-lars-f64 (SkylakeX) | 0.326 | 10.6531, gap 5.0e-10 | default | 0.1 | 10.6531, gap 2.0e-14 | 0.31 |\n",
		"on a machine, with library 1.0, openblas 0.3.21 SkylakeX. Load average up to 1.5, with what was measured.\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table\n%s\nlacks %q", b.String(), want)
		}
	}
}

func TestWriteTable(t *testing.T) {
	var b strings.Builder
	err := WriteTable(&b, []Row{
		ours("gemm", "kernel", "f32-256", "avx2", 1, 0.5, Field{"gflops", 100}, Field{"percent", 85.2}),
		ours("cell", "figure", "", "", 2, 0.25),
	})
	want := `
gemm    threads  seconds  fastest  runs  gflops  percent
kernel  1        0.5      0.5      1     100     85 %

cell    threads  seconds  fastest  runs
figure  2        0.25     0.25     1
`
	if err != nil || b.String() != want {
		t.Errorf("got %v\n%q, expected\n%q", err, b.String(), want)
	}
}

func TestRowJSON(t *testing.T) {
	r := ours("lasso-encode", "default", "", "", 2, 0.5, Field{"objective", 10.5}, Field{"gap_max", math.NaN()})
	data, err := json.Marshal(r)
	want := `{"workload":"lasso-encode","variant":"default","threads":2,"seconds":0.5,"objective":10.5,"gap_max":null,"seconds_min":0.5,"runs":1,"load":0}`
	if err != nil || string(data) != want {
		t.Errorf("got %s %v, expected %s", data, err, want)
	}
}

func TestRowOfAPeer(t *testing.T) {
	var r Row
	err := json.Unmarshal([]byte(`{"workload": "gemm", "variant": "f32-256", "threads": 1, "seconds": 0.1, "tier": "avx512",
		"gflops": 300.5, "seconds_min": 0.09, "runs": 7, "peer": "numpy 1.24", "omp": 1, "blas": 1,
		"cores": ["openblas 0.3.21 Zen"], "cpu": "a processor", "load": 0.5, "core_forced": null, "reach": {"0.01": null}}`), &r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Case != "f32-256" || r.Tier != "avx512" || r.Runs != 7 || r.Peer != "numpy 1.24" || len(r.Cores) != 1 || r.Forced != "" {
		t.Errorf("got %+v", r)
	}
	if len(r.Quality) != 1 || r.Quality[0] != (Field{"gflops", 300.5}) {
		t.Errorf("quality is %v, expected gflops 300.5 alone", r.Quality)
	}
	if err := json.Unmarshal([]byte(`{"workload": "gemm"}`), &r); err == nil {
		t.Error("a row without a variant was taken")
	}
}

// The rows of lista-train are held against each other by their number of layers.
func TestJoinLayers(t *testing.T) {
	var peers, mine []Row
	for i, line := range []string{
		`{"workload":"lista-train","variant":"torch","threads":2,"seconds":2,"K":1,"code_err":0.2,"peer":"PyTorch"}`,
		`{"workload":"lista-train","variant":"torch","threads":2,"seconds":9,"K":16,"code_err":0.1,"peer":"PyTorch"}`,
	} {
		var r Row
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		peers = append(peers, r)
		mine = append(mine, ours("lista-train", "f32", []string{"K1", "K16"}[i], "", 2, 1))
	}
	pairs := Join(mine, peers)
	if len(pairs) != 2 || pairs[0].Ratio() != 0.5 || pairs[1].Ours.Case != "K16" {
		t.Errorf("got %v, expected a pair for each number of layers", pairs)
	}
}

// codeError is 0 for the codes themselves, and 1 for none.
func TestCodeError(t *testing.T) {
	Z := mat.NewDense(1, 2, []float64{3, 4})
	if a, b := codeError(Z, Z), codeError(mat.NewDense(1, 2, nil), Z); a != 0 || math.Abs(b-1) > 1e-15 {
		t.Errorf("got %v and %v, expected 0 and 1", a, b)
	}
}
