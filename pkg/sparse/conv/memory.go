package conv

import (
	"runtime"
	"unsafe"
)

// Memory returns the bytes that Encode takes at most beside the picture and the model when
// no more than the given share of the M·H′·W′ coordinates is in its lists at a time, 0 to 1.
// Lists hold what may be non-zero: on a path down to λ about ten times as many coordinates
// as end non-zero; 1 is a bound for any picture. The lists grow as they are needed.
//
// They are planes of about H·W·C numbers for the residual and its copy, and for Weights;
// M·W′ numbers for each of GOMAXPROCS goroutines; and for a coordinate two lists' entries,
// with half again for growth, and a sixfold history of sweeps. Large kernels are kept as
// their Fourier transforms as well, M·C numbers for each point of a tile of about 256² points
// at most or nine times a kernel, and the correlation of a row of tiles.
func (c *Coder[T]) Memory(share float64) int64 {
	if c.Model == nil {
		return 0
	}
	l := c.Model.layout()
	var number T
	size := int64(unsafe.Sizeof(number))
	planes := int64(2)
	if c.Weights != nil {
		planes += 2
	}
	bytes := planes * int64(l.size) * size
	bytes += int64(runtime.GOMAXPROCS(0)) * (int64(roundUp(l.maps, 4)*l.stride)*size + int64(8*l.maps*l.words))
	bytes += int64(len(l.taps)+len(l.blocks)) * size
	_, k := c.Model.Dims()
	if l.spectra != nil {
		bytes += l.spectra.memory(runtime.GOMAXPROCS(0))
	}
	perCoord := 3*int64(unsafe.Sizeof(coord[T]{})) + history*size*3/2
	return bytes + int64(share*float64(k))*perCoord
}
