package bench

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// npy returns a file in the npy format.
func npy(version byte, descr string, fortran, shape string, data any) []byte {
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", descr, fortran, shape)
	b := bytes.NewBufferString("\x93NUMPY")
	b.Write([]byte{version, 0})
	if version == 1 {
		binary.Write(b, binary.LittleEndian, uint16(len(header)))
	} else {
		binary.Write(b, binary.LittleEndian, uint32(len(header)))
	}
	b.WriteString(header)
	binary.Write(b, binary.LittleEndian, data)
	return b.Bytes()
}

func TestReadNPY(t *testing.T) {
	for _, c := range []struct {
		name string
		file []byte
		want []float64
	}{
		{"C, float64", npy(1, "<f8", "False", "(2, 3)", []float64{1, 2, 3, 4, 5, 6}), []float64{1, 2, 3, 4, 5, 6}},
		{"C, float32", npy(2, "<f4", "False", "(2, 3)", []float32{1, 2, 3, 4, 5, 6.5}), []float64{1, 2, 3, 4, 5, 6.5}},
		{"Fortran, float32", npy(1, "<f4", "True", "(2, 3)", []float32{1, 4, 2, 5, 3, 6}), []float64{1, 2, 3, 4, 5, 6}},
		{"Fortran, float64", npy(3, "<f8", "True", "(2, 3)", []float64{1, 4, 2, 5, 3, 6}), []float64{1, 2, 3, 4, 5, 6}},
	} {
		a, err := ReadNPY(bytes.NewReader(c.file))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if !slices.Equal(a.Shape, []int{2, 3}) || !slices.Equal(a.Data, c.want) {
			t.Errorf("%s: got %v %v, expected [2 3] %v", c.name, a.Shape, a.Data, c.want)
		}
	}
}

func TestReadNPYThreeAxes(t *testing.T) {
	// Element (i, j, l) is 100i + 10j + l; the first index runs fastest.
	var fortran, c []float64
	for l := range 4 {
		for j := range 3 {
			for i := range 2 {
				fortran = append(fortran, float64(100*i+10*j+l))
			}
		}
	}
	for i := range 2 {
		for j := range 3 {
			for l := range 4 {
				c = append(c, float64(100*i+10*j+l))
			}
		}
	}
	a, err := ReadNPY(bytes.NewReader(npy(1, "<f8", "True", "(2, 3, 4)", fortran)))
	if err != nil || !slices.Equal(a.Data, c) {
		t.Errorf("got %v %v, expected %v", a, err, c)
	}
}

func TestReadNPYRefuses(t *testing.T) {
	good := npy(1, "<f8", "False", "(2,)", []float64{1, 2})
	for _, c := range []struct {
		file []byte
		says string
	}{
		{nil, "not an npy file"},
		{[]byte("PK\x03\x04 something else"), "not an npy file"},
		{good[:20], "the header has"},
		{good[:len(good)-1], "expected 16"},
		{npy(1, "<i8", "False", "(2,)", []int64{1, 2}), "<i8"},
		{npy(1, "<f8", "False", "(0,)", []float64{}), "expected positive"},
		{npy(1, "<f8", "False", "(99999, 99999)", []float64{}), "product"},
		{npy(1, "<f8", "no", "(2,)", []float64{1, 2}), "fortran_order"},
	} {
		if _, err := ReadNPY(bytes.NewReader(c.file)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, expected an error with %q", err, c.says)
		}
	}
}
