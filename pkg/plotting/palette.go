package plotting

import "image/color"

// colours are those of Okabe and Ito (2008), as printed in B. Wong, "Points of view:
// Color blindness", Nature Methods 8:441 (2011), in an order that begins with the
// strongest on white. Yellow is left out: on white it cannot be seen.
var colours = []color.RGBA{
	{0, 114, 178, 255},   // blue
	{213, 94, 0, 255},    // vermillion
	{0, 158, 115, 255},   // bluish green
	{204, 121, 167, 255}, // reddish purple
	{230, 159, 0, 255},   // orange
	{86, 180, 233, 255},  // sky blue
	{0, 0, 0, 255},       // black
}

// colour returns the i-th colour of a figure with several series.
func colour(i int) color.RGBA { return colours[i%len(colours)] }

var (
	frameGrey = color.Gray{Y: 0x88} // axes and ticks
	gridGrey  = color.Gray{Y: 0xE4} // lines behind the data
)
