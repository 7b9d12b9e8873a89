// Package pipetest plays the kernel's part of GoNB's display pipes, for tests. It
// decodes with encoding/gob and GoNB's own types, as the kernel does.
package pipetest

import (
	"encoding/gob"
	"io"
	"sync"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// A Display is one display as the kernel understood it.
type Display struct {
	HTML, Markdown, Text string
	PNG                  []byte
	ID                   string
	Kinds                int // how many contents came
}

// A Kernel collects displays.
type Kernel struct {
	mu    sync.Mutex
	shown []Display
	syncs int
	err   error
	done  chan struct{}
}

// Serve reads displays from r until its end and answers syncs on w.
func Serve(r io.Reader, w io.Writer) *Kernel {
	k := &Kernel{done: make(chan struct{})}
	go k.serve(r, w)
	return k
}

func (k *Kernel) serve(r io.Reader, w io.Writer) {
	defer close(k.done)
	dec, enc := gob.NewDecoder(r), gob.NewEncoder(w)
	for {
		var data protocol.DisplayData
		err := dec.Decode(&data)
		if err == io.EOF || err == io.ErrClosedPipe {
			return
		}
		if err == nil {
			err = k.take(data, enc)
		}
		if err != nil {
			k.mu.Lock()
			k.err = err
			k.mu.Unlock()
			return
		}
	}
}

// take stores a display, or answers a sync.
func (k *Kernel) take(data protocol.DisplayData, enc *gob.Encoder) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if v, ok := data.Data[protocol.MIMECommValue].(protocol.CommValue); ok && v.Address == protocol.GonbuiSyncAddress {
		k.syncs++
		return enc.Encode(&protocol.CommValue{Address: protocol.GonbuiSyncAckAddress, Value: v.Value.(int)})
	}
	d := Display{ID: data.DisplayID, Kinds: len(data.Data)}
	d.HTML, _ = data.Data[protocol.MIMETextHTML].(string)
	d.Markdown, _ = data.Data[protocol.MIMETextMarkdown].(string)
	d.Text, _ = data.Data[protocol.MIMETextPlain].(string)
	d.PNG, _ = data.Data[protocol.MIMEImagePNG].([]byte)
	k.shown = append(k.shown, d)
	return nil
}

// Shown returns what was displayed so far, and the decoder's error if there was one.
func (k *Kernel) Shown() ([]Display, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]Display(nil), k.shown...), k.err
}

// Syncs returns how many syncs were answered.
func (k *Kernel) Syncs() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.syncs
}

// Wait returns when the sending side has closed its pipe.
func (k *Kernel) Wait() { <-k.done }
