package datasets

import (
	"context"
	"errors"
)

// What Digits and Photographs generate where there are no data.
const (
	trainStrokes, testStrokes = 60000, 10000
	trainSeed, testSeed       = 1, 2
	leafPhotos                = 40
	leafHeight, leafWidth     = 321, 481
)

// Digits returns MNIST if it can be had, and as many images of Strokes if not.
// Source tells which.
//
// Errors: ctx's; a file of MNIST that is damaged.
func Digits(ctx context.Context) (train, test *Images, err error) { return Lookup{}.Digits(ctx) }

// Digits is the function of that name with settings.
func (l Lookup) Digits(ctx context.Context) (train, test *Images, err error) {
	train, test, err = l.MNIST(ctx)
	if !errors.Is(err, ErrNotFound) {
		return train, test, err
	}
	if train, err = Strokes(trainStrokes, trainSeed); err != nil {
		return nil, nil, err
	}
	if test, err = Strokes(testStrokes, testSeed); err != nil {
		return nil, nil, err
	}
	train.Source += " (MNIST was not found)"
	test.Source += " (MNIST was not found)"
	return train, test, nil
}

// Photographs returns the Berkeley photographs if they can be had, and 40 of
// DeadLeaves, 321×481, if not. Source tells which.
//
// Errors: ctx's; a photograph that is damaged.
func Photographs(ctx context.Context) (*Photos, error) { return Lookup{}.Photographs(ctx) }

// Photographs is the function of that name with settings.
func (l Lookup) Photographs(ctx context.Context) (*Photos, error) {
	photos, err := l.Berkeley(ctx)
	if !errors.Is(err, ErrNotFound) {
		return photos, err
	}
	if photos, err = DeadLeaves(leafPhotos, leafHeight, leafWidth, trainSeed); err != nil {
		return nil, err
	}
	photos.Source += " (the Berkeley photographs were not found)"
	return photos, nil
}
