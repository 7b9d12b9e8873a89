package gonbpipe

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// longest is the largest answer that is believed, in bytes.
const longest = 1 << 20

// readAcks reads the kernel's messages from r and puts one value into acks for each
// answer to a sync. It closes acks at the end of r, or at what is not a message.
func readAcks(r io.Reader, acks chan<- struct{}) {
	defer close(acks)
	br := bufio.NewReader(r)
	for {
		message, err := readMessage(br)
		if err != nil {
			return
		}
		if isAck(message) {
			acks <- struct{}{}
		}
	}
}

// isAck says whether message is a value, not the definition of a type (whose number
// is negative, so that its lowest bit is 1), and is addressed to a sync.
func isAck(message []byte) bool {
	id, err := readUint(bufio.NewReader(bytes.NewReader(message)))
	return err == nil && id&1 == 0 && bytes.Contains(message, []byte(ackAddress))
}

// readMessage reads a length and that many bytes.
func readMessage(r *bufio.Reader) ([]byte, error) {
	n, err := readUint(r)
	if err != nil {
		return nil, err
	}
	if n > longest {
		return nil, fmt.Errorf("gonbpipe: a message of %d bytes, expected at most %d", n, longest)
	}
	message := make([]byte, n)
	_, err = io.ReadFull(r, message)
	return message, err
}

// readUint reads what buffer.uint wrote.
func readUint(r *bufio.Reader) (uint64, error) {
	b, err := r.ReadByte()
	if err != nil || b < 128 {
		return uint64(b), err
	}
	n := -int(int8(b))
	if n > 8 {
		return 0, fmt.Errorf("gonbpipe: a number of %d bytes, expected at most 8", n)
	}
	var v uint64
	for range n {
		b, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		v = v<<8 | uint64(b)
	}
	return v, nil
}
