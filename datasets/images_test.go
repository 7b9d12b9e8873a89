package datasets

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// four are images of 1×2×1: image i holds 2i and 2i+1, and has label i mod 2.
func four(t *testing.T) *Images {
	m, err := NewImages(1, 2, 1, []uint8{0, 1, 2, 3, 4, 5, 6, 255}, []int{0, 1, 0, 1}, "four")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestNewImagesFaults(t *testing.T) {
	for _, c := range []struct {
		h, w, c int
		pix     []uint8
		labels  []int
		words   string
	}{
		{0, 2, 1, make([]uint8, 4), nil, "images of 0×2×1"},
		{2, -1, 1, make([]uint8, 4), nil, "images of 2×-1×1"},
		{2, 1, 2, make([]uint8, 4), nil, "1 or 3 channels"},
		{2, 1, 1, nil, nil, "0 pixels"},
		{2, 1, 3, make([]uint8, 7), nil, "a multiple of 6"},
		{2, 1, 1, make([]uint8, 4), []int{1}, "1 labels for 2 images"},
	} {
		_, err := NewImages(c.h, c.w, c.c, c.pix, c.labels, "")
		checkError(t, err, c.words)
	}
}

func TestRows(t *testing.T) {
	m := four(t)
	want := mat.NewDense(2, 2, []float64{4. / 255, 5. / 255, 6. / 255, 1})
	if got := m.Rows(2, 4); !mat.Equal(got, want) {
		t.Errorf("got %v", mat.Formatted(got))
	}
	if r, c := m.Matrix().Dims(); r != 4 || c != 2 {
		t.Errorf("all: %d×%d", r, c)
	}
	if !m.Rows(1, 1).IsEmpty() || !m.Head(0).Matrix().IsEmpty() {
		t.Error("no rows are not empty")
	}
	dst := make([]float32, 4)
	m.CopyRows(dst, 2, 4)
	if !reflect.DeepEqual(dst, []float32{4. / 255, 5. / 255, 6. / 255, 1}) {
		t.Errorf("got %v", dst)
	}
	for name, slip := range map[string]func(){
		"rows beyond the end": func() { m.Rows(3, 5) },
		"negative head":       func() { m.Head(-1) },
		"missing place":       func() { m.Subset([]int{4}) },
		"short dst":           func() { m.CopyRows(dst[:3], 2, 4) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			slip()
		}()
	}
}

func TestSubsets(t *testing.T) {
	m := four(t)
	check := func(got *Images, labels []int, pix ...uint8) {
		t.Helper()
		if !reflect.DeepEqual(got.Pix, pix) || !reflect.DeepEqual(got.Labels, labels) || got.Source != "four" {
			t.Errorf("got pixels %v, labels %v, source %q", got.Pix, got.Labels, got.Source)
		}
	}
	check(m.Slice(1, 3), []int{1, 0}, 2, 3, 4, 5)
	check(m.Head(1), []int{0}, 0, 1)
	check(m.Head(9), m.Labels, m.Pix...)
	check(m.Subset([]int{3, 0, 3}), []int{1, 0, 1}, 6, 255, 0, 1, 6, 255)
	check(m.WithLabel(1), []int{1, 1}, 2, 3, 6, 255)
	if got := m.WithLabel(7); got.Len() != 0 {
		t.Errorf("label 7: %v", got)
	}
	a, err := m.Shuffle(rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := m.Shuffle(rand.New(rand.NewPCG(1, 2)))
	check(a, b.Labels, b.Pix...)
	for i := range a.Len() {
		if int(a.Pix[2*i]/2)%2 != a.Labels[i] {
			t.Errorf("image %v has label %d", a.Pix[2*i:2*i+2], a.Labels[i])
		}
	}
	_, err = m.Shuffle(nil)
	checkError(t, err, "rng is nil")
	if m.Labels = nil; m.Subset([]int{1}).Labels != nil || m.Slice(0, 2).Labels != nil || m.Class(0) != "" {
		t.Error("labels out of nothing")
	}
}

func TestImage(t *testing.T) {
	m := four(t)
	if r, _, _, _ := m.Image(3).At(1, 0).RGBA(); r>>8 != 255 || m.Image(3).Bounds().Dx() != 2 {
		t.Errorf("grey: %v", m.Image(3))
	}
	c, err := NewImages(1, 2, 3, []uint8{1, 2, 3, 4, 5, 6}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, a := c.Image(0).At(1, 0).RGBA(); r>>8 != 4 || g>>8 != 5 || b>>8 != 6 || a>>8 != 255 {
		t.Errorf("colour: %v", c.Image(0))
	}
	m.Classes = []string{"even"}
	if m.Class(0) != "even" || m.Class(1) != "1" || m.String() != "4 images, 1×2×1: four" {
		t.Errorf("%q, %q, %v", m.Class(0), m.Class(1), m)
	}
}
