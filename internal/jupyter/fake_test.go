package jupyter

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

// fakeMode makes the test binary a kernel.
const fakeMode = "LATENTLAB_TEST_KERNEL"

func TestMain(m *testing.M) {
	if mode := os.Getenv(fakeMode); mode != "" {
		if err := fakeKernel(mode, os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// fake is a kernel for tests. The code of a cell is a script of what it sends, a
// line each: a message type and its content.
type fake struct {
	key         key
	shell, pub  zmq4.Socket
	interrupted chan bool
}

// fakeKernel runs a kernel at the address in a connection file until it is told to
// shut down.
func fakeKernel(mode, file string) error {
	signal.Ignore(os.Interrupt)
	if mode == "silent" {
		time.Sleep(time.Minute)
	}
	if mode == "broken" {
		return fmt.Errorf("I0000 00:00:00 x.go:1] note\npanic: no luck")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var a address
	if err := json.Unmarshal(text, &a); err != nil {
		return err
	}
	ctx := context.Background()
	f := fake{key: key(a.Key), shell: zmq4.NewRouter(ctx), pub: zmq4.NewPub(ctx), interrupted: make(chan bool, 100)}
	if mode == "forged" {
		f.key = key("another")
	}
	control := zmq4.NewRouter(ctx)
	for port, s := range map[int]zmq4.Socket{a.Shell: f.shell, a.IOPub: f.pub, a.Control: control} {
		if err := s.Listen(a.endpoint(port)); err != nil {
			return err
		}
	}
	go f.control(control, key(a.Key))
	for {
		raw, err := f.shell.Recv()
		if err != nil {
			return err
		}
		m, err := key(a.Key).decode(raw.Frames)
		if err != nil {
			return err
		}
		if err := f.answer(raw.Frames[0], m); err != nil {
			return err
		}
	}
}

// control ends the process when asked to, and passes on interrupts.
func (f *fake) control(s zmq4.Socket, k key) {
	for {
		raw, err := s.Recv()
		if err != nil {
			return
		}
		if m, err := k.decode(raw.Frames); err == nil && m.header.Type == "shutdown_request" {
			os.Exit(0)
		}
		f.interrupted <- true
	}
}

// answer answers a request on shell.
func (f *fake) answer(peer []byte, request message) error {
	f.publish(request, "status", `{"execution_state":"busy"}`)
	var body struct{ Code string }
	if err := json.Unmarshal(request.content, &body); err != nil {
		return err
	}
	reply := `{"status":"ok"}`
	for line := range strings.Lines(body.Code) {
		kind, content, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch kind {
		case "hang":
			<-f.interrupted
		case "hang-for-ever":
			select {}
		case "die":
			fmt.Fprintln(os.Stderr, "fatal error: out of ideas")
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		case "child":
			p, err := os.StartProcess("/bin/sleep", []string{"sleep", "100"}, &os.ProcAttr{})
			if err != nil {
				return err
			}
			f.publish(request, "stream", fmt.Sprintf(`{"name":"stdout","text":"%d"}`, p.Pid))
		case "stranger":
			f.publish(message{header: header{ID: "x"}}, "stream", content)
		case "reply":
			reply = content
		default:
			f.publish(request, kind, content)
		}
	}
	f.send(f.shell, peer, request, strings.Replace(request.header.Type, "_request", "_reply", 1), reply)
	f.publish(request, "status", `{"execution_state":"idle"}`)
	return nil
}

func (f *fake) publish(request message, kind, content string) {
	f.send(f.pub, []byte("topic"), request, kind, content)
}

func (f *fake) send(s zmq4.Socket, to []byte, request message, kind, content string) {
	m := newMessage("kernel", kind, json.RawMessage(content))
	m.parent = request.header
	frames, err := f.key.encode(m)
	if err != nil {
		panic(err)
	}
	if err := s.SendMulti(zmq4.NewMsgFrom(append([][]byte{to}, frames...)...)); err != nil {
		panic(err)
	}
}

// startFake starts the test binary as a kernel.
func startFake(t *testing.T, mode string) (*Kernel, error) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	c := Command{Argv: []string{os.Args[0], "{connection_file}"}, Env: append(os.Environ(), fakeMode+"="+mode), Dir: t.TempDir()}
	return start(t.Context(), c, patience{start: 5 * time.Second, stop: time.Second, close: 2 * time.Second})
}
