package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// lambda is λ of the workloads on MNIST.
const lambda = 0.421

// dictFile is the place of the dictionary in the data folder.
const dictFile = "bench/mnist_dict256.npy"

// dictionaryPath returns the file of the dictionary for MNIST.
func (b *Bench) dictionaryPath() (string, error) {
	if b.Dict != "" {
		return b.Dict, nil
	}
	folder := os.Getenv("LATENTLAB_DATA")
	if folder == "" {
		return "", fmt.Errorf("no dictionary: give --dict FILE.npy, or set LATENTLAB_DATA to a folder that holds %s", dictFile)
	}
	return filepath.Join(folder, dictFile), nil
}

// dictionary reads the atoms, one a row.
func (b *Bench) dictionary() (*mat.Dense, error) {
	path, err := b.dictionaryPath()
	if err != nil {
		return nil, err
	}
	a, err := readNPYFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the dictionary %s is missing; give --dict FILE.npy, or set LATENTLAB_DATA to a folder that holds %s", path, dictFile)
	case err != nil:
		return nil, err
	case len(a.Shape) != 2 || a.Shape[1] != 784:
		return nil, fmt.Errorf("%s has the shape %v, expected k×784", path, a.Shape)
	}
	atoms := mat.NewDense(a.Shape[0], a.Shape[1], a.Data)
	D, err := sparse.NewDictionary(atoms) // scales the rows
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return D.Atoms(), nil
}

// mnist returns the test images as rows in [0,1], and the training images too if
// asked for.
func (b *Bench) mnist(ctx context.Context, training bool) (train, test *mat.Dense, err error) {
	if b.test == nil || training && b.train == nil {
		tr, te, err := datasets.MNIST(ctx)
		if err != nil {
			return nil, nil, fmt.Errorf("MNIST: %w", err)
		}
		b.say("data: %s", te.Source)
		b.test = te.Matrix()
		if training {
			b.train = tr.Matrix()
		}
	}
	return b.train, b.test, nil
}
