package plotting

import (
	"image/color"
	"math"
	"sync"
)

// Energies are dark where they are low, as valleys are deep: from violet over blue,
// teal and green to yellow. The colours lie on a path through the OKLab space along
// which lightness only grows, at equal distances, so that equal steps of energy look
// equally large, also in grey, in print and to the colour-blind.
//
// Reference: B. Ottosson, A perceptual color space for image processing, 2020.

// shadeSteps is how many colours of the path are used: neighbours can hardly be told
// apart, and a PNG with a palette has room for the rest.
const shadeSteps = 128

// shades are the colours, the darkest first.
var shades = sync.OnceValue(func() []color.RGBA {
	const fine = 4096
	length := make([]float64, fine+1)
	last := shadePath(0)
	for i := 1; i <= fine; i++ {
		p := shadePath(float64(i) / fine)
		length[i] = length[i-1] + math.Sqrt(sq(p[0]-last[0])+sq(p[1]-last[1])+sq(p[2]-last[2]))
		last = p
	}
	out := make([]color.RGBA, shadeSteps)
	at := 0
	for i := range out {
		for want := length[fine] * float64(i) / (shadeSteps - 1); at < fine && length[at] < want; at++ {
		}
		out[i] = rgbOf(linearOf(shadePath(float64(at) / fine)))
	}
	return out
})

// shadeSet holds the shades, also as an animation rounds them.
var shadeSet = sync.OnceValue(func() map[rgb]bool {
	set := make(map[rgb]bool)
	for _, c := range shades() {
		set[pixel([]uint8{c.R, c.G, c.B})] = true
		set[pixel([]uint8{coarser(c.R), coarser(c.G), coarser(c.B)})] = true
	}
	return set
})

// shade returns the colour at t between 0 and 1.
func shade(t float64) color.RGBA {
	return shades()[clamp(int(t*(shadeSteps-1)+0.5), shadeSteps)]
}

// Shades returns n colours in the order of lightness, for curves that belong to n values
// of a parameter. They leave out the brightest, which cannot be seen on white.
func Shades(n int) []color.Color {
	out := make([]color.Color, n)
	for i := range out {
		out[i] = shade(0.86 * float64(i) / float64(max(1, n-1)))
	}
	return out
}

// shadePath returns the point at t as OKLab's L, a and b. Chroma is reduced where the
// screen has no such colour.
func shadePath(t float64) [3]float64 {
	light := 0.23 + 0.72*t
	angle := (300 - 195*t) * math.Pi / 180
	sin, cos := math.Sincos(angle)
	at := func(chroma float64) [3]float64 { return [3]float64{light, chroma * cos, chroma * sin} }
	want := 0.12 + 0.03*t
	if shown(at(want)) {
		return at(want)
	}
	lo, hi := 0.0, want
	for range 40 {
		if c := (lo + hi) / 2; shown(at(c)) {
			lo = c
		} else {
			hi = c
		}
	}
	return at(lo)
}

// shown says whether the screen has a colour.
func shown(lab [3]float64) bool {
	c := linearOf(lab)
	return min(c[0], c[1], c[2]) >= 0 && max(c[0], c[1], c[2]) <= 1
}

// linearOf returns a colour's red, green and blue as amounts of light.
func linearOf(lab [3]float64) [3]float64 {
	l := cube(lab[0] + 0.3963377774*lab[1] + 0.2158037573*lab[2])
	m := cube(lab[0] - 0.1055613458*lab[1] - 0.0638541728*lab[2])
	s := cube(lab[0] - 0.0894841775*lab[1] - 1.2914855480*lab[2])
	return [3]float64{
		4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s,
	}
}

// rgbOf returns the colour of amounts of light, in the steps of sRGB.
func rgbOf(light [3]float64) color.RGBA {
	var v [3]uint8
	for i, x := range light {
		if x <= 0.0031308 {
			x *= 12.92
		} else {
			x = 1.055*math.Pow(x, 1/2.4) - 0.055
		}
		v[i] = uint8(255*min(1, max(0, x)) + 0.5)
	}
	return color.RGBA{v[0], v[1], v[2], 255}
}

func sq(v float64) float64   { return v * v }
func cube(v float64) float64 { return v * v * v }
