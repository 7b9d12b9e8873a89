// Package house holds the test that keeps imports pointing down: a package may
// import only what stands below it.
package house
