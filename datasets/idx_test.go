package datasets

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"runtime"
	"testing"
	"testing/iotest"

	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

func TestReadIDX(t *testing.T) {
	file := storetest.IDX([]int{2, 3, 1}, []byte{1, 2, 3, 4, 5, 6})
	for _, r := range []io.Reader{bytes.NewReader(file), iotest.OneByteReader(bytes.NewReader(file)), iotest.DataErrReader(bytes.NewReader(file))} {
		dims, data, err := ReadIDX(r)
		if err != nil || !reflect.DeepEqual(dims, []int{2, 3, 1}) || !bytes.Equal(data, file[16:]) {
			t.Errorf("got %v, %v, %v", dims, data, err)
		}
	}
	for i := range file {
		if _, _, err := ReadIDX(bytes.NewReader(file[:i])); err == nil {
			t.Errorf("no error for the first %d of %d bytes", i, len(file))
		}
	}
}

func TestReadIDXFaults(t *testing.T) {
	for _, c := range []struct {
		file  []byte
		words string
	}{
		{nil, "four bytes, got 0"},
		{[]byte{0, 0, 8}, "four bytes, got 3"},
		{[]byte{31, 139, 8, 0}, "got 1f 8b 08 00"},
		{[]byte{0, 0, 13, 3}, "got 00 00 0d 03"},
		{[]byte{0, 0, 8, 0}, "from 1 to 8"},
		{[]byte{0, 0, 8, 9}, "from 1 to 8"},
		{[]byte{0, 0, 8, 2, 0, 0, 0, 1}, "8 more bytes, got 4"},
		{storetest.IDX([]int{2, 2}, []byte{1, 2, 3}), "[2 2], 4 bytes, but the data end after 3"},
		{storetest.IDX([]int{2, 2}, []byte{1, 2, 3, 4, 5}), "[2 2], 4 bytes, but"},
		{storetest.IDX([]int{1 << 16, 1 << 16}, nil), "more than 2147483647 bytes"},
		{storetest.IDX([]int{1 << 31}, nil), "more than 2147483647 bytes"},
	} {
		_, _, err := ReadIDX(bytes.NewReader(c.file))
		checkError(t, err, c.words)
		_, _, err = parseIDX(c.file)
		checkError(t, err, c.words)
	}
	broken := errors.New("cable pulled")
	for i := range 3 {
		file := storetest.IDX([]int{2}, []byte{1, 2, 3})[:4+4*min(i, 1)+2*(i/2)]
		if _, _, err := ReadIDX(io.MultiReader(bytes.NewReader(file), iotest.ErrReader(broken))); !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", len(file), err)
		}
	}
}

// TestIDXClaim: a header that claims two gigabytes, with a few bytes after it, takes
// no more memory than those.
func TestIDXClaim(t *testing.T) {
	file := storetest.IDX([]int{1<<31 - 1}, make([]byte, 100))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, _, err := ReadIDX(bytes.NewReader(file)); err == nil {
		t.Error("no error")
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("took %d bytes of memory", took)
	}
}

func FuzzReadIDX(f *testing.F) {
	f.Add(storetest.IDX([]int{2, 3, 1}, []byte{1, 2, 3, 4, 5, 6}))
	f.Add(storetest.IDX([]int{2}, []byte{1, 2, 3}))
	f.Add(storetest.IDX([]int{1<<31 - 1}, []byte{1, 2, 3}))
	f.Add(storetest.IDX([]int{0, 1 << 30, 1 << 30}, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		dims, data, err := ReadIDX(bytes.NewReader(file))
		dims2, data2, err2 := parseIDX(file)
		if (err == nil) != (err2 == nil) {
			t.Fatalf("from a reader: %v; from memory: %v", err, err2)
		}
		if err != nil {
			return
		}
		if !reflect.DeepEqual(dims, dims2) || !bytes.Equal(data, data2) {
			t.Fatalf("from a reader %v, %v; from memory %v, %v", dims, data, dims2, data2)
		}
		if again := storetest.IDX(dims, data); !bytes.Equal(again, file) {
			t.Fatalf("% x is read as %v, %v, which is written as % x", file, dims, data, again)
		}
	})
}
