package plotting

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// decimal puts about six ticks at multiples of 1, 2 or 5 times a power of ten, for
// whole numbers at whole ones.
type decimal struct{ whole bool }

// Ticks implements [plot.Ticker].
func (d decimal) Ticks(lo, hi float64) []plot.Tick {
	step := niceStep((hi - lo) / 6)
	if d.whole {
		step = max(step, 1)
	}
	if !(step > 0) || math.IsInf(hi-lo, 0) {
		return nil
	}
	big := max(math.Abs(lo), math.Abs(hi))
	var ticks []plot.Tick
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+1e-9*step && len(ticks) < 50; k++ {
		ticks = append(ticks, plot.Tick{Value: k * step, Label: number(k, step, big)})
	}
	return ticks
}

// niceStep returns the 1, 2 or 5 times a power of ten that is next above step.
func niceStep(step float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, m := range []float64{1, 2, 5} {
		if step <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// number writes k·step with the digits that step needs. If the largest tick is far
// from 1 it is written as a multiple of its power of ten.
func number(k, step, big float64) string {
	v := k * step
	if k == 0 {
		return "0"
	}
	exponent := 0
	if big >= 1e6 || big < 1e-3 {
		exponent = int(math.Floor(math.Log10(big)))
	}
	scale := math.Pow(10, float64(exponent))
	digits := max(0, -int(math.Floor(math.Log10(step/scale)+1e-9)))
	s := minus(strconv.FormatFloat(v/scale, 'f', digits, 64))
	if exponent != 0 {
		s += "·10^{" + minus(strconv.Itoa(exponent)) + "}"
	}
	return s
}

// minus writes a minus sign for the hyphen of a number.
func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// decades puts labelled ticks at powers of ten, and plain ones at their multiples. On
// less than one and a half decades the multiples 2 and 5 are labelled too.
type decades struct{}

// Ticks implements [plot.Ticker].
func (decades) Ticks(lo, hi float64) []plot.Tick {
	if !(lo > 0) || math.IsInf(hi, 0) {
		return nil
	}
	first, last := int(math.Floor(math.Log10(lo)+1e-9)), int(math.Ceil(math.Log10(hi)-1e-9))
	span := math.Log10(hi / lo)
	every := int(math.Ceil(span / 9)) // decades between labels
	var ticks []plot.Tick
	for e := first; e <= last; e++ {
		power := math.Pow(10, float64(e))
		for m := 1; m < 10; m++ {
			t := plot.Tick{Value: float64(m) * power}
			switch {
			case m == 1 && mod(e, every) == 0 && span > 1.5:
				t.Label = powerOfTen(e)
			case span <= 1.5 && (m == 1 || m == 2 || m == 5):
				t.Label = minus(strconv.FormatFloat(t.Value, 'g', 3, 64))
			}
			if t.Value >= lo*(1-1e-9) && t.Value <= hi*(1+1e-9) && (m == 1 || every == 1) {
				ticks = append(ticks, t)
			}
		}
	}
	return ticks
}

func powerOfTen(e int) string {
	switch e {
	case 0:
		return "1"
	case 1:
		return "10"
	}
	return "10^{" + minus(strconv.Itoa(e)) + "}"
}

func mod(a, b int) int { return ((a % b) + b) % b }
