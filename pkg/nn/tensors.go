package nn

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
)

// dtypeOf is the name of T in a safetensors file.
func dtypeOf[T Float]() string {
	if _, ok := any(T(0)).(float32); ok {
		return "F32"
	}
	return "F64"
}

// NewTensor returns values as a tensor of that shape, a copy.
func NewTensor[T Float](shape Shape, values []T) Tensor {
	t := Tensor{Shape: shape, DType: dtypeOf[T]()}
	for _, v := range values {
		if t.DType == "F32" {
			t.Data = binary.LittleEndian.AppendUint32(t.Data, math.Float32bits(float32(v)))
		} else {
			t.Data = binary.LittleEndian.AppendUint64(t.Data, math.Float64bits(float64(v)))
		}
	}
	return t
}

// Values sets dst to the numbers of t, which must be of the type T, as many as dst
// has, and finite.
func Values[T Float](dst []T, t Tensor) error {
	if want := dtypeOf[T](); t.DType != want {
		return fmt.Errorf("nn: tensor %q is of type %s, expected %s", t.Name, t.DType, want)
	}
	size := dtypes[t.DType]
	if len(t.Data) != size*len(dst) {
		return fmt.Errorf("nn: tensor %q has %d bytes, expected %d", t.Name, len(t.Data), size*len(dst))
	}
	for i := range dst {
		if size == 4 {
			dst[i] = T(math.Float32frombits(binary.LittleEndian.Uint32(t.Data[4*i:])))
		} else {
			dst[i] = T(math.Float64frombits(binary.LittleEndian.Uint64(t.Data[8*i:])))
		}
		if v := dst[i]; v-v != 0 {
			return fmt.Errorf("nn: tensor %q has the value %v at %d, expected finite ones", t.Name, v, i)
		}
	}
	return nil
}

// WriteSafetensors writes the values, tensor by tensor, as a safetensors file.
func (p *Params[T]) WriteSafetensors(w io.Writer) error {
	f := Safetensors{Tensors: p.tensors(p.Value), Metadata: map[string]string{"format": "pt"}}
	data, err := f.MarshalBinary()
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// tensors cuts a vector as long as the parameters.
func (p *Params[T]) tensors(v []T) []Tensor {
	var out []Tensor
	for _, s := range p.Shapes {
		n := s.Size()
		out = append(out, NewTensor(s, v[:n]))
		v = v[n:]
	}
	return out
}

// ReadSafetensors sets the values from a safetensors file. It must hold exactly the
// tensors of p, in any order, with their dimensions and type, and finite values;
// otherwise the error says what differs, and p is unchanged.
func (p *Params[T]) ReadSafetensors(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("nn: safetensors: %w", err)
	}
	var f Safetensors
	if err := f.UnmarshalBinary(data); err != nil {
		return err
	}
	if len(f.Tensors) != len(p.Shapes) {
		return fmt.Errorf("nn: safetensors: %d tensors, expected %d", len(f.Tensors), len(p.Shapes))
	}
	value := make([]T, len(p.Value))
	rest := value
	for _, s := range p.Shapes {
		i := slices.IndexFunc(f.Tensors, func(t Tensor) bool { return t.Name == s.Name })
		if i < 0 {
			return fmt.Errorf("nn: safetensors: no tensor %q", s.Name)
		}
		if t := f.Tensors[i]; !slices.Equal(t.Dims, s.Dims) {
			return fmt.Errorf("nn: safetensors: tensor %q has dimensions %v, expected %v", s.Name, t.Dims, s.Dims)
		}
		if err := Values(rest[:s.Size()], f.Tensors[i]); err != nil {
			return err
		}
		rest = rest[s.Size():]
	}
	copy(p.Value, value)
	return nil
}
