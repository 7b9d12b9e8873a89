package datasets

import (
	"fmt"
	"image"
	"image/color"
)

// Images is a set of images of the same size, with their labels and where they
// come from. Parts of it (Head, Slice) share its pixels.
type Images struct {
	Height, Width, Channels int      // Channels is 1 (grey) or 3 (red, green, blue)
	Pix                     []uint8  // n×Height×Width×Channels, one image after the other; 255 stands for 1.0
	Labels                  []int    // one for each image, or nil
	Classes                 []string // names of the labels 0, 1, …, or nil
	Source                  string   // "MNIST, from $LATENTLAB_DATA, verified", "generated strokes, seed 1"
}

// NewImages returns the images of height×width×channels whose pixels follow one
// another in pix, which it keeps. Labels may be nil.
//
// Errors: sizes below 1, channels other than 1 and 3, no image, a remainder, or
// another number of labels than of images.
func NewImages(height, width, channels int, pix []uint8, labels []int, source string) (*Images, error) {
	if height < 1 || width < 1 || channels != 1 && channels != 3 {
		return nil, fmt.Errorf("images of %d×%d×%d: expected height and width of at least 1, and 1 or 3 channels", height, width, channels)
	}
	d := height * width * channels
	if len(pix) == 0 || len(pix)%d != 0 {
		return nil, fmt.Errorf("%d pixels do not make images of %d×%d×%d: expected a multiple of %d", len(pix), height, width, channels, d)
	}
	if labels != nil && len(labels) != len(pix)/d {
		return nil, fmt.Errorf("%d labels for %d images: expected as many", len(labels), len(pix)/d)
	}
	return &Images{Height: height, Width: width, Channels: channels, Pix: pix, Labels: labels, Source: source}, nil
}

// Len returns the number n of images.
func (m *Images) Len() int { return len(m.Pix) / m.Dim() }

// Dim returns d = Height·Width·Channels, the length of a row.
func (m *Images) Dim() int { return m.Height * m.Width * m.Channels }

// String says how many images of which size, and where they come from.
func (m *Images) String() string {
	return fmt.Sprintf("%d images, %d×%d×%d: %s", m.Len(), m.Height, m.Width, m.Channels, m.Source)
}

// Class returns the name of image i's label, or the label in digits, or an empty
// string if there are no labels.
func (m *Images) Class(i int) string {
	switch {
	case m.Labels == nil:
		return ""
	case m.Labels[i] >= 0 && m.Labels[i] < len(m.Classes):
		return m.Classes[m.Labels[i]]
	}
	return fmt.Sprint(m.Labels[i])
}

// Image returns image i for packages that draw, with its own pixels.
func (m *Images) Image(i int) image.Image {
	d := m.Dim()
	return picture(m.Height, m.Width, m.Channels, m.Pix[i*d:(i+1)*d])
}

// picture copies pixels of height×width×channels into an image.
func picture(height, width, channels int, pix []uint8) image.Image {
	if channels == 1 {
		g := image.NewGray(image.Rect(0, 0, width, height))
		copy(g.Pix, pix)
		return g
	}
	p := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range height * width {
		p.SetNRGBA(i%width, i/width, color.NRGBA{pix[3*i], pix[3*i+1], pix[3*i+2], 255})
	}
	return p
}
