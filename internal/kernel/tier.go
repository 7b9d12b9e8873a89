package kernel

import (
	"fmt"
	"os"
	"unsafe"
)

// Float is the element type of every function here.
type Float interface{ float32 | float64 }

// Tier names an implementation of the loops.
type Tier int

const (
	Go     Tier = iota // plain Go
	AVX2               // AVX2 and FMA
	AVX512             // AVX-512 F, BW, DQ, VL
)

func (t Tier) String() string {
	switch t {
	case Go:
		return "go"
	case AVX2:
		return "avx2"
	case AVX512:
		return "avx512"
	}
	return fmt.Sprintf("Tier(%d)", int(t))
}

// Env is the environment variable that forces a lower tier: go, avx2 or avx512.
const Env = "LATENTLAB_KERNEL"

// Best returns the highest tier that this processor and this build have.
func Best() Tier { return best() }

// Active returns the tier in use.
func Active() Tier { return active() }

// Use makes t the active tier, for tests and benchmarks: no other function of
// this package may run meanwhile. A tier above Best is an error.
func Use(t Tier) error {
	if t < Go || t > best() {
		return fmt.Errorf("kernel: tier %v: this processor or build has %v at most", t, best())
	}
	use(t)
	return nil
}

// startTier returns the tier that the value of Env asks for, given the best
// one. Empty means the best. A program that was told to use a tier and silently
// used another would report the wrong measurements, so that an unknown name, or
// a tier that is not there, is an error.
func startTier(value string, best Tier) (Tier, error) {
	if value == "" {
		return best, nil
	}
	for t := Go; t <= AVX512; t++ {
		if t.String() != value {
			continue
		}
		if t > best {
			return best, fmt.Errorf("%s=%s: this processor or build has %s at most", Env, value, best)
		}
		return t, nil
	}
	return best, fmt.Errorf("%s=%q: expected go, avx2 or avx512", Env, value)
}

// mustStartTier panics where startTier fails: the variable is set by hand.
func mustStartTier() Tier {
	t, err := startTier(os.Getenv(Env), best())
	if err != nil {
		panic("kernel: " + err.Error())
	}
	return t
}

// is32 reports whether T is float32; a constant in compiled code.
func is32[T Float]() bool {
	var z T
	return unsafe.Sizeof(z) == 4
}

// sameLen panics unless two vectors have the same length.
func sameLen(fn string, x, y int) {
	if x != y {
		panic(fmt.Sprintf("kernel: %s: lengths %d and %d differ", fn, x, y))
	}
}

// lanes is the number of elements of a vector register.
func lanes[T Float]() int {
	n := 4
	if is32[T]() {
		n = 8
	}
	if wide() {
		n *= 2
	}
	return n
}
