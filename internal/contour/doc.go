// Package contour finds where a function that is known on a grid takes a value, and
// where it lies below: marching squares, for what computes landscapes and for what
// draws them.
package contour
