package ebm

import (
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Table is ȳ = Σ_j z_j·p_j with prototypes p_j: under [OneOfK] z picks one of them, under
// [Simplex] it mixes them. It is a linear decoder whose columns are the prototypes. It
// serves many goroutines at a time.
type Table struct {
	k, d  int
	theta []float64 // prototypes, k×d
	norm  spectral
}

// NewTable copies the prototypes (k×d, one a row). The error names an entry that is not
// finite.
func NewTable(prototypes mat.Matrix) (*Table, error) {
	rows, err := flat("prototypes", prototypes)
	if err != nil {
		return nil, err
	}
	k, d := prototypes.Dims()
	return &Table{k: k, d: d, theta: rows}, nil
}

// Prototypes returns the prototypes, k×d. Who changes the matrix changes the decoder.
func (dec *Table) Prototypes() *mat.Dense { return mat.NewDense(dec.k, dec.d, dec.theta) }

// Dims returns d, the length of a prototype, and k, their number.
func (dec *Table) Dims() (d, k int) { return dec.d, dec.k }

// Decode sets dst = Σ_j z_j·p_j. h is not used.
func (dec *Table) Decode(dst, _, z []float64) {
	mustMatch("dst", len(dst), "a prototype", dec.d)
	mustMatch("z", len(z), "prototypes", dec.k)
	kernel.Gemv(true, dec.k, dec.d, 1, dec.theta, dec.d, z, 0, dst)
}

// Pullback sets dst_j = ⟨p_j, u⟩.
func (dec *Table) Pullback(dst, _, _, u []float64) {
	mustMatch("dst", len(dst), "prototypes", dec.k)
	mustMatch("u", len(u), "a prototype", dec.d)
	kernel.Gemv(false, dec.k, dec.d, 1, dec.theta, dec.d, u, 0, dst)
}

// Params returns θ: the prototypes, one after another.
func (dec *Table) Params() []float64 { return dec.theta }

// PullbackParams adds z·uᵀ to dst.
func (dec *Table) PullbackParams(dst, _, z, u []float64) {
	mustMatch("dst", len(dst), "θ", len(dec.theta))
	mustMatch("z", len(z), "prototypes", dec.k)
	mustMatch("u", len(u), "a prototype", dec.d)
	kernel.Ger(1, z, u, dst, dec.d)
}

// Place moves θ to theta.
func (dec *Table) Place(theta []float64) { dec.theta = moved(theta, dec.theta) }

// SquaredNorm returns the largest eigenvalue of P·Pᵀ, P the prototypes. Cost: an eigendecomposition
// of size min(d, k) when they have changed, a look at them when not.
func (dec *Table) SquaredNorm() float64 { return dec.norm.of(dec.Prototypes()) }

// Label returns Σz_j·p_j.
func (dec *Table) Label() string { return "Σz_{j}p_{j}" }
