package bench

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// Array is an array of numbers with its last index running fastest.
type Array struct {
	Shape []int
	Data  []float64
}

var (
	descrIn   = regexp.MustCompile(`'descr':\s*'([^']*)'`)
	fortranIn = regexp.MustCompile(`'fortran_order':\s*(True|False)`)
	shapeIn   = regexp.MustCompile(`'shape':\s*\(([^)]*)\)`)
)

// maxElements is more than any dictionary has: 2 GB of numbers.
const maxElements = 1 << 28

// ReadNPY reads a file in the npy format of numpy that holds float32 or float64
// numbers, little endian, in C or in Fortran order. The error names another type,
// a damaged header, or the bytes that are missing.
//
// Format: numpy's documentation, numpy.lib.format, versions 1 to 3.
func ReadNPY(r io.Reader) (*Array, error) {
	header, err := npyHeader(r)
	if err != nil {
		return nil, err
	}
	descr, fortran, shape := descrIn.FindStringSubmatch(header), fortranIn.FindStringSubmatch(header), shapeIn.FindStringSubmatch(header)
	if descr == nil || fortran == nil || shape == nil {
		return nil, fmt.Errorf("not an npy file: the header is %q, expected descr, fortran_order and shape", header)
	}
	size := map[string]int{"<f4": 4, "<f8": 8}[descr[1]]
	if size == 0 {
		return nil, fmt.Errorf("the numbers are %q, expected <f4 or <f8", descr[1])
	}
	a := &Array{}
	n := 1
	for field := range strings.SplitSeq(shape[1], ",") {
		if field = strings.TrimSpace(field); field == "" {
			continue
		}
		d, err := strconv.Atoi(field)
		if err != nil || d < 1 || n > maxElements/d {
			return nil, fmt.Errorf("the shape is (%s), expected positive lengths with a product up to %d", shape[1], maxElements)
		}
		a.Shape, n = append(a.Shape, d), n*d
	}
	a.Data, err = npyData(r, n, size)
	if err == nil && fortran[1] == "True" {
		a.Data = fromFortran(a.Data, a.Shape)
	}
	return a, err
}

// npyHeader reads up to the data and returns the dictionary that describes them.
func npyHeader(r io.Reader) (string, error) {
	var start [8]byte
	if _, err := io.ReadFull(r, start[:]); err != nil || string(start[:6]) != "\x93NUMPY" {
		return "", fmt.Errorf("not an npy file: it starts with %q, expected %q", start[:6], "\x93NUMPY")
	}
	length := make([]byte, 4)
	if start[6] == 1 {
		length = length[:2]
	}
	if _, err := io.ReadFull(r, length); err != nil {
		return "", fmt.Errorf("the header is cut off: %w", err)
	}
	n := int64(binary.LittleEndian.Uint32(append(length, 0, 0)))
	var header bytes.Buffer
	if got, err := io.CopyN(&header, r, min(n, 1<<20)); err != nil || got < n {
		return "", fmt.Errorf("the header has %d bytes, expected %d", got, n)
	}
	return header.String(), nil
}

// npyData reads n numbers of size bytes each.
func npyData(r io.Reader, n, size int) ([]float64, error) {
	var raw bytes.Buffer
	if got, err := io.CopyN(&raw, r, int64(n*size)); err != nil {
		return nil, fmt.Errorf("there are %d bytes of numbers, expected %d", got, n*size)
	}
	b, data := raw.Bytes(), make([]float64, n)
	for i := range data {
		if size == 4 {
			data[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:])))
		} else {
			data[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
	}
	return data, nil
}

// fromFortran reorders data whose first index runs fastest.
func fromFortran(data []float64, shape []int) []float64 {
	out := make([]float64, len(data))
	index := make([]int, len(shape))
	for _, v := range data {
		place := 0
		for axis, i := range index {
			place = place*shape[axis] + i
		}
		out[place] = v
		for axis := range index {
			if index[axis]++; index[axis] < shape[axis] {
				break
			}
			index[axis] = 0
		}
	}
	return out
}

// readNPYFile is ReadNPY for a file by name.
func readNPYFile(path string) (*Array, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a, err := ReadNPY(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}
