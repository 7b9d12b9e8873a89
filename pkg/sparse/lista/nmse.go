package lista

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// NMSE is the squared error of codes z relative to known ones z*, in decibels. With
// e_i = ‖z_i − z*_i‖² and w_i = ‖z*_i‖² of sample i, and [·] the mean over samples, it
// is in the three conventions of the literature
//
//	OfSums  = 10·log₁₀([e_i]/[w_i])
//	OfRatio = 10·log₁₀[e_i/w_i]
//	OfLogs  = [10·log₁₀(e_i/w_i)]
//
// A code that is exact makes the last one −Inf.
//
// Source: Chen, Liu, Wang & Yin, NeurIPS 2018, section 4.1 (the first one).
type NMSE struct{ OfSums, OfRatio, OfLogs float64 }

// NewNMSE compares the codes Z with those that are known (both n×k). The error is for
// no samples, shapes that differ, entries that are not finite, and a known code that
// is zero.
func NewNMSE(Z, known *mat.Dense) (NMSE, error) {
	if Z == nil || known == nil || Z.IsEmpty() || known.IsEmpty() {
		return NMSE{}, fmt.Errorf("lista: no codes to compare, expected two matrices with rows")
	}
	n, k := Z.Dims()
	if r, c := known.Dims(); r != n || c != k {
		return NMSE{}, fmt.Errorf("lista: Z is %d×%d and the known codes %d×%d, expected one shape", n, k, r, c)
	}
	var errors, norms, ratios, logs float64
	for i := range n {
		e, w, err := squares(i, Z.RawRowView(i), known.RawRowView(i))
		if err != nil {
			return NMSE{}, err
		}
		errors, norms, ratios, logs = errors+e, norms+w, ratios+e/w, logs+decibel(e/w)
	}
	return NMSE{decibel(errors / norms), decibel(ratios / float64(n)), logs / float64(n)}, nil
}

// squares returns ‖z − z*‖² and ‖z*‖² of sample i.
func squares(i int, z, known []float64) (e, w float64, err error) {
	if err := ebm.Finite(fmt.Sprintf("Z[%d]", i), z); err != nil {
		return 0, 0, err
	}
	if err := ebm.Finite(fmt.Sprintf("known[%d]", i), known); err != nil {
		return 0, 0, err
	}
	for j, v := range known {
		e += (z[j] - v) * (z[j] - v)
		w += v * v
	}
	if w == 0 {
		return 0, 0, fmt.Errorf("lista: the known code of sample %d is zero, expected one to compare with", i)
	}
	return e, w, nil
}

func decibel(v float64) float64 { return 10 * math.Log10(v) }
