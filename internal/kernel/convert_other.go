//go:build !amd64 || noasm

package kernel

func narrowASM(*float32, *float64, float64, int) { panic(noASM) }

func widenASM(*float64, *float32, float64, int) { panic(noASM) }
