// Package jupyter is a small client for Jupyter kernels: it starts one, executes
// cells, and gathers what they show. It speaks version 5 of the messaging
// protocol over zmq, as much of it as running notebooks needs.
//
// Reference: https://jupyter-client.readthedocs.io/en/stable/messaging.html.
package jupyter

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// header says what a message is. Answers carry the header of the request.
type header struct {
	ID       string `json:"msg_id"`
	Username string `json:"username"`
	Session  string `json:"session"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
	Date     string `json:"date"`
}

// message is one message without its addresses.
type message struct {
	header  header
	parent  header // of the request that is answered
	content json.RawMessage
}

// newMessage returns a request.
func newMessage(session, kind string, content json.RawMessage) message {
	return message{content: content, header: header{
		ID: rand.Text(), Username: "latentlab", Session: session, Type: kind,
		Version: "5.3", Date: time.Now().UTC().Format(time.RFC3339Nano),
	}}
}

// delimiter stands between the addresses and the message.
const delimiter = "<IDS|MSG>"

// key signs messages with HMAC-SHA256.
type key []byte

// sign returns the signature, in hexadecimal digits, of a message's four parts.
func (k key) sign(parts [][]byte) []byte {
	mac := hmac.New(sha256.New, k)
	for _, part := range parts {
		mac.Write(part)
	}
	return hex.AppendEncode(nil, mac.Sum(nil))
}

// encode returns the frames of m: delimiter, signature, header, parent header,
// metadata, content.
func (k key) encode(m message) ([][]byte, error) {
	head, err := json.Marshal(m.header)
	if err != nil {
		return nil, err
	}
	parent := []byte("{}")
	if m.parent != (header{}) {
		if parent, err = json.Marshal(m.parent); err != nil {
			return nil, err
		}
	}
	parts := [][]byte{head, parent, []byte("{}"), m.content}
	return append([][]byte{[]byte(delimiter), k.sign(parts)}, parts...), nil
}

// decode reads the message in frames, behind any addresses, and checks its
// signature. Buffers that follow the message are ignored.
func (k key) decode(frames [][]byte) (message, error) {
	i := slices.IndexFunc(frames, func(f []byte) bool { return string(f) == delimiter })
	if i < 0 || len(frames) < i+6 {
		return message{}, fmt.Errorf("a message of %d frames with the delimiter at %d, want it with 5 frames after it", len(frames), i)
	}
	parts := frames[i+2 : i+6]
	if !hmac.Equal(frames[i+1], k.sign(parts)) {
		return message{}, errors.New("a message with a wrong signature")
	}
	m := message{content: parts[3]}
	if err := json.Unmarshal(parts[0], &m.header); err != nil {
		return message{}, fmt.Errorf("a message's header: %w", err)
	}
	if err := json.Unmarshal(parts[1], &m.parent); err != nil {
		return message{}, fmt.Errorf("a message's parent header: %w", err)
	}
	return m, nil
}
