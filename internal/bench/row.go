package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Row is one measurement. As JSON it is one flat object, the quality fields
// among the others.
type Row struct {
	Workload   string
	Variant    string
	Case       string // a part of the workload, such as f32-1024 of gemm, or empty
	Tier       string // of the kernels, where a peer may run on another one
	Threads    int
	Seconds    float64 // the median of the runs
	SecondsMin float64
	Runs       int
	Quality    []Field
	Reach      []Field // seconds to each relative distance from the minimum; NaN where it was not reached

	Peer   string   // library and version, empty for this one
	Forced string   // kernels that a peer was made to take, if any
	Load   float64  // average over the last minute: how many were running, this one included
	Cores  []string // BLAS libraries of a peer, with their kernels
}

// Field is a number that says how good a result is.
type Field struct {
	Name  string
	Value float64
}

// Get returns the quality field of that name.
func (r Row) Get(name string) (v float64, ok bool) {
	for _, f := range r.Quality {
		if f.Name == name {
			return f.Value, true
		}
	}
	return 0, false
}

// MarshalJSON writes workload, variant, threads and seconds first, then the
// quality fields, then the rest. A number that is not finite is null.
func (r Row) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	add := func(name, value string) {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", name, value)
	}
	text := func(name, value string) {
		if value != "" {
			quoted, _ := json.Marshal(value) // a string never fails
			add(name, string(quoted))
		}
	}
	text("workload", r.Workload)
	text("variant", r.Variant)
	add("threads", strconv.Itoa(r.Threads))
	add("seconds", number(r.Seconds))
	for _, f := range r.Quality {
		add(f.Name, number(f.Value))
	}
	if r.Reach != nil {
		var parts []string
		for _, f := range r.Reach {
			parts = append(parts, fmt.Sprintf("%q:%s", f.Name, number(f.Value)))
		}
		add("reach", "{"+strings.Join(parts, ",")+"}")
	}
	add("seconds_min", number(r.SecondsMin))
	add("runs", strconv.Itoa(r.Runs))
	text("case", r.Case)
	text("tier", r.Tier)
	text("peer", r.Peer)
	text("core_forced", r.Forced)
	add("load", number(r.Load))
	return []byte("{" + b.String() + "}"), nil
}

func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "null"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// settings are numbers in a peer's row that say how it ran, not how well.
var settings = map[string]bool{"omp": true, "blas": true}

// UnmarshalJSON reads a row of ours or of a peer's script. Numbers without a place
// of their own are quality fields, in the order of the text; what is not a number
// is left out.
func (r *Row) UnmarshalJSON(data []byte) error {
	var known struct {
		Workload   string   `json:"workload"`
		Variant    string   `json:"variant"`
		Case       string   `json:"case"`
		Tier       string   `json:"tier"`
		Threads    int      `json:"threads"`
		Seconds    float64  `json:"seconds"`
		SecondsMin float64  `json:"seconds_min"`
		Runs       int      `json:"runs"`
		Peer       string   `json:"peer"`
		Forced     string   `json:"core_forced"`
		Cores      []string `json:"cores"`
		Load       float64  `json:"load"`

		Reach map[string]*float64 `json:"reach"`
	}
	if err := json.Unmarshal(data, &known); err != nil {
		return err
	}
	if known.Workload == "" || known.Variant == "" || known.Threads < 1 {
		return fmt.Errorf("bench: a row has workload %q, variant %q and %d threads, expected all three",
			known.Workload, known.Variant, known.Threads)
	}
	*r = Row{Workload: known.Workload, Variant: known.Variant, Case: known.Case, Tier: known.Tier,
		Threads: known.Threads, Seconds: known.Seconds, SecondsMin: known.SecondsMin, Runs: known.Runs,
		Peer: known.Peer, Forced: known.Forced, Load: known.Load, Cores: known.Cores}
	r.Reach = reachOf(known.Reach)
	if r.Workload == "gemm" && r.Peer != "" {
		r.Case = r.Variant // a peer's variant is the type and the shape alone
	}
	var err error
	r.Quality, err = qualityOf(data)
	if K, ok := r.Get("K"); ok && r.Case == "" {
		r.Case = fmt.Sprintf("K%v", K)
	}
	return err
}

// reachOf returns the fields of a peer's reach, in the order of cscLevels.
func reachOf(m map[string]*float64) (reach []Field) {
	for _, level := range cscLevels {
		name := fmt.Sprintf("%g", level)
		if v, ok := m[name]; ok && v != nil {
			reach = append(reach, Field{name, *v})
		} else if ok {
			reach = append(reach, Field{name, math.NaN()})
		}
	}
	return reach
}

// qualityOf returns the numbers of a JSON object that are quality fields.
func qualityOf(data []byte) ([]Field, error) {
	own := map[string]bool{"threads": true, "seconds": true, "seconds_min": true, "runs": true, "load": true}
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil { // the brace
		return nil, err
	}
	var fields []Field
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, err
		}
		key := name.(string)
		if v, err := strconv.ParseFloat(string(raw), 64); err == nil && !own[key] && !settings[key] {
			fields = append(fields, Field{key, v})
		}
	}
	return fields, nil
}
