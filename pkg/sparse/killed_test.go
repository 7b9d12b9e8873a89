package sparse_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// The test binary is also the process that gets killed: with this variable, it learns
// what killedLearner says.
const childVariable = "LATENTLAB_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		if err := learnAndSave(); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// killedLearner returns a learner before its first step, and its samples: 60 steps.
func killedLearner() (*sparse.Learner, *mat.Dense, error) {
	D, err := sparse.NewDictionary(gaussian(64, 48, seeded(1)))
	if err != nil {
		return nil, nil, err
	}
	X := planted(D, 480, 2)
	l, err := sparse.NewLearner(X, sparse.Learning{Atoms: 64, Lambda: 0.3, Batch: 16, Passes: 2}, seeded(3))
	return l, X, err
}

// learnAndSave takes one step for each byte of standard input. After it, it interrupts
// itself, which saves the state, prints the number of steps that are saved, and goes on
// from the file.
func learnAndSave() error {
	for {
		if _, err := os.Stdin.Read(make([]byte, 1)); err != nil {
			return nil // no more steps
		}
		l, X, err := killedLearner()
		if err != nil {
			return err
		}
		ctx, cancel := context.WithCancel(context.Background())
		err = l.ResumeOrLoad(ctx, "killed", X, func(sparse.Step) { cancel() })
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		fmt.Println(l.Steps())
		if err == nil {
			return nil
		}
	}
}

// TestKilledProcess kills the process that learns, again and again: while it learns,
// while it saves, and between. No step that was saved is lost, and the dictionary is, bit
// for bit, the one of a run that nobody disturbs, whatever the number of processors.
func TestKilledProcess(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("LATENTLAB_MODELS", dir)
	whole, X, err := killedLearner()
	if err != nil {
		t.Fatal(err)
	}
	if err := whole.Resume(context.Background(), X, nil); err != nil {
		t.Fatal(err)
	}
	rng := seeded(4)
	saved, lives := 0, 0
	for ; saved < whole.Steps(); lives++ {
		saved = oneLife(t, dir, saved, lives, rng)
	}
	l, err := sparse.LatestLearner("killed")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := whole.MarshalBinary()
	if got, _ := l.MarshalBinary(); !bytes.Equal(got, want) {
		t.Errorf("after %d lives: other bits than without interruption", lives)
	}
	t.Logf("%d lives, %d of them ended while saving", lives, strings.Count(look(dir), ".partial "))
}

// oneLife starts the process, lets it save some steps, and kills it in the next one: at
// once, within two milliseconds, or when the save has begun. It returns how many steps
// are saved.
func oneLife(t *testing.T, dir string, saved, life int, rng *rand.Rand) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=1", fmt.Sprintf("GOMAXPROCS=%d", 1+life%3))
	steps := 1 + rng.IntN(8)
	cmd.Stdin = strings.NewReader(strings.Repeat(".", steps+1))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(out)
	said := func() bool {
		if !lines.Scan() {
			return false
		}
		n, err := strconv.Atoi(lines.Text())
		if err != nil || n <= saved {
			t.Fatalf("%d steps were saved, then a process said %q", saved, lines.Text())
		}
		saved = n
		return true
	}
	for ; steps > 0 && said(); steps-- {
	}
	switch rng.IntN(3) {
	case 1:
		time.Sleep(time.Duration(rng.IntN(2000)) * time.Microsecond)
	case 2:
		before, end := look(dir), time.Now().Add(20*time.Millisecond)
		for look(dir) == before && time.Now().Before(end) {
		}
	}
	cmd.Process.Kill()
	for said() { // what it said before it died
	}
	return saved
}

// look returns the names and sizes of the files in dir, each followed by a space. A file
// of which the name ends in .partial is being written, or its writer died.
func look(dir string) string {
	files, _ := os.ReadDir(dir)
	var b strings.Builder
	for _, f := range files {
		if info, err := f.Info(); err == nil { // it may be gone by now
			fmt.Fprint(&b, info.Size(), " ", f.Name(), " ")
		}
	}
	return b.String()
}
