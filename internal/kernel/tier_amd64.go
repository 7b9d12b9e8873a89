//go:build !noasm

package kernel

import "golang.org/x/sys/cpu"

// tierNow is read by every call; set at start-up, and by Use.
var tierNow = mustStartTier()

func active() Tier { return tierNow }

func best() Tier {
	x := &cpu.X86
	switch {
	case !x.HasAVX2 || !x.HasFMA || !x.HasBMI1 || !x.HasBMI2:
		return Go
	case x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL:
		return AVX512
	}
	return AVX2
}

func use(t Tier) { tierNow = t }

// asm reports whether assembly is in use.
func asm() bool { return tierNow != Go }

// wide reports whether it is AVX-512.
func wide() bool { return tierNow == AVX512 }
