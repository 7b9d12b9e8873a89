package blas

import (
	"testing"

	"gonum.org/v1/gonum/blas/testblas"

	"github.com/latentlab/latentlab/internal/kernel"
)

// onTiers runs body once for every tier that this machine and build have.
func onTiers(t *testing.T, body func(t *testing.T)) {
	t.Helper()
	was := kernel.Active()
	defer func() {
		if err := kernel.Use(was); err != nil {
			t.Error(err)
		}
	}()
	for tier := kernel.Go; tier <= kernel.Best(); tier++ {
		if err := kernel.Use(tier); err != nil {
			t.Fatal(err)
		}
		t.Run(tier.String(), body)
	}
}

// TestGonumSuites runs gonum's own suites, for what is replaced here and for
// some of what calls it.
func TestGonumSuites(t *testing.T) {
	g := Implementation{}
	for name, suite := range map[string]func(t *testing.T){
		"Ddot":   func(t *testing.T) { testblas.DdotTest(t, g) },
		"Dnrm2":  func(t *testing.T) { testblas.Dnrm2Test(t, g) },
		"Dasum":  func(t *testing.T) { testblas.DasumTest(t, g) },
		"Idamax": func(t *testing.T) { testblas.IdamaxTest(t, g) },
		"Daxpy":  func(t *testing.T) { testblas.DaxpyTest(t, g) },
		"Dscal":  func(t *testing.T) { testblas.DscalTest(t, g) },
		"Dgemv":  func(t *testing.T) { testblas.DgemvTest(t, g) },
		"Dger":   func(t *testing.T) { testblas.DgerTest(t, g) },
		"Dgemm":  func(t *testing.T) { testblas.TestDgemm(t, g) },
		"Dsyrk":  func(t *testing.T) { testblas.DsyrkTest(t, g) },
		"Dsymm":  func(t *testing.T) { testblas.DsymmTest(t, g) },
		"Dtrsm":  func(t *testing.T) { testblas.DtrsmTest(t, g) },
		"Dtrmm":  func(t *testing.T) { testblas.DtrmmTest(t, g) },
		"Dsyr2k": func(t *testing.T) { testblas.Dsyr2kTest(t, g) },
	} {
		t.Run(name, func(t *testing.T) { onTiers(t, suite) })
	}
}
