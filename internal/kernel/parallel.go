package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Parallel calls f(0) … f(n-1), each once, on up to GOMAXPROCS goroutines, the
// caller's among them, and returns when all are done. Which goroutine runs
// which call is left to chance, so that f(i) must write to places of its own
// and must not depend on the order.
func Parallel(n int, f func(i int)) {
	procs := runtime.GOMAXPROCS(0)
	if n <= 1 || procs == 1 {
		for i := range n {
			f(i)
		}
		return
	}
	t := tasks.Get().(*task)
	t.f, t.n = f, int64(n)
	t.next.Store(0)
	t.done.Store(0)
	t.users.Store(1)
	recruit(t, min(n, procs)-1, procs-1)
	t.work()
	spin(func() bool { return t.done.Load() == t.n })
	<-t.finished
	t.release()
}

// A task is the calls of one Parallel.
type task struct {
	f          func(int)
	n          int64
	next, done atomic.Int64 // calls taken, calls finished
	users      atomic.Int64 // goroutines that hold the task
	finished   chan struct{}
}

var tasks = sync.Pool{New: func() any { return &task{finished: make(chan struct{}, 1)} }}

// work makes calls until none is left.
func (t *task) work() {
	for {
		i := t.next.Add(1) - 1
		if i >= t.n {
			return
		}
		t.f(int(i))
		if t.done.Add(1) == t.n {
			t.finished <- struct{}{}
		}
	}
}

// release gives up one hold; the last one returns the task to the pool. The
// caller does not wait for a helper that came too late to find a call.
func (t *task) release() {
	if t.users.Add(-1) == 0 {
		t.f = nil
		tasks.Put(t)
	}
}
