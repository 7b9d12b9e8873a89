package datasets

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/datasets/internal/store"
	"github.com/latentlab/latentlab/datasets/internal/storetest"
)

// ramp is a photograph whose pixel (y, x, k) is 100y + 10x + k.
func ramp(t *testing.T, height, width, channels int) *Photo {
	t.Helper()
	var pix []float32
	for y := range height {
		for x := range width {
			for k := range channels {
				pix = append(pix, float32(100*y+10*x+k))
			}
		}
	}
	p, err := NewPhoto("ramp", height, width, channels, pix)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNewPhotoFaults(t *testing.T) {
	inf := float32(math.Inf(-1))
	for _, c := range []struct {
		h, w, c int
		pix     []float32
		words   string
	}{
		{0, 1, 1, nil, "photograph of 0×1×1"},
		{1, 1, 4, make([]float32, 4), "1 or 3 channels"},
		{2, 1, 3, make([]float32, 5), "5 pixels for a photograph of 2×1×3: expected 6"},
		{1, 2, 1, []float32{0, inf - inf}, "pixel 1 is NaN"},
		{1, 2, 1, []float32{inf, 0}, "pixel 0 is -Inf"},
	} {
		_, err := NewPhoto("", c.h, c.w, c.c, c.pix)
		checkError(t, err, c.words)
	}
}

func TestCrop(t *testing.T) {
	p := ramp(t, 5, 6, 3)
	c, err := p.Crop(1, 2, 3, 4)
	if err != nil {
		t.Fatal(err)
	}
	c, err = c.Crop(1, 1, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	m := c.Matrix()
	if r, n := m.Dims(); r != 2 || n != 6 || m.At(0, 0) != 230 || m.At(1, 5) != 342 {
		t.Errorf("crop of a crop: %v", m)
	}
	g := c.Grey()
	if want := 340 + 0.587 + 2*0.114; math.Abs(float64(g.Pixels()[3])-want) > 1e-4 || g.Channels != 1 || len(g.Pixels()) != 4 {
		t.Errorf("grey %v, expected the last to be %v", g.Pixels(), want)
	}
	if m, err := p.CentreCrop(2, 3); err != nil || m.Pixels()[0] != 110 {
		t.Errorf("centre: %v, %v", m, err)
	}
	for _, bad := range [][4]int{{-1, 0, 1, 1}, {0, 0, 6, 1}, {0, 3, 1, 4}, {0, 0, 0, 1}, {4, 0, 2, 1}, {0, math.MaxInt, 1, 1}} {
		_, err := p.Crop(bad[0], bad[1], bad[2], bad[3])
		checkError(t, err, "is not inside photograph \"ramp\" of 5×6")
	}
	for _, bad := range [][2]int{{6, 1}, {1, 7}, {0, 1}} {
		_, err := p.CentreCrop(bad[0], bad[1])
		checkError(t, err, "is not inside")
	}
}

// TestGreyOfBytes compares the grey of 8-bit pixels with the formula.
func TestGreyOfBytes(t *testing.T) {
	p, err := readPhoto("p", storetest.JPEG(9, 7, 23), false)
	if err != nil {
		t.Fatal(err)
	}
	colour, grey := p.Pixels(), p.Grey().Pixels()
	for i, g := range grey {
		want := 0.299*float64(colour[3*i]) + 0.587*float64(colour[3*i+1]) + 0.114*float64(colour[3*i+2])
		if math.Abs(float64(g)-want) > 1e-6 {
			t.Fatalf("pixel %d: %v, expected %v", i, g, want)
		}
	}
	if r, g, b, _ := p.Image().At(3, 2).RGBA(); r>>8 != uint32(toByte(float64(colour[3*17]))) || g>>8 != uint32(toByte(float64(colour[3*17+1]))) || b>>8 != uint32(toByte(float64(colour[3*17+2]))) {
		t.Error("the image has other colours")
	}
	if f, _ := NewPhoto("", 1, 2, 1, []float32{-3, 7}); f.Image().At(1, 0) != p.Grey().Image().ColorModel().Convert(f.Image().At(1, 0)) {
		t.Error("a number outside [0,1] is not cut")
	}
}

func TestReadPhotoFaults(t *testing.T) {
	file := storetest.JPEG(50, 40, 3)
	for _, bad := range [][]byte{nil, []byte("GIF89a"), file[:len(file)/2], file[:20]} {
		if _, err := readPhoto("p", bad, false); err == nil {
			t.Errorf("no error for %d bytes", len(bad))
		}
	}
	for i := range file { // a header that claims 65535×65535
		if file[i] == 0xff && file[i+1] == 0xc0 {
			copy(file[i+5:], []byte{0xff, 0xff, 0xff, 0xff})
			break
		}
	}
	_, err := readPhoto("p", file, false)
	checkError(t, err, "65535×65535")
}

func TestBerkeley(t *testing.T) {
	set, files, _ := storetest.Photos(3)
	l := Lookup{places: &store.Places{Data: t.TempDir(), Cache: t.TempDir(), Offline: true}}
	for name, content := range files {
		storetest.Write(t, content, l.places.Data, set.Name, "train", name)
	}
	photos, err := l.photos(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	if photos.Source != "Few photographs, from $LATENTLAB_DATA, verified" || photos.Len() != 3 || photos.Head(2).Len() != 2 {
		t.Errorf("got %v", photos)
	}
	p, err := photos.Named("001.jpg")
	if err != nil || p.Name != "001" || p.Height != 21 || p.Width != 30 || len(p.Pixels()) != 3*21*30 {
		t.Errorf("got %+v, %v", p, err)
	}
	_, err = photos.Named("beach")
	checkError(t, err, "none of the 3 photographs is named \"beach\"")

	storetest.Write(t, files["001.jpg"][:200], l.places.Data, set.Name, "train", "001.jpg")
	_, err = l.photos(t.Context(), set)
	checkError(t, err, "001.jpg")
	storetest.Write(t, files["000.jpg"], l.places.Data, set.Name, "train", "001.jpg")
	photos, err = l.photos(t.Context(), set)
	if err != nil || photos.Source != "Few photographs, from $LATENTLAB_DATA, not verified" {
		t.Errorf("got %v, %v", photos, err)
	}
}

func TestPatches(t *testing.T) {
	ps := &Photos{Items: []*Photo{ramp(t, 6, 8, 3), ramp(t, 3, 4, 3)}}
	rng := func() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
	x, err := ps.Patches(rng(), 5000, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	if n, d := x.Dims(); n != 5000 || d != 18 {
		t.Fatalf("%d×%d", n, d)
	}
	seen := map[float64]int{}
	for i := range 5000 {
		r := x.RawRowView(i)
		for j, v := range r { // row, column, channel of the patch
			if want := r[0] + float64(100*(j/6)+10*(j%6/3)+j%3); v != want {
				t.Fatalf("patch %d, number %d is %v, expected %v", i, j, v, want)
			}
		}
		seen[r[0]]++
	}
	// 4·7 places in the first photograph, 1·3 in the second, where x is 0, 10 or 20.
	if len(seen) != 28 {
		t.Errorf("%d places, expected 28", len(seen))
	}
	for corner, n := range seen {
		want := 5000. / 31
		if corner < 30 {
			want *= 2
		}
		if math.Abs(float64(n)-want) > 5*math.Sqrt(want) {
			t.Errorf("patch at %v: %d times, expected about %.0f", corner, n, want)
		}
	}
	if y, err := ps.Grey().Patches(rng(), 5000, 3, 2); err != nil || y.RawMatrix().Cols != 6 {
		t.Errorf("grey: %v", err)
	} else if math.Abs(y.At(7, 0)-x.At(7, 0)-0.815) > 1e-4 {
		t.Errorf("the same places in grey: %v and %v", y.At(7, 0), x.At(7, 0))
	}
}

func TestPatchesFaults(t *testing.T) {
	colour, grey := ramp(t, 6, 8, 3), ramp(t, 6, 8, 1)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		items   []*Photo
		rng     *rand.Rand
		n, h, w int
		words   string
	}{
		{[]*Photo{colour}, nil, 1, 1, 1, "rng is nil"},
		{[]*Photo{colour}, rng, 0, 1, 1, "0 patches of 1×1"},
		{[]*Photo{colour}, rng, -1, 1, 1, "-1 patches"},
		{[]*Photo{colour}, rng, 1, 0, 1, "1 patches of 0×1"},
		{[]*Photo{colour}, rng, 1, 7, 1, "a patch of 7×1 is larger than photograph \"ramp\" of 6×8"},
		{[]*Photo{colour}, rng, 1, 1, 9, "larger"},
		{[]*Photo{colour, grey}, rng, 1, 1, 1, "3 channels"},
		{nil, rng, 1, 1, 1, "no photographs"},
	} {
		_, err := (&Photos{Items: c.items}).Patches(c.rng, c.n, c.h, c.w)
		checkError(t, err, c.words)
	}
	_, err := (&Photos{Items: []*Photo{colour}}).CentreCrop(9, 9)
	checkError(t, err, "is not inside")
}
