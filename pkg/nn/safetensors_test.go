package nn_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
)

func TestSafetensorsBytes(t *testing.T) {
	p := nn.NewParams[float32](nn.Shape{Name: "w", Dims: []int{1, 2}})
	p.Value[0], p.Value[1] = 1, -2
	var buf bytes.Buffer
	if err := p.WriteSafetensors(&buf); err != nil {
		t.Fatal(err)
	}
	head := `{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}`
	head += strings.Repeat(" ", -len(head)&7)
	want := file(head, "\x00\x00\x80\x3f\x00\x00\x00\xc0")
	if buf.String() != string(want) {
		t.Errorf("wrote %q, want %q", buf.String(), want)
	}
}

// file returns a file with this header and these numbers.
func file(head, data string) []byte {
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(head))), head...), data...)
}

func TestSafetensorsRoundTrip(t *testing.T) {
	net, p := large(t, newRand(1))
	var buf bytes.Buffer
	if err := p.WriteSafetensors(&buf); err != nil {
		t.Fatal(err)
	}
	q := nn.NewParams[float32](net.Spec().Params...)
	if err := q.ReadSafetensors(&buf); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Value, q.Value) {
		t.Error("the values differ after writing and reading")
	}
}

func TestSafetensorsErrors(t *testing.T) {
	const one = `"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`
	nan := string(binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(math.NaN()))))
	good := file("{"+one+"}", "\x00\x00\x80\x3f")
	for name, c := range map[string]struct {
		data []byte
		say  string
	}{
		"short":       {good[:5], "5 bytes"},
		"cut header":  {good[:20], "header has"},
		"cut data":    {good[:len(good)-1], "ends at 4"},
		"rest":        {append(slices.Clone(good), 0), "end at 4, the file has 5"},
		"no object":   {file("[]", ""), "expected {"},
		"open object": {file("{"+one, "1234"), "header"},
		"twice":       {file("{"+one+","+one+"}", "1234"), "twice"},
		"overlap":     {file("{"+one+`,"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}`, "123456"), "begins at 2"},
		"gap":         {file("{"+one+`,"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}`, "123456789012"), "begins at 8"},
		"wrong size":  {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, "1234"), "expected 8 bytes"},
		"overflow":    {file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}`, "1234"), "dimensions"},
		"negative":    {file(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, "1234"), "dimensions"},
		"unknown":     {file(`{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}`, "1234"), `"F33" is not known`},
		"dtype":       {file(`{"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}`, "1234"), "I32, expected F32"},
		"shape":       {file(`{"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}`, "1234"), "[1 1], expected [1]"},
		"name":        {file(`{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, "1234"), `no tensor "a"`},
		"number":      {file(`{}`, ""), "0 tensors, expected 1"},
		"NaN":         {file("{"+one+"}", nan), "NaN"},
	} {
		p := nn.NewParams[float32](nn.Shape{Name: "a", Dims: []int{1}})
		p.Value[0] = 5
		err := p.ReadSafetensors(bytes.NewReader(c.data))
		if err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.say)
		}
		if p.Value[0] != 5 {
			t.Errorf("%s: the value was changed", name)
		}
	}
}

// FuzzSafetensors: whatever is read without an error is written and read again as the
// same.
func FuzzSafetensors(f *testing.F) {
	f.Add(file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, "1234"))
	f.Add(file(`{"__metadata__":{"k":"v"},"b":{"dtype":"U8","shape":[0,3],"data_offsets":[0,0]}}  `, ""))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var a, b nn.Safetensors
		if a.UnmarshalBinary(data) != nil {
			return
		}
		out, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := b.UnmarshalBinary(out); err != nil {
			t.Fatal(err)
		}
		if len(a.Tensors) != len(b.Tensors) {
			t.Fatalf("%d tensors, then %d", len(a.Tensors), len(b.Tensors))
		}
		for i, x := range a.Tensors {
			y := b.Tensors[i]
			if x.Name != y.Name || x.DType != y.DType || !slices.Equal(x.Dims, y.Dims) || !bytes.Equal(x.Data, y.Data) {
				t.Fatalf("tensor %d was %v, is %v", i, x, y)
			}
		}
	})
}

// TestSafetensorsFromPython reads what safetensors.numpy.save of version 0.8.0 wrote of
// {"b": [0.5, -1], "a": [[1], [2]]}, both float32.
func TestSafetensorsFromPython(t *testing.T) {
	const python = "p\x00\x00\x00\x00\x00\x00\x00" +
		`{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}  ` +
		"\x00\x00\x80?\x00\x00\x00@\x00\x00\x00?\x00\x00\x80\xbf"
	p := nn.NewParams[float32](nn.Shape{Name: "b", Dims: []int{2}}, nn.Shape{Name: "a", Dims: []int{2, 1}})
	if err := p.ReadSafetensors(strings.NewReader(python)); err != nil {
		t.Fatal(err)
	}
	if want := []float32{0.5, -1, 1, 2}; !slices.Equal(p.Value, want) {
		t.Errorf("read %v, want %v", p.Value, want)
	}
}
