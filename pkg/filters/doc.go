// Package filters says what learned filters look like: it fits Gabor functions to
// them, names their kinds, from centre-surround to grating, compares encoders with
// decoders, and counts orientations, frequencies and shapes over a set.
//
// # Conventions
//
// A filter is a picture of h×w values in rows: entry y·w + x is the pixel in
// column x and row y. With C channels, those of a pixel stand side by side: entry
// (y·w + x)·C + c. Pixel centres have whole coordinates, x to the right, y
// down. Angles are in radians and turn from x towards y. Frequencies are in
// cycles a pixel.
package filters
