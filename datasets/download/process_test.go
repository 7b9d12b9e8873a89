package download

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/datasets/internal/store"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

// The test binary is also the other process: with this variable, it fetches the
// set of TestTwoProcesses from the mirror and into the cache that two more name.
const childVariable = "LATENTLAB_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		set, _ := storetest.Digits(os.Getenv("LATENTLAB_TEST_MIRROR"))
		f := newFetcher(store.Places{Cache: os.Getenv("LATENTLAB_TEST_CACHE")}, func(p datasets.Progress) {
			if p.Waiting {
				fmt.Println("waiting")
			}
		})
		if err := f.fetch(context.Background(), set); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("done")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(t *testing.T, m *mirror, cache string) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	var out strings.Builder
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=1", "LATENTLAB_TEST_MIRROR="+m.URL+"/", "LATENTLAB_TEST_CACHE="+cache)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, &out
}

func TestTwoProcesses(t *testing.T) {
	_, files := storetest.Digits()
	m := newMirror(t, files)
	set, _ := storetest.Digits(m.URL + "/")
	m.behave(func(w http.ResponseWriter, r *http.Request, file []byte) bool {
		time.Sleep(100 * time.Millisecond)
		return false
	})
	f, _ := quick(t)
	a, outA := child(t, m, f.places.Cache)
	b, outB := child(t, m, f.places.Cache)
	if errA, errB := a.Wait(), b.Wait(); errA != nil || errB != nil {
		t.Fatalf("%v: %s\n%v: %s", errA, outA, errB, outB)
	}
	checkSet(t, f, set)
	if got := m.gets(); len(got) != 4 {
		t.Errorf("requests %v, expected one for each file", got)
	}
	if both := outA.String() + outB.String(); strings.Count(both, "waiting") != 1 || strings.Count(both, "done") != 2 {
		t.Errorf("the processes said %q", both)
	}
}

// TestKilledProcess kills a process in the middle of a file. What it leaves is not
// taken for the file, and the next process goes on where it stopped.
func TestKilledProcess(t *testing.T) {
	_, files := storetest.Digits()
	m := newMirror(t, files)
	set, _ := storetest.Digits(m.URL + "/")
	started := make(chan bool)
	m.behave(func(w http.ResponseWriter, r *http.Request, file []byte) bool {
		w.Header().Set("Content-Length", fmt.Sprint(len(file)))
		w.Write(file[:40])
		w.(http.Flusher).Flush()
		started <- true
		<-r.Context().Done()
		return true
	})
	f, dir := quick(t)
	cmd, _ := child(t, m, f.places.Cache)
	<-started
	for { // until the bytes are in the file
		if info, err := os.Stat(dir + "/train-images-idx3-ubyte.part"); err == nil && info.Size() == 40 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	cmd.Process.Kill()
	cmd.Wait()
	checkNothing(t, f, set)

	m.behave(nil)
	if err := f.fetch(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	checkSet(t, f, set)
	if got := m.gets(); len(got) != 4 || got[0] != "GET train-images-idx3-ubyte.gz bytes=40-" {
		t.Errorf("requests %v", got)
	}
}
