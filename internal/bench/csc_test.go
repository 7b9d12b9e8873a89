package bench

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

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
