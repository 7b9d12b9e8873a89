package fewlabels

import "math/rand/v2"

// Frozen is [Logistic] on the features φ of a net whose stage stays as it is.
type Frozen struct {
	Net   Net
	Stage []float32 // filters, biases, gains; default: drawn anew by each Learn
	Decay float64   // default 1e-3
}

func (f Frozen) Learn(x []float32, labels []int, classes int, rng *rand.Rand) (Classifier, error) {
	if err := check(x, labels, classes); err != nil {
		return nil, err
	}
	if _, err := f.Net.features(); err != nil {
		return nil, err
	}
	if err := f.Net.checkRows(x, labels); err != nil {
		return nil, err
	}
	stage, err := f.Net.stage(f.Stage, rng)
	if err != nil {
		return nil, err
	}
	phi, err := f.Net.Features(stage, x)
	if err != nil {
		return nil, err
	}
	top, err := Logistic{Decay: f.Decay}.Learn(phi, labels, classes, rng)
	if err != nil {
		return nil, err
	}
	return &onFeatures{f.Net, stage, top}, nil
}

// stage returns a stage of the caller's, or one drawn where that is nil.
func (n Net) stage(given []float32, rng *rand.Rand) ([]float32, error) {
	if err := n.checkStage(given); err != nil || given != nil {
		return given, err
	}
	return n.Draw(rng)
}

type onFeatures struct {
	net   Net
	stage []float32
	top   Classifier
}

func (c *onFeatures) Classify(dst []int, x []float32) {
	phi, err := c.net.Features(c.stage, x)
	if err != nil {
		panic(err) // Learn had the same net and stage
	}
	c.top.Classify(dst, phi)
}
