// Package datasets gives images as matrices: MNIST and its relatives, the Berkeley
// photographs, and two generators, Strokes and DeadLeaves, for machines without
// data and without network. Curves in the plane, such as TwoMoons, are data small
// enough to see a whole energy over; the pictures of a Gauge lie on a curve in more
// dimensions.
//
// A data set is looked for in the folder that $LATENTLAB_DATA names, then in the
// user's cache, then it is downloaded. In the first two it has a folder of its own
// under its name:
//
//	mnist/train-images-idx3-ubyte.gz    and train-labels-idx1-ubyte.gz,
//	                                    t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz
//	fashion-mnist/, kmnist/             the same four names
//	bsds500/train/*.jpg                 the 200 Berkeley photographs
//
// The IDX files may also be there unpacked, without .gz. Digests are compared each
// time. What is damaged in $LATENTLAB_DATA is an error; what is damaged in the
// cache is downloaded again. LATENTLAB_OFFLINE=1 forbids the network. A download
// that failed is not tried again for ten minutes, unless `latentlab data fetch`
// asks for it.
//
// Pixels are bytes in memory and numbers in [0,1] in matrices, rows being images,
// in the order height, width, channel.
package datasets
