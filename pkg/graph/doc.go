// Package graph holds what a model says about its own structure: which variables it
// has, which functions connect them, and which terms make its energy. It knows neither
// how models compute nor how pictures are drawn; a model makes a [Graph], a drawing
// reads it.
//
// A graph has no coordinates. A drawing computes them from the edges and, where these
// leave it a choice, from the order of the nodes: earlier nodes stand further left in a
// diagram that goes up, and further up in one that goes to the right.
//
// Labels are plain Unicode. What stands in braces behind _ or ^ is lowered or raised, and
// a letter followed by a combining macron (U+0304) has a line over it, as has ȳ:
// "W_{e}", "‖z̄‖²", "C(y,ȳ)".
package graph
