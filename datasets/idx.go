package datasets

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// ReadIDX reads a file of bytes in the IDX format of MNIST: two zero bytes, 8 for
// bytes, the number of dimensions, each dimension in four bytes (big endian), then
// the data with the last dimension running fastest. Memory grows with the data that
// come, not with what the header claims.
//
// Errors: another magic number, no or more than eight dimensions, too few data, or
// more than the header says.
//
// The format is described on the page of the MNIST database.
func ReadIDX(r io.Reader) (dims []int, data []uint8, err error) {
	dims, size, err := readHeader(r)
	if err != nil {
		return nil, nil, err
	}
	data, err = io.ReadAll(io.LimitReader(r, size))
	if err != nil {
		return nil, nil, fmt.Errorf("IDX data of %v: %w", dims, err)
	}
	if int64(len(data)) < size {
		return nil, nil, fmt.Errorf("the IDX header says %v, %d bytes, but the data end after %d: %w", dims, size, len(data), io.ErrUnexpectedEOF)
	}
	if n, err := io.CopyN(io.Discard, r, 1); n > 0 {
		return nil, nil, fmt.Errorf("the IDX header says %v, %d bytes, but more data follow", dims, size)
	} else if err != io.EOF {
		return nil, nil, fmt.Errorf("after the IDX data of %v: %w", dims, err)
	}
	return dims, data, nil
}

// parseIDX does the same with a file in memory, without copying the data.
func parseIDX(file []byte) (dims []int, data []uint8, err error) {
	r := &sliceReader{file}
	dims, size, err := readHeader(r)
	if err != nil {
		return nil, nil, err
	}
	if have := int64(len(r.rest)); have < size {
		return nil, nil, fmt.Errorf("the IDX header says %v, %d bytes, but the data end after %d: %w", dims, size, have, io.ErrUnexpectedEOF)
	} else if have > size {
		return nil, nil, fmt.Errorf("the IDX header says %v, %d bytes, but %d follow it", dims, size, have)
	}
	return dims, r.rest, nil
}

type sliceReader struct{ rest []byte }

func (s *sliceReader) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// readHeader returns the dimensions and their product.
func readHeader(r io.Reader) (dims []int, size int64, err error) {
	var magic [4]byte
	if n, err := io.ReadFull(r, magic[:]); err != nil {
		return nil, 0, fmt.Errorf("an IDX file starts with four bytes, got %d: %w", n, err)
	}
	if magic[0] != 0 || magic[1] != 0 || magic[2] != 8 || magic[3] < 1 || magic[3] > 8 {
		return nil, 0, fmt.Errorf("an IDX file of bytes starts with 00 00 08 and a number of dimensions from 1 to 8, got % x", magic)
	}
	sizes := make([]byte, 4*int(magic[3]))
	if n, err := io.ReadFull(r, sizes); err != nil {
		return nil, 0, fmt.Errorf("an IDX header of %d dimensions has %d more bytes, got %d: %w", magic[3], len(sizes), n, err)
	}
	size = 1
	for i := 0; i < len(sizes); i += 4 {
		d := int64(binary.BigEndian.Uint32(sizes[i:]))
		if d > math.MaxInt32 || d > 0 && size > math.MaxInt32/d {
			return nil, 0, fmt.Errorf("the IDX header says %v × %d, more than %d bytes", dims, d, math.MaxInt32)
		}
		dims = append(dims, int(d))
		size *= d
	}
	return dims, size, nil
}
