package bench

import (
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/datasets"
)

func TestChoose(t *testing.T) {
	got, err := Choose([]string{"cell", "gemm"})
	if err != nil || !slices.Equal(got, []string{"gemm", "cell"}) {
		t.Errorf("got %v %v, expected gemm and cell", got, err)
	}
	if got, err := Choose(nil); err != nil || len(got) != len(Workloads())-2 || slices.Contains(got, "vae-nll") || slices.Contains(got, "lista-synthetic") {
		t.Errorf("got %v %v, expected all but the long ones", got, err)
	}
	if got, err := Choose([]string{"vae-nll"}); err != nil || !slices.Equal(got, []string{"vae-nll"}) {
		t.Errorf("got %v %v, expected vae-nll", got, err)
	}
	if _, err := Choose([]string{"gem"}); err == nil || !strings.Contains(err.Error(), `"gem"`) {
		t.Errorf("got %v, expected an error that names gem", err)
	}
}

func TestMedian(t *testing.T) {
	if m := median([]float64{3, 1, 2}); m != 2 {
		t.Errorf("median of 3, 1, 2 is %v", m)
	}
	if m := median([]float64{4, 1, 2, 3}); m != 2.5 {
		t.Errorf("median of 4, 1, 2, 3 is %v", m)
	}
}

func TestRepeatCountsRuns(t *testing.T) {
	calls := 0
	seconds, err := (&Bench{}).repeat(t.Context(), 3, true, func() error { calls++; return nil })
	if err != nil || len(seconds) != 3 || calls != 4 {
		t.Errorf("%d calls, %d counted, %v; expected 4, 3, nil", calls, len(seconds), err)
	}
	broken := errors.New("broken")
	if _, err := (&Bench{}).repeat(t.Context(), 3, true, func() error { return broken }); err != broken {
		t.Errorf("got %v, expected the error of the call", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := (&Bench{}).repeat(ctx, 3, false, func() error { cancel(); return nil }); err != context.Canceled {
		t.Errorf("got %v, expected that it was cancelled", err)
	}
}

// For atoms e1, e2 the code of x is its soft threshold, with a gap of 0, and the
// objective of a zero code is ½‖x‖².
func TestScoreLasso(t *testing.T) {
	D := mat.NewDense(2, 2, []float64{1, 0, 0, 1})
	X := mat.NewDense(2, 2, []float64{3, 0.5, 2, 0})
	s := scoreLasso(X, D, mat.NewDense(2, 2, []float64{2, 0, 1, 0}), 1)
	if math.Abs(s.objective-(2.625+1.5)/2) > 1e-12 || s.nnz != 1 || s.gapMax > 1e-12 {
		t.Errorf("got %+v, expected objective 2.0625, nnz 1, gap 0", s)
	}
	// Zero: θ = x/2, dual = ½·4 − ⅛·4 = 1.5, so the gap is (2 − 1.5)/2.
	s = scoreLasso(X.Slice(1, 2, 0, 2).(*mat.Dense), D, mat.NewDense(1, 2, nil), 1)
	if s.objective != 2 || math.Abs(s.gapMax-0.25) > 1e-12 {
		t.Errorf("got %+v, expected objective 2, gap 0.25", s)
	}
}

func TestSplitMix(t *testing.T) {
	// The first outputs for seed 1234567, of the reference implementation.
	rng := splitMix(1234567)
	for _, want := range []uint64{6457827717110365317, 3203168211198807973} {
		if got := rng.next(); got != want {
			t.Errorf("got %d, expected %d", got, want)
		}
	}
}

func TestCutCopiesPixels(t *testing.T) {
	pix := make([]float32, 20*15)
	for i := range pix {
		pix[i] = float32(i)
	}
	photo, err := datasets.NewPhoto("", 20, 15, 1, pix)
	if err != nil {
		t.Fatal(err)
	}
	X := cut(&datasets.Photos{Items: []*datasets.Photo{photo}}, 50, 1)
	for i := range 50 {
		for dy := range side {
			for dx := range side {
				if got := X.At(i, dy*side+dx) - X.At(i, 0); got != float64(15*dy+dx) {
					t.Fatalf("patch %d, pixel (%d, %d) is %v after the first, expected %d", i, dy, dx, got, 15*dy+dx)
				}
			}
		}
	}
}

func TestDictionaryMissing(t *testing.T) {
	t.Setenv("LATENTLAB_DATA", "")
	if _, err := (&Bench{}).dictionary(); err == nil || !strings.Contains(err.Error(), "LATENTLAB_DATA") {
		t.Errorf("got %v, expected an error that names LATENTLAB_DATA", err)
	}
	t.Setenv("LATENTLAB_DATA", t.TempDir())
	if _, err := (&Bench{}).dictionary(); err == nil || !strings.Contains(err.Error(), "is missing") {
		t.Errorf("got %v, expected an error that says that the file is missing", err)
	}
	path := filepath.Join(t.TempDir(), "d.npy")
	if err := os.WriteFile(path, npy(1, "<f8", "False", "(1, 2)", []float64{1, 2}), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := (&Bench{Dict: path}).dictionary(); err == nil || !strings.Contains(err.Error(), "[1 2]") {
		t.Errorf("got %v, expected an error that names the shape", err)
	}
}

func TestDictionaryUnitRows(t *testing.T) {
	data := make([]float32, 2*784)
	data[0], data[1], data[3] = 3, 7, 4 // rows (3, 0, …), (7, 4, …) in Fortran order
	path := filepath.Join(t.TempDir(), "d.npy")
	if err := os.WriteFile(path, npy(1, "<f4", "True", "(2, 784)", data), 0o644); err != nil {
		t.Fatal(err)
	}
	D, err := (&Bench{Dict: path}).dictionary()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]float64{{1, 0}, {7 / math.Sqrt(65), 4 / math.Sqrt(65)}}
	for j := range want {
		if math.Abs(D.At(j, 0)-want[j][0])+math.Abs(D.At(j, 1)-want[j][1]) > 1e-15 {
			t.Errorf("atom %d begins with %v, %v, expected %v", j, D.At(j, 0), D.At(j, 1), want[j])
		}
	}
}

func TestPeersMissing(t *testing.T) {
	root := t.TempDir()
	if _, err := FindPeers(root); err == nil || !strings.Contains(err.Error(), "scripts are missing") {
		t.Errorf("got %v, expected that the scripts are missing", err)
	}
	if err := os.MkdirAll(filepath.Join(root, "benchmarks"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "benchmarks", "peers.py"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := FindPeers(root); err == nil || !strings.Contains(err.Error(), "setup.sh") {
		t.Errorf("got %v, expected that it names setup.sh", err)
	}
}

func TestRowsOf(t *testing.T) {
	var rows []Row
	emit := func(r Row) { rows = append(rows, r) }
	row := `{"workload":"gemm","variant":"f32-256","threads":1,"seconds":1}`
	if err := rowsOf(t.Context(), exec.Command("sh", "-c", "echo '"+row+"'"), emit); err != nil || len(rows) != 1 {
		t.Errorf("got %v %v, expected a row", rows, err)
	}
	err := rowsOf(t.Context(), exec.Command("sh", "-c", "echo '"+row+"'; exit 1"), emit)
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || len(rows) != 2 {
		t.Errorf("got %v %v, expected the second row, and exit status 1", rows, err)
	}
	if err := rowsOf(t.Context(), exec.Command("echo", "hello"), emit); err == nil || !strings.Contains(err.Error(), "hello") {
		t.Errorf("got %v, expected an error that quotes hello", err)
	}
}

func TestRowsOfStops(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	// The sleeping child holds the pipe open until it is ended too.
	if err := rowsOf(ctx, exec.Command("sh", "-c", "sleep 60; true"), func(Row) {}); err != context.DeadlineExceeded {
		t.Errorf("got %v, expected that time was over", err)
	}
}
