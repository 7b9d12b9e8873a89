package kernel

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Starting a goroutine on another processor takes 50 to 80 µs where that
// processor sleeps, as long as a whole product of the sizes that training uses.
// Helpers therefore stay awake for a moment after a task and look for the next
// one. They give way to other goroutines, and there are never more of them than
// GOMAXPROCS-1.

// awake is how long a helper without a task stays.
const awake = 200 * time.Microsecond

// A helper is a goroutine, or the place for one.
type helper struct {
	state atomic.Int32
	task  atomic.Pointer[task]
	loop  func() // run, bound once so that a go statement allocates nothing
	_     [104]byte
}

const (
	absent int32 = iota // no goroutine
	idle                // awake, waiting for a task
	taken               // has a task, or is about to be given one
)

var crew [255]helper

func init() {
	for i := range crew {
		crew[i].loop = crew[i].run
	}
}

// recruit gives the task to at most count of the first limit helpers: to those
// awake, then to new ones.
func recruit(t *task, count, limit int) {
	limit = min(limit, len(crew))
	for _, from := range []int32{idle, absent} {
		for i := range crew[:limit] {
			if count == 0 {
				return
			}
			h := &crew[i]
			if !h.state.CompareAndSwap(from, taken) {
				continue
			}
			t.users.Add(1)
			h.task.Store(t)
			if from == absent {
				go h.loop()
			}
			count--
		}
	}
}

func (h *helper) run() {
	for {
		t := h.task.Swap(nil)
		t.work(false)
		t.release()
		h.state.Store(idle)
		if spin(func() bool { return h.task.Load() != nil }) {
			continue
		}
		if h.state.CompareAndSwap(idle, absent) {
			return
		}
		for h.task.Load() == nil { // taken: the task is on its way
			runtime.Gosched()
		}
	}
}

// spin waits until ready reports true or the time awake is over. Time that
// another goroutine or process took meanwhile does not count for much.
func spin(ready func() bool) bool {
	last := time.Now()
	for spent := time.Duration(0); spent < awake; {
		for range 64 {
			if ready() {
				return true
			}
			pause()
		}
		runtime.Gosched()
		now := time.Now()
		spent += min(now.Sub(last), awake/20)
		last = now
	}
	return ready()
}
