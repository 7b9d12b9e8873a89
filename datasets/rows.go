package datasets

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Matrix returns all images as rows, n×d in [0,1]. It takes 8·n·d bytes, 376 MB
// for all of MNIST: Rows gives fewer at a time.
func (m *Images) Matrix() *mat.Dense { return m.Rows(0, m.Len()) }

// Rows returns the images i … j-1 as rows, (j-i)×d in [0,1]. Like a slice
// expression it panics if they are not all there.
func (m *Images) Rows(i, j int) *mat.Dense {
	d := m.Dim()
	pix := m.Pix[i*d : j*d]
	if len(pix) == 0 {
		return &mat.Dense{}
	}
	x := make([]float64, len(pix))
	for k, p := range pix {
		x[k] = unit64[p]
	}
	return mat.NewDense(j-i, d, x)
}

// CopyRows writes the images i … j-1 into dst, (j-i)×d row by row in [0,1]. It
// panics if dst has another length.
func (m *Images) CopyRows(dst []float32, i, j int) {
	d := m.Dim()
	pix := m.Pix[i*d : j*d]
	if len(dst) != len(pix) {
		panic(fmt.Sprintf("datasets: dst has %d numbers, images %d … %d have %d", len(dst), i, j-1, len(pix)))
	}
	for k, p := range pix {
		dst[k] = unit32[p]
	}
}

// unit64 and unit32 map a byte to [0,1].
var unit64, unit32 = func() (a [256]float64, b [256]float32) {
	for i := range a {
		a[i], b[i] = float64(i)/255, float32(i)/255
	}
	return a, b
}()
