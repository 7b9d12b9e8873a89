package datasets

import (
	"context"
	"fmt"

	"github.com/latentlab/latentlab/datasets/internal/store"
)

// MNIST returns the 60,000 training and the 10,000 test images of handwritten
// digits, 28×28×1, with labels 0 … 9.
//
// Errors: ErrNotFound; ctx's; a file that is damaged or not the published one.
//
// Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits, 1998.
func MNIST(ctx context.Context) (train, test *Images, err error) { return Lookup{}.MNIST(ctx) }

// FashionMNIST returns images of clothes in MNIST's format.
//
// H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a novel image dataset for
// benchmarking machine learning algorithms, arXiv:1708.07747, 2017.
func FashionMNIST(ctx context.Context) (train, test *Images, err error) {
	return Lookup{}.FashionMNIST(ctx)
}

// KMNIST returns images of cursive Japanese characters in MNIST's format.
//
// T. Clanuwat et al., Deep learning for classical Japanese literature,
// arXiv:1812.01718, 2018.
func KMNIST(ctx context.Context) (train, test *Images, err error) { return Lookup{}.KMNIST(ctx) }

// MNIST is the function of that name with settings.
func (l Lookup) MNIST(ctx context.Context) (train, test *Images, err error) {
	return l.images(ctx, store.MNIST)
}

// FashionMNIST is the function of that name with settings.
func (l Lookup) FashionMNIST(ctx context.Context) (train, test *Images, err error) {
	return l.images(ctx, store.FashionMNIST)
}

// KMNIST is the function of that name with settings.
func (l Lookup) KMNIST(ctx context.Context) (train, test *Images, err error) {
	return l.images(ctx, store.KMNIST)
}

// images loads a set of four files: images and labels, to train and to test.
func (l Lookup) images(ctx context.Context, set store.Set) (train, test *Images, err error) {
	err = l.find(ctx, set, func(p store.Places) error {
		train, test, err = readSet(p, set)
		return err
	})
	return train, test, err
}

func readSet(p store.Places, set store.Set) (train, test *Images, err error) {
	type content struct {
		file   []byte
		report store.Report
		place  string
	}
	contents := make([]content, len(set.Parts))
	var places []string
	verified := true
	for i, part := range set.Parts {
		c := &contents[i]
		if c.file, c.report, c.place = p.ReadFile(set.Name, part.(store.File)); c.report.Err != nil {
			return nil, nil, c.report.Err
		}
		places = append(places, c.place)
		verified = verified && c.report.Verified
	}
	from := source(set.Title, places, verified)
	for i, m := range []**Images{&train, &test} {
		images, labels := contents[2*i], contents[2*i+1]
		if *m, err = assemble(images.file, labels.file, len(set.Classes)); err != nil {
			return nil, nil, fmt.Errorf("%s and %s: %w", images.report.Path, labels.report.Path, err)
		}
		(*m).Classes, (*m).Source = set.Classes, from
	}
	return train, test, nil
}

// assemble makes images of an IDX file of n×height×width bytes and one of n labels
// below the number of classes.
func assemble(images, labels []byte, classes int) (*Images, error) {
	size, pix, err := parseIDX(images)
	if err != nil {
		return nil, fmt.Errorf("images: %w", err)
	}
	count, names, err := parseIDX(labels)
	if err != nil {
		return nil, fmt.Errorf("labels: %w", err)
	}
	if len(size) != 3 || len(count) != 1 {
		return nil, fmt.Errorf("images have %d dimensions and labels %d: expected 3 and 1", len(size), len(count))
	}
	if size[0] != count[0] {
		return nil, fmt.Errorf("%d images and %d labels: expected as many", size[0], count[0])
	}
	list := make([]int, len(names))
	for i, l := range names {
		if list[i] = int(l); int(l) >= classes {
			return nil, fmt.Errorf("label %d is %d: expected 0 … %d", i, l, classes-1)
		}
	}
	return NewImages(size[1], size[2], 1, pix, list, "")
}
