package plotting

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
	"time"

	"github.com/latentlab/latentlab/internal/gonbpipe"
)

// An Animation shows figures of one size, one after another, again and again.
//
// Its file is an animated PNG. A viewer that knows no animations shows the last figure
// and no other, so what only the animation tells must be told by a figure as well.
type Animation struct {
	Frames []*Figure
	Delay  time.Duration // how long each is shown; default 400 ms
	Hold   time.Duration // how long the last is shown; default 2 s
}

// ShowAnimation shows the animation as Show shows a figure: in a notebook as an output
// of its own with the caption as its text, elsewhere as a file.
func ShowAnimation(a Animation, caption string) { here().animate(a, caption) }

func (o *outlet) animate(a Animation, caption string) {
	if o.notebook == nil && o.dir == "" {
		if err := a.check(); err != nil {
			fmt.Fprintln(o.err, notDrawn(caption, err))
		}
		return
	}
	var file bytes.Buffer
	err := a.WritePNG(&file)
	switch {
	case err == nil && o.notebook != nil:
		o.send(gonbpipe.Display{PNG: file.Bytes(), Text: caption})
	case err == nil:
		err = o.writeFile(caption, file.Bytes())
	}
	if err != nil {
		o.complain(notDrawn(caption, err))
	}
}

// WritePNG writes the animation to w as animated PNG: grey or with one palette for all
// frames where their colours allow it. Red, green and blue are rounded to 33 steps
// each, which takes a third off the file.
//
// Errors: no frames, a frame that could not be made, frames of different sizes, times
// below 0 or above a minute.
func (a Animation) WritePNG(w io.Writer) error {
	if err := a.check(); err != nil {
		return err
	}
	frames, err := a.rasters()
	if err != nil {
		return err
	}
	delays := make([]time.Duration, len(frames))
	for i := range delays {
		delays[i] = a.Delay
		if a.Delay == 0 {
			delays[i] = 400 * time.Millisecond
		}
	}
	delays[0] = a.Hold
	if a.Hold == 0 {
		delays[0] = 2 * time.Second
	}
	return encodeAPNG(w, frames, delays)
}

func (a Animation) check() error {
	if len(a.Frames) == 0 {
		return errors.New("plotting: the animation has no frames; expected at least one")
	}
	for i, f := range a.Frames {
		if err := f.Err(); err != nil {
			return fmt.Errorf("frame %d: %w", i, err)
		}
		if first := a.Frames[0]; f.width != first.width || f.height != first.height {
			return fmt.Errorf("plotting: frame %d is %d×%d pixels, frame 0 is %d×%d; expected one size", i, f.width, f.height, first.width, first.height)
		}
	}
	if f := a.Frames[0]; f.height > most/f.width/len(a.Frames) {
		return fmt.Errorf("plotting: the animation has %d frames of %d×%d pixels; expected at most %d pixels", len(a.Frames), f.width, f.height, most)
	}
	for _, t := range []time.Duration{a.Delay, a.Hold} {
		if t < 0 || t > math.MaxUint16*time.Millisecond {
			return fmt.Errorf("plotting: a frame is shown for %v; expected 0 to a minute", t)
		}
	}
	return nil
}

// rasters draws the frames, the last one first: it is what a viewer shows that knows no
// animations, and where the circle is entered makes no difference to the others. All
// frames are drawn on one sheet, so that they share a palette.
func (a Animation) rasters() ([]image.Image, error) {
	n, w, h := len(a.Frames), a.Frames[0].width, a.Frames[0].height
	sheet := image.NewRGBA(image.Rect(0, 0, w, n*h))
	exact := false
	for i := range n {
		f := a.Frames[(i+n-1)%n]
		img, err := f.raster()
		if err != nil {
			return nil, fmt.Errorf("frame %d: %w", (i+n-1)%n, err)
		}
		exact = exact || f.exact
		draw.Draw(sheet, image.Rect(0, i*h, w, (i+1)*h), img, image.Point{}, draw.Src)
	}
	for i, v := range sheet.Pix {
		sheet.Pix[i] = coarser(v)
	}
	packed := pack(sheet, exact).(interface {
		SubImage(image.Rectangle) image.Image
	})
	frames := make([]image.Image, n)
	for i := range frames {
		frames[i] = packed.SubImage(image.Rect(0, i*h, w, (i+1)*h))
	}
	return frames, nil
}

// coarser rounds to multiples of 8 so that mid-grey, black and white stay.
func coarser(v uint8) uint8 { return uint8(min(255, (int(v)+4)/8*8)) }
