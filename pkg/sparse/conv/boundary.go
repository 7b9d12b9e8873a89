package conv

import "fmt"

// Boundary says where kernels may be put down.
type Boundary int

const (
	Valid    Boundary = iota // whole kernels only: maps are (H−h+1)×(W−w+1)
	Zero                     // maps are H×W; what sticks out of the picture is cut off
	Circular                 // maps are H×W; what sticks out comes in at the other side
)

func (b Boundary) String() string {
	switch b {
	case Valid:
		return "valid"
	case Zero:
		return "zero"
	case Circular:
		return "circular"
	}
	return fmt.Sprintf("Boundary(%d)", int(b))
}

// axis is one axis of the geometry: n pixels, a kernel of k, maps of size places,
// the kernel of place u covering pixels u+off … u+off+k−1.
type axis struct {
	n, k, size, off int
	circular        bool
}

func newAxis(b Boundary, n, k int) axis {
	if b == Valid {
		return axis{n: n, k: k, size: n - k + 1}
	}
	return axis{n: n, k: k, size: n, off: -(k / 2), circular: b == Circular}
}

// inside reports whether the kernel of place u lies within the picture.
func (a axis) inside(u int) bool { return u+a.off >= 0 && u+a.off+a.k <= a.n }

// pixel returns the pixel that entry i of the kernel of place u covers, or −1 where
// it is cut off.
func (a axis) pixel(u, i int) int {
	p := u + a.off + i
	switch {
	case p >= 0 && p < a.n:
		return p
	case !a.circular:
		return -1
	case p < 0:
		return p + a.n
	}
	return p - a.n
}
