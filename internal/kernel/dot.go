package kernel

// Dot returns Σ x[i]·y[i].
func Dot[T Float](x, y []T) T {
	sameLen("Dot", len(x), len(y))
	if asm() && len(x) > 0 {
		return dotASM(x, y)
	}
	return dotGo(x, y)
}

func dotGo[T Float](x, y []T) T {
	y = y[:len(x)]
	var s0, s1, s2, s3 T
	i := 0
	for ; i+4 <= len(x); i += 4 {
		s0 += x[i] * y[i]
		s1 += x[i+1] * y[i+1]
		s2 += x[i+2] * y[i+2]
		s3 += x[i+3] * y[i+3]
	}
	for ; i < len(x); i++ {
		s0 += x[i] * y[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// DotRows takes the product of y with rows of a matrix X of stride ld:
//
//	dst[r] = Σ_j X[idx[r], j]·y[j]
//
// or rows 0 … len(dst)-1 where idx is nil. The bits are those of Dot.
func DotRows[T Float](dst []T, x []T, ld int, idx []int, y []T) {
	checkRows("DotRows", len(dst), len(y), len(x), ld, idx)
	if asm() && len(dst) > 0 && len(y) > 0 {
		if idx == nil {
			dotRowsSeqASM(dst, x, ld, y)
		} else {
			dotRowsIdxASM(dst, x, ld, idx, y)
		}
		return
	}
	for r := range dst {
		o := rowOf(idx, r) * ld
		dst[r] = dotGo(x[o:o+len(y)], y)
	}
}
