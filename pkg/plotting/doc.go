// Package plotting draws matrices, images and curves, and shows them in GoNB
// notebooks.
//
// A figure is made by one call and used by another:
//
//	fig := plotting.Filters(D, plotting.Grid{H: 28, W: 28, Cols: 20})
//	plotting.Show(fig, "Figure 5. 256 strokes learned from MNIST")
//	err := fig.Save("fig5.png") // or .svg
//
// Grids of tiles, one tile a row of a matrix: [Filters], [Images], [Pairs], [Strips],
// [Parts], with one settings struct, [Grid]. Axes: [Curves], [Bars], [Histogram],
// [Scatter], with [Axes] and [Series]. Codes in the plane: [Balls], [Trajectories], [Latent]. Energies over the plane: [Heat], [Contours],
// [Multiples], [Sweep], [Surface], with [Landscape] and [HeatStyle]; [Arrows], with
// [VectorField]. [Diagram] draws what a model says about its
// structure. [Row] and [Column] put figures together, and
// [Plot] takes a plot made with gonum/plot.
//
// For a notebook's cell there are [Show], [Markdown], [Printf], [Claims],
// [Progress] and [Interruptible]. They find out where they run: in a GoNB cell they
// make outputs of the cell, elsewhere they write files or lines of text, or nothing.
//
// A row of a matrix holds a tile as H×W×C numbers, row by row, the channels of a
// pixel side by side. Colours of curves are those of Okabe and Ito, which people with
// any of the common kinds of colour blindness can tell apart (M. Okabe, K. Ito, Color
// Universal Design, 2008; B. Wong, Nature Methods 8:441, 2011). Letters are Liberation
// Sans, 11 points or more at 96 dots an inch.
package plotting
