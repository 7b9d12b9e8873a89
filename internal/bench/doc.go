// Package bench measures the library on fixed workloads: how long each takes,
// and how good what it finds is. Results are rows, which may be joined with those
// that the scripts in the folder benchmarks measure on other libraries.
//
// Seconds are wall time, the median of a few runs. What only prepares the data or
// judges the result is outside the clock.
package bench
