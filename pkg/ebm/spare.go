package ebm

import "sync"

// spare keeps scratch memory between uses, so that a decoder that many goroutines share
// allocates only when more of them are at it than ever before.
type spare[T any] struct {
	mu   sync.Mutex
	free []*T
	make func() *T
}

// get returns scratch that nobody else has.
func (s *spare[T]) get() *T {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.free)
	if n == 0 {
		return s.make()
	}
	t := s.free[n-1]
	s.free = s.free[:n-1]
	return t
}

// put gives it back.
func (s *spare[T]) put(t *T) {
	s.mu.Lock()
	s.free = append(s.free, t)
	s.mu.Unlock()
}
