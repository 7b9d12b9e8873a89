package checkpoint

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Params keeps the parameters of a model that its program makes anew from settings: only
// the numbers are in the file, and Load fills the same slices in place.
//
//	p := checkpoint.Params{dec.Params(), pred.Params()}
//	err := checkpoint.Train(ctx, key, p, func(ctx context.Context, _ bool, _ func() error) error {
//		_, err := ebm.Learn(ctx, model, X, Y, settings, rng, nil)
//		return err
//	})
type Params [][]float64

// Kind returns checkpoint.Params/1.
func (Params) Kind() string { return "checkpoint.Params/1" }

// MarshalBinary returns the number of slices, the length of each, then all numbers, as
// 64-bit little-endian words.
func (p Params) MarshalBinary() ([]byte, error) {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(p)))
	for _, s := range p {
		b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
	}
	for _, s := range p {
		for _, v := range s {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b, nil
}

// UnmarshalBinary sets the numbers of p. The error is for data of other lengths than p
// has; then p is as before.
func (p Params) UnmarshalBinary(data []byte) error {
	word := func(i int) uint64 { return binary.LittleEndian.Uint64(data[8*i:]) }
	words, at := len(data)/8, 1+len(p)
	if len(data)%8 != 0 || words < at || word(0) != uint64(len(p)) {
		return fmt.Errorf("%d bytes are not the parameters of %d slices", len(data), len(p))
	}
	total := at
	for i, s := range p {
		if n := word(1 + i); n != uint64(len(s)) {
			return fmt.Errorf("slice %d has %d numbers, expected %d", i, n, len(s))
		}
		total += len(s)
	}
	if words != total {
		return fmt.Errorf("%d words, expected %d", words, total)
	}
	for _, s := range p {
		for j := range s {
			s[j] = math.Float64frombits(word(at))
			at++
		}
	}
	return nil
}

var _ Model = Params{}
