// Package fewlabels measures what features that were learned without labels are worth
// when labels are few: accuracy on test images against the number of labelled images of
// each class, for several ways to learn, on the same samples.
//
// A [Learner] is a way to learn from n labelled images. There are three: [Logistic] on
// the numbers as they are; [Frozen], which trains a linear classifier alone on the
// features of a [Net]; [Network], which trains all of a Net. The last two begin with
// filters that are given, learned without labels say, or draw them.
//
// An [Experiment] draws the samples and runs the learners; a [Curve] is what one of
// them reached. Images are rows, n×d, in float32, as in package nn.
package fewlabels
