package nn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// parseHeader reads the JSON object, key by key, since a map would hide keys that come
// twice.
func parseHeader(head []byte) (places []place, names []string, meta map[string]string, err error) {
	if len(head) == 0 || head[0] != '{' {
		return nil, nil, nil, fmt.Errorf("the header begins with %.10q, expected {", head)
	}
	dec := json.NewDecoder(bytes.NewReader(head))
	dec.DisallowUnknownFields()
	if _, err = dec.Token(); err != nil {
		return nil, nil, nil, err
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, nil, nil, fmt.Errorf("in the header: %w", err)
		}
		name, ok := key.(string)
		if !ok || seen[name] {
			return nil, nil, nil, fmt.Errorf("the header has the key %v twice", key)
		}
		seen[name] = true
		if name == metadataKey {
			if err := dec.Decode(&meta); err != nil {
				return nil, nil, nil, fmt.Errorf("metadata: %w", err)
			}
			continue
		}
		var p place
		if err := dec.Decode(&p); err != nil {
			return nil, nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		places, names = append(places, p), append(names, name)
	}
	if _, err = dec.Token(); err != nil {
		return nil, nil, nil, fmt.Errorf("the header does not end: %w", err)
	}
	if rest := strings.TrimRight(string(head[dec.InputOffset():]), " "); rest != "" {
		return nil, nil, nil, fmt.Errorf("the header ends with %.20q, expected spaces only", rest)
	}
	return places, names, meta, nil
}

// cut returns the tensors in the order of their places, which must follow one another
// without gaps to the end of data.
func cut(data []byte, places []place, names []string) ([]Tensor, error) {
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := places[a].Offsets, places[b].Offsets
		return slices.Compare(x[:], y[:])
	})
	tensors, at := make([]Tensor, 0, len(order)), uint64(0)
	for _, i := range order {
		p, name := places[i], names[i]
		size, err := p.bytes()
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		lo, hi := p.Offsets[0], p.Offsets[1]
		switch {
		case lo != at:
			return nil, fmt.Errorf("tensor %q begins at %d, the one before it ends at %d", name, lo, at)
		case hi < lo || hi-lo != size:
			return nil, fmt.Errorf("tensor %q has bytes %d to %d, expected %d bytes for %s %v", name, lo, hi, size, p.DType, p.Shape)
		case hi > uint64(len(data)):
			return nil, fmt.Errorf("tensor %q ends at %d, the file has %d bytes of numbers", name, hi, len(data))
		}
		tensors = append(tensors, Tensor{Shape{name, p.Shape}, p.DType, data[lo:hi:hi]})
		at = hi
	}
	if at != uint64(len(data)) {
		return nil, fmt.Errorf("the tensors end at %d, the file has %d bytes of numbers", at, len(data))
	}
	return tensors, nil
}

// bytes is the size of the tensor.
func (p place) bytes() (uint64, error) {
	n, ok := dtypes[p.DType]
	if !ok {
		return 0, fmt.Errorf("type %q is not known", p.DType)
	}
	if p.Shape == nil {
		return 0, fmt.Errorf("no shape")
	}
	size := uint64(n)
	for _, d := range p.Shape {
		if d < 0 || d > 0 && size > math.MaxInt64/uint64(d) {
			return 0, fmt.Errorf("dimensions %v", p.Shape)
		}
		size *= uint64(d)
	}
	return size, nil
}
