package bench

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// A point becomes the Gaussian, a constant stays, and reflection is that of d c b a | a b c d.
func TestBlur(t *testing.T) {
	const n, sigma = 61, 5
	point, flat := make([]float64, n*n), make([]float64, n*n)
	point[30*n+30] = 1
	for i := range flat {
		flat[i] = 3
	}
	b := blur(point, n, n, sigma)
	if got, want := b[30*n+33]/b[30*n+30], math.Exp(-9./50); math.Abs(got-want) > 1e-12 {
		t.Errorf("3 pixels away %v of the top, expected %v", got, want)
	}
	for i, v := range blur(flat, n, n, sigma) {
		if math.Abs(v-3) > 1e-12 {
			t.Fatalf("pixel %d of a constant 3 is %v", i, v)
		}
	}
	for i, want := range map[int]int{-1: 0, -4: 3, 4: 3, 7: 0, 2: 2, 8: 0, -5: 3} {
		if got := reflected(i, 4); got != want {
			t.Errorf("%d of 4 is %d, expected %d", i, got, want)
		}
	}
}

func TestReach(t *testing.T) {
	w := newWatch(CSC{Minimum: 10})
	for i, e := range []float64{11, 10.05, 10.0005} {
		if done := w.step(func() float64 { return e }); done != (i == 2) {
			t.Errorf("E = %v: done is %v", e, done)
		}
	}
	if len(w.reach) != 3 || w.reach[0].Value > w.reach[1].Value || w.reach[1].Value != w.reach[2].Value {
		t.Errorf("reach is %v", w.reach)
	}
	short := &watch{c: CSC{Minimum: 10}, reach: []Field{{"0.01", 0.5}}, energy: 10.05, seconds: 60}
	row := cscRow(Row{Workload: "csc-encode", Variant: "f32", Threads: 1}, []*watch{w, short})
	text, err := json.Marshal(row)
	if err != nil || !strings.Contains(string(text), `"0.001":null,"0.0001":null}`) {
		t.Errorf("%s, %v", text, err)
	}
	var again Row
	if err := json.Unmarshal(text, &again); err != nil || len(again.Reach) != 3 || again.Reach[0] != row.Reach[0] || !math.IsNaN(again.Reach[2].Value) {
		t.Errorf("read back %+v, %v", again.Reach, err)
	}
}
