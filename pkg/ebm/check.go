package ebm

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Finite returns an error that names the first entry of v which is NaN or
// infinite, and nil where there is none. name is what the caller calls v.
func Finite(name string, v []float64) error {
	if s := kernel.Asum(v); s-s == 0 { // no NaN, no Inf, and no overflow that looks like one
		return nil
	}
	for i, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("ebm: %s[%d] is %v, expected a finite number", name, i, x)
		}
	}
	return nil
}

func checkLambda(lambda float64) error {
	if !(lambda >= 0) || math.IsInf(lambda, 1) {
		return fmt.Errorf("ebm: λ is %v, expected a finite number ≥ 0", lambda)
	}
	return nil
}

// mustMatch panics with both lengths where they differ.
func mustMatch(a string, na int, b string, nb int) {
	if na != nb {
		panic(fmt.Sprintf("ebm: length of %s is %d, length of %s is %d", a, na, b, nb))
	}
}
