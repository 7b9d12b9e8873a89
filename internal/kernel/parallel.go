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
	for _, count := range []*atomic.Int64{&t.taken, &t.done, &t.front, &t.back} {
		count.Store(0)
	}
	t.users.Store(1)
	recruit(t, min(n, procs)-1, procs-1)
	t.work(true)
	spin(func() bool { return t.done.Load() == t.n })
	<-t.finished
	t.release()
}

// A task is the calls of one Parallel. The caller takes them from the first on, helpers
// from the last back: with two goroutines, each half of an array stays in the cache of
// one processor from loop to loop.
type task struct {
	f           func(int)
	n           int64
	taken, done atomic.Int64 // calls taken, calls finished
	front, back atomic.Int64 // of those taken: from the first on, from the last back
	users       atomic.Int64 // goroutines that hold the task
	finished    chan struct{}
}

var tasks = sync.Pool{New: func() any { return &task{finished: make(chan struct{}, 1)} }}

// work makes calls until none is left.
func (t *task) work(caller bool) {
	for t.taken.Add(1) <= t.n { // never more than n: the two ends do not cross
		i := t.n
		if caller {
			i = t.front.Add(1) - 1
		} else {
			i -= t.back.Add(1)
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
