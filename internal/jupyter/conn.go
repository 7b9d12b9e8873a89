package jupyter

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/go-zeromq/zmq4"
)

// address is the content of a connection file. The kernel listens on sockets in a
// folder that only its user can open; a "port" is the end of a socket's name.
type address struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	Shell     int    `json:"shell_port"`
	IOPub     int    `json:"iopub_port"`
	Stdin     int    `json:"stdin_port"`
	Control   int    `json:"control_port"`
	Heartbeat int    `json:"hb_port"`
	Scheme    string `json:"signature_scheme"`
	Key       string `json:"key"`
	Kernel    string `json:"kernel_name"`
}

// newAddress returns an address for a new kernel with its sockets in dir.
func newAddress(dir string) address {
	return address{Transport: "ipc", IP: filepath.Join(dir, "s"), Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5,
		Scheme: "hmac-sha256", Key: rand.Text(), Kernel: "gonb"}
}

// endpoint returns the name of a socket for zmq.
func (a address) endpoint(port int) string {
	return fmt.Sprintf("%s://%s-%d", a.Transport, a.IP, port)
}

// write puts the connection file into dir and returns its path. Its name is of
// the form that kernels read their id from.
func (a address) write(dir, id string) (string, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "kernel-"+id+".json")
	return path, os.WriteFile(path, text, 0o600)
}

// maxSocketPath is how long the name of a socket may be on all systems.
const maxSocketPath = 100

// socketDir makes a new folder for sockets: the usual temporary folder may have
// too long a name.
func socketDir() (string, error) {
	dir, err := os.MkdirTemp("", "latentlab-")
	if err == nil && len(dir) > maxSocketPath-len("/s-1") {
		os.Remove(dir)
		dir, err = os.MkdirTemp("/tmp", "latentlab-")
	}
	return dir, err
}

// received is a message, or what went wrong, from one of the sockets.
type received struct {
	message
	err error
}

// conn holds the connections to a kernel.
type conn struct {
	key            key
	session        string
	shell, control zmq4.Socket
	sockets        []zmq4.Socket
	incoming       chan received // from all sockets
	cancel         context.CancelFunc
}

// dial connects to the kernel at a, and waits until it listens or ctx ends.
func dial(ctx context.Context, a address) (*conn, error) {
	life, cancel := context.WithCancel(context.Background())
	defer context.AfterFunc(ctx, cancel)()
	c := &conn{key: key(a.Key), session: rand.Text(), incoming: make(chan received), cancel: cancel}
	// One identity for all: GoNB answers what came to control through shell.
	options := []zmq4.Option{zmq4.WithID(zmq4.SocketIdentity(c.session)),
		zmq4.WithDialerRetry(5 * time.Millisecond), zmq4.WithDialerMaxRetries(-1), zmq4.WithLogger(quiet)}
	c.shell = zmq4.NewDealer(life, options...)
	c.control = zmq4.NewDealer(life, options...)
	iopub := zmq4.NewSub(life, options...)
	c.sockets = []zmq4.Socket{c.shell, c.control, iopub}
	for i, port := range []int{a.Shell, a.Control, a.IOPub} {
		if err := c.sockets[i].Dial(a.endpoint(port)); err != nil {
			c.close()
			return nil, err
		}
	}
	if err := iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		c.close()
		return nil, err
	}
	for _, s := range c.sockets {
		go c.receive(life, s)
	}
	return c, ctx.Err()
}

// receive passes on what arrives at s until the connection ends.
func (c *conn) receive(life context.Context, s zmq4.Socket) {
	for {
		raw, err := s.Recv()
		r := received{err: err}
		if err == nil {
			r.message, r.err = c.key.decode(raw.Frames)
		}
		select {
		case c.incoming <- r:
		case <-life.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// send sends a request with the given content and returns its id.
func (c *conn) send(s zmq4.Socket, kind string, content json.RawMessage) (string, error) {
	m := newMessage(c.session, kind, content)
	frames, err := c.key.encode(m)
	if err != nil {
		return "", err
	}
	return m.header.ID, s.SendMulti(zmq4.NewMsgFrom(frames...))
}

// close closes all connections.
func (c *conn) close() {
	c.cancel()
	for _, s := range c.sockets {
		s.Close()
	}
}
