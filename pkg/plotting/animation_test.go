package plotting

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

// film has a black, a grey and a white frame.
func film() Animation {
	var a Animation
	for _, v := range []float64{0, 0.5, 1} {
		a.Frames = append(a.Frames, Images(mat.NewDense(1, 4, []float64{v, 0, 1, 0.2}), Grid{Scale: 5}))
	}
	return a
}

// framesOf makes each frame of an animated PNG a file of its own, as a viewer would,
// and returns the pictures and their times in ms.
func framesOf(t *testing.T, file []byte) (frames []image.Image, delays []int) {
	t.Helper()
	var head, body bytes.Buffer
	head.WriteString(pngSignature)
	finish := func() {
		if body.Len() == 0 {
			return
		}
		one := bytes.NewBuffer(bytes.Clone(head.Bytes()))
		one.Write(body.Bytes())
		writeChunk(one, "IEND", nil)
		img, err := png.Decode(one)
		if err != nil {
			t.Fatalf("frame %d: %v", len(frames), err)
		}
		frames = append(frames, img)
		body.Reset()
	}
	number, announced := uint32(0), uint32(0)
	expect := func(data []byte) {
		if got := binary.BigEndian.Uint32(data); got != number {
			t.Errorf("a chunk has number %d, expected %d", got, number)
		}
		number++
	}
	for _, c := range chunksOf(file) {
		switch c.kind {
		case "acTL":
			announced = binary.BigEndian.Uint32(c.data)
		case "fcTL":
			finish()
			expect(c.data)
			delays = append(delays, int(binary.BigEndian.Uint16(c.data[20:]))*1000/int(binary.BigEndian.Uint16(c.data[22:])))
		case "IDAT":
			writeChunk(&body, "IDAT", c.data)
		case "fdAT":
			expect(c.data)
			writeChunk(&body, "IDAT", c.data[4:])
		case "IEND":
			finish()
		default:
			writeChunk(&head, c.kind, c.data)
		}
	}
	if int(announced) != len(frames) {
		t.Errorf("%d frames are announced, there are %d", announced, len(frames))
	}
	return frames, delays
}

// same says whether two pictures differ by half a step of the rounding at most.
func same(a, b image.Image) bool {
	if a.Bounds().Size() != b.Bounds().Size() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p, q := color.RGBAModel.Convert(a.At(x, y)).(color.RGBA), color.RGBAModel.Convert(b.At(x, y)).(color.RGBA)
			for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
				if d < -4 || d > 4 {
					return false
				}
			}
		}
	}
	return true
}

// Frames in grey, with a palette and in all colours, the last one first.
func TestAnimationFrames(t *testing.T) {
	many := make([]float64, 3*400)
	for i := range many {
		many[i] = float64(i*i%1201) / 1200
	}
	colours := Images(mat.NewDense(1, 3*400, many), Grid{H: 20, W: 20, C: 3, Scale: 1})
	drawn := Curves(Axes{}, Series{Y: []float64{1, 2}})
	for name, a := range map[string]Animation{
		"grey":    film(),
		"palette": {Frames: []*Figure{drawn, Curves(Axes{}, Series{Y: []float64{2, 1}})}},
		"colours": {Frames: []*Figure{colours, colours}},
		"one":     {Frames: film().Frames[:1]},
	} {
		var file bytes.Buffer
		if err := a.WritePNG(&file); err != nil {
			t.Fatal(name, err)
		}
		frames, delays := framesOf(t, file.Bytes())
		if fmt.Sprint(delays[0], len(delays)) != fmt.Sprint(2000, len(a.Frames)) || len(delays) > 1 && delays[1] != 400 {
			t.Errorf("%s: the delays are %v", name, delays)
		}
		plain, err := png.Decode(&file)
		if err != nil || !same(plain, frames[0]) {
			t.Errorf("%s: a viewer without animations does not show the first frame: %v", name, err)
		}
		for i, f := range a.Frames {
			want, err := f.raster()
			if err != nil {
				t.Fatal(err)
			}
			if got := frames[(i+1)%len(frames)]; name != "palette" && !same(got, want) {
				t.Errorf("%s: frame %d differs from its figure", name, i)
			}
		}
	}
}

func TestAnimationShown(t *testing.T) {
	o, k := inNotebook(t)
	a := film()
	a.Delay, a.Hold = 100*time.Millisecond, time.Second
	o.animate(a, "Learning")
	shown := shownIn(t, k)
	if len(shown) != 1 || shown[0].Kinds != 2 || shown[0].Text != "Learning" {
		t.Fatalf("shown: %+v", shown)
	}
	if _, delays := framesOf(t, shown[0].PNG); fmt.Sprint(delays) != "[1000 100 100]" {
		t.Errorf("the delays are %v", delays)
	}
	dir := t.TempDir()
	(&outlet{dir: dir, out: failing{t}, err: failing{t}}).animate(a, "Learning")
	if b, err := os.ReadFile(filepath.Join(dir, "learning.png")); err != nil || !bytes.Equal(b, shown[0].PNG) {
		t.Errorf("the file is another one, or missing: %v", err)
	}
}

func TestAnimationErrors(t *testing.T) {
	big := film()
	big.Frames[2] = Images(mat.NewDense(1, 4, nil), Grid{Scale: 6})
	slow := film()
	slow.Hold = 2 * time.Minute
	missing := film()
	missing.Frames[1] = nil
	for want, a := range map[string]Animation{
		"the animation has no frames":          {},
		"frame 2 is 16×16 pixels, frame 0 is":  big,
		"a frame is shown for 2m0s; expected":  slow,
		"frame 1: plotting: the figure is nil": missing,
	} {
		if err := a.WritePNG(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, expected %q", err, want)
		}
		var log bytes.Buffer
		(&outlet{err: &log}).animate(a, "Learning")
		if !strings.Contains(log.String(), want) {
			t.Errorf("the standard error says %q, expected %q", log.String(), want)
		}
	}
}
