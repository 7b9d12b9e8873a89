package nn

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
)

// A Tensor is one named array of a [Safetensors] file.
type Tensor struct {
	Shape
	DType string // "F32", "F64", "BF16", …
	Data  []byte // little-endian, row-major
}

// Safetensors is the content of a file in the format of that name, which Python reads
// with safetensors.torch.load_file and safetensors.numpy.load_file: the length of a
// header (8 bytes, little-endian), the header (JSON: type, dimensions and place of
// each tensor), the numbers.
type Safetensors struct {
	Tensors  []Tensor          // in the order of their places
	Metadata map[string]string // may be nil
}

const (
	metadataKey = "__metadata__"
	maxHeader   = 100_000_000 // bytes, the limit of the format
)

// dtypes are the types of the format and their size in bytes.
var dtypes = map[string]int{
	"BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1,
	"U16": 2, "I16": 2, "F16": 2, "BF16": 2,
	"U32": 4, "I32": 4, "F32": 4,
	"U64": 8, "I64": 8, "F64": 8,
}

// A place is what the header says of one tensor.
type place struct {
	DType   string    `json:"dtype"`
	Shape   []int     `json:"shape"`
	Offsets [2]uint64 `json:"data_offsets"`
}

// MarshalBinary returns the bytes of a file.
func (f *Safetensors) MarshalBinary() ([]byte, error) {
	var head bytes.Buffer
	head.WriteByte('{')
	entry := func(key string, v any) error {
		if head.Len() > 1 {
			head.WriteByte(',')
		}
		k, err := json.Marshal(key)
		if err != nil {
			return err
		}
		val, err := json.Marshal(v)
		head.Write(append(append(k, ':'), val...))
		return err
	}
	if len(f.Metadata) > 0 {
		if err := entry(metadataKey, f.Metadata); err != nil {
			return nil, err
		}
	}
	at := uint64(0)
	for _, t := range f.Tensors {
		end := at + uint64(len(t.Data))
		if t.Name == metadataKey || uint64(dtypes[t.DType]*t.Size()) != end-at {
			return nil, fmt.Errorf("nn: tensor %q of type %q and dimensions %v cannot be %d bytes of a safetensors file", t.Name, t.DType, t.Dims, end-at)
		}
		if err := entry(t.Name, place{t.DType, append([]int{}, t.Dims...), [2]uint64{at, end}}); err != nil {
			return nil, err
		}
		at = end
	}
	head.WriteByte('}')
	head.WriteString(strings.Repeat(" ", -head.Len()&7))
	out := binary.LittleEndian.AppendUint64(nil, uint64(head.Len()))
	out = append(out, head.Bytes()...)
	for _, t := range f.Tensors {
		out = append(out, t.Data...)
	}
	return out, nil
}

// UnmarshalBinary reads the bytes of a file. It returns an error for one that is cut
// off, has bytes left, or whose tensors overlap, leave gaps, come twice, or are of
// unknown types.
func (f *Safetensors) UnmarshalBinary(data []byte) error {
	if len(data) < 8 {
		return fmt.Errorf("nn: safetensors: %d bytes, expected at least 8", len(data))
	}
	n := binary.LittleEndian.Uint64(data)
	if n > maxHeader || n > uint64(len(data)-8) {
		return fmt.Errorf("nn: safetensors: the header has %d bytes, the file %d, the limit is %d", n, len(data), maxHeader)
	}
	places, names, meta, err := parseHeader(data[8 : 8+n])
	if err != nil {
		return fmt.Errorf("nn: safetensors: %w", err)
	}
	tensors, err := cut(data[8+n:], places, names)
	if err != nil {
		return fmt.Errorf("nn: safetensors: %w", err)
	}
	f.Tensors, f.Metadata = tensors, meta
	return nil
}
