package gonbpipe

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"testing"
)

// The numbers of gob's encoding, against what encoding/gob reads.
func TestUintRoundTrip(t *testing.T) {
	for _, v := range []uint64{0, 1, 127, 128, 255, 256, 1 << 16, 1<<32 - 1, 1 << 63, 1<<64 - 1} {
		var b buffer
		b.uint(v)
		got, err := readUint(bufio.NewReader(bytes.NewReader(b)))
		if err != nil || got != v {
			t.Errorf("%d came back as %d, %v", v, got, err)
		}
		// A one-field struct value in a stream that gob began.
		var stream bytes.Buffer
		enc := gob.NewEncoder(&stream)
		if err := enc.Encode(struct{ V uint64 }{v}); err != nil {
			t.Fatal(err)
		}
		if v != 0 && !bytes.HasSuffix(stream.Bytes(), append(append([]byte{1}, b...), 0)) {
			t.Errorf("%d: gob writes %x, we write %x", v, stream.Bytes(), []byte(b))
		}
	}
}
