package datasets_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/datasets"
)

func ExampleImages() {
	digits, err := datasets.Strokes(1000, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(digits)
	fmt.Println(digits.Head(100).Matrix().Dims())
	fmt.Println(digits.WithLabel(3).Class(0))
	// Output:
	// 1000 images, 28×28×1: generated strokes, seed 1
	// 100 784
	// 3
}

func ExamplePhotos() {
	photos, err := datasets.DeadLeaves(4, 64, 96, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	patches, err := photos.Grey().Patches(rand.New(rand.NewPCG(1, 2)), 500, 12, 12)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(photos)
	fmt.Println(patches.Dims())
	// Output:
	// 4 photographs: generated dead leaves, seed 1
	// 500 144
}

func ExamplePhoto() {
	photo, err := datasets.NewPhoto("two pixels", 1, 2, 3, []float32{1, 0, 0, 0, 1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(photo.Grey().Pixels())
	_, err = photo.CentreCrop(2, 2)
	fmt.Println(err)
	// Output:
	// [0.299 0.701]
	// a crop of 2×2 at row -1, column 0 is not inside photograph "two pixels" of 1×2
}

func ExampleLookup() {
	look := datasets.Lookup{
		Offline:  true,
		Progress: func(p datasets.Progress) { fmt.Println(p) },
	}
	photos, err := look.Photographs(context.Background()) // Berkeley, or dead leaves
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(photos.Items[0].Channels)
	// Output: 3
}

func ExampleProgress() {
	fmt.Println(datasets.Progress{Set: "mnist", Part: "train-images-idx3-ubyte", Done: 3100000, Total: 9912422})
	fmt.Println(datasets.Progress{Set: "mnist", Waiting: true})
	// Output:
	// mnist/train-images-idx3-ubyte: 3.1 of 9.9 MB
	// mnist: waiting for another process that downloads it
}

func ExampleState() {
	state, err := datasets.Check("kmnist")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(state.Title, len(state.Files))
	// Output: KMNIST 4
}

func ExampleFileState() {
	f := datasets.FileState{Name: "train-labels-idx1-ubyte", Err: datasets.ErrNotFound}
	fmt.Printf("%s: %v\n", f.Name, f.Err)
	// Output: train-labels-idx1-ubyte: data set not found
}

func ExampleReadIDX() {
	file := []byte{0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60}
	dims, data, err := datasets.ReadIDX(bytes.NewReader(file))
	fmt.Println(dims, data, err)
	_, _, err = datasets.ReadIDX(bytes.NewReader(file[:15]))
	fmt.Println(err)
	// Output:
	// [2 3] [10 20 30 40 50 60] <nil>
	// the IDX header says [2 3], 6 bytes, but the data end after 3: unexpected EOF
}
