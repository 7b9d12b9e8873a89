//go:build !noasm

package kernel

func narrowASM(dst *float32, x *float64, f float64, n int) { narrowAVX2(dst, x, f, n) }

func widenASM(dst *float64, x *float32, f float64, n int) { widenAVX2(dst, x, f, n) }
