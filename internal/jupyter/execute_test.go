package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/latentlab/latentlab/internal/notebook"
)

func TestExecute(t *testing.T) {
	k := mustStart(t)
	var out Outputs
	var watched []string
	out.Watch = func(d *notebook.Display) { watched = append(watched, d.Data["text/plain"]) }
	err := k.Execute(t.Context(), `stream {"name":"stdout","text":"a"}
display_data {"data":{"text/plain":["0 ","%"]},"metadata":{},"transient":{"display_id":"p"}}
stream {"name":"stderr","text":"warning\n"}
stranger {"name":"stdout","text":"not mine"}
display_data {"data":{"image/png":"AAAA","text/plain":"picture"},"metadata":{"w": {"b":1, "a":2}}}
stream {"name":"stdout","text":"b\n"}
update_display_data {"data":{"text/plain":"100 %"},"transient":{"display_id":"p"}}
update_display_data {"data":{"text/plain":"nobody"},"transient":{"display_id":"q"}}
execute_result {"data":{"text/plain":"42"},"execution_count":7}
unheard_of {}`, 0, &out)
	if err != nil {
		t.Fatal(err)
	}
	want := []notebook.Output{
		&notebook.Stream{Name: "stdout", Text: "ab\n"},
		&notebook.Display{Data: map[string]string{"text/plain": "100 %"}},
		&notebook.Display{Data: map[string]string{"image/png": "AAAA", "text/plain": "picture"}, Metadata: notebook.Metadata{"w": json.RawMessage(`{"a":2,"b":1}`)}},
		&notebook.Display{Data: map[string]string{"text/plain": "42"}, Count: 7},
		&notebook.Stream{Name: "stderr", Text: "warning\n"},
	}
	got := out.List()
	for i := range max(len(want), len(got)) {
		if i >= len(got) || i >= len(want) || !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("output %d: got %+v, want %+v", i, list(got), list(want))
		}
	}
	if s := strings.Join(watched, ","); s != "0 %,picture,100 %,nobody,42" {
		t.Errorf("watched %s", s)
	}

	// A later cell updates the display of this one.
	var later Outputs
	err = k.Execute(t.Context(), `update_display_data {"data":{"text/plain":"later"},"transient":{"display_id":"p"}}`, 0, &later)
	if d := got[1].(*notebook.Display); err != nil || d.Data["text/plain"] != "later" || len(later.List()) != 0 {
		t.Errorf("an update from the next cell: %v, %v, %v", err, d.Data, list(later.List()))
	}
}

// list makes outputs readable.
func list(out []notebook.Output) string {
	text, err := (&notebook.Notebook{Cells: []*notebook.Cell{{Kind: notebook.Code, Outputs: out}}}).Encode()
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func TestExecuteFailure(t *testing.T) {
	k := mustStart(t)
	var out Outputs
	err := k.Execute(t.Context(), `error {"ename":"ERROR","evalue":"exit status 1","traceback":["t"]}
reply {"status":"error","ename":"ERROR","evalue":"exit status 1","traceback":["t"]}`, 0, &out)
	var failed *CellError
	if !errors.As(err, &failed) || err.Error() != "exit status 1" {
		t.Errorf("got %v", err)
	}
	want := []notebook.Output{&notebook.Failure{Name: "ERROR", Value: "exit status 1", Traceback: []string{"t"}}}
	if got := out.List(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %s, want %s", list(got), list(want))
	}
	if err := k.Execute(t.Context(), `stream {"name":"stdout","text":"next"}`, 0, &Outputs{}); err != nil {
		t.Errorf("the cell after it: %v", err)
	}
}

func TestExecuteLimit(t *testing.T) {
	k := mustStart(t)
	var out Outputs
	var limit *LimitError
	err := k.Execute(t.Context(), "hang\nstream {\"name\":\"stdout\",\"text\":\"saved\"}", 20*time.Millisecond, &out)
	if !errors.As(err, &limit) || errors.Is(err, ErrStuck) {
		t.Errorf("got %v", err)
	}
	if got := list(out.List()); !strings.Contains(got, "saved") {
		t.Errorf("what came after the interrupt is missing: %s", got)
	}
	err = k.Execute(t.Context(), "hang-for-ever", 20*time.Millisecond, &out)
	if !errors.As(err, &limit) || !errors.Is(err, ErrStuck) {
		t.Errorf("got %v, want that it is stuck", err)
	}
}

func TestExecuteCancelled(t *testing.T) {
	k := mustStart(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := k.Execute(ctx, "hang", 0, &Outputs{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestKernelDies(t *testing.T) {
	k := mustStart(t)
	err := k.Execute(t.Context(), "die", 0, &Outputs{})
	var died *DiedError
	if !errors.As(err, &died) || err.Error() != "the kernel ended (signal: killed): fatal error: out of ideas" {
		t.Errorf("got %v", err)
	}
}

func TestStartFails(t *testing.T) {
	for mode, want := range map[string]string{
		"broken": "the kernel ended (exit status 1): panic: no luck",
		"forged": "the connection to the kernel: a message with a wrong signature",
	} {
		if _, err := startFake(t, mode); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", mode, err, want)
		}
	}
	c := Command{Argv: []string{"/no/such/kernel"}}
	if _, err := Start(t.Context(), c); err == nil || !strings.Contains(err.Error(), "/no/such/kernel") {
		t.Errorf("got %v", err)
	}
}

func TestStartGivesUp(t *testing.T) {
	c := Command{Argv: []string{os.Args[0], "{connection_file}"}, Env: append(os.Environ(), fakeMode+"=silent"), Dir: t.TempDir()}
	_, err := start(t.Context(), c, patience{start: 50 * time.Millisecond})
	if err == nil || err.Error() != "the kernel did not answer within 50ms" {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := start(ctx, c, usual); err == nil {
		t.Error("a start that was cancelled passed")
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	k, err := startFake(t, "good")
	if err != nil {
		t.Fatal(err)
	}
	var out Outputs
	if err := k.Execute(t.Context(), "child", 0, &out); err != nil {
		t.Fatal(err)
	}
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(out.List()[0].(*notebook.Stream).Text)
	if err != nil {
		t.Fatal(err)
	}
	for alive(child) {
		time.Sleep(time.Millisecond)
	}
	if _, err := os.Stat(k.dir); !os.IsNotExist(err) {
		t.Errorf("the folder of the sockets: %v", err)
	}
}

// alive reports whether a process that is not ours runs. A process that has ended
// and that nobody waits for is not alive.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

func mustStart(t *testing.T) *Kernel {
	t.Helper()
	k, err := startFake(t, "good")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return k
}
