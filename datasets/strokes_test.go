package datasets

import (
	"bytes"
	"math"
	"reflect"
	"runtime"
	"testing"
)

// TestStrokesDeterminism: the seed decides, not the number of processors or images.
func TestStrokesDeterminism(t *testing.T) {
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	one, err := Strokes(700, 5)
	if err != nil {
		t.Fatal(err)
	}
	leaves, err := DeadLeaves(3, 40, 50, 5)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GOMAXPROCS(5)
	five, _ := Strokes(700, 5)
	fewer, _ := Strokes(300, 5)
	other, _ := Strokes(700, 6)
	if !bytes.Equal(one.Pix, five.Pix) || !reflect.DeepEqual(one.Labels, five.Labels) {
		t.Error("other images on five processors")
	}
	if !bytes.Equal(one.Head(300).Pix, fewer.Pix) {
		t.Error("the first 300 of 700 are not the 300")
	}
	if bytes.Equal(one.Pix, other.Pix) {
		t.Error("the seed does not matter")
	}
	again, _ := DeadLeaves(2, 40, 50, 5)
	for i, p := range again.Items {
		if !reflect.DeepEqual(p.Pixels(), leaves.Items[i].Pixels()) {
			t.Errorf("other leaves in photograph %d on five processors", i)
		}
	}
	_, err = Strokes(0, 1)
	checkError(t, err, "0 images", "at least 1")
	_, err = Strokes(-3, 1)
	checkError(t, err, "-3 images")
}

// TestStrokesLikeMNIST compares with MNIST: mean 0.1307, 19.1 % of the pixels not
// zero, 13.3 % above a half, the centre of mass in pixel (14, 14).
func TestStrokesLikeMNIST(t *testing.T) {
	m, err := Strokes(4000, 1)
	if err != nil {
		t.Fatal(err)
	}
	var sum, ink, dark, off float64
	for i := range m.Len() {
		var mass, mx, my float64
		for j, p := range m.Pix[i*m.Dim() : (i+1)*m.Dim()] {
			v := float64(p) / 255
			sum += v
			if p > 0 {
				ink++
			}
			if p > 127 {
				dark++
			}
			mass, mx, my = mass+v, mx+v*(float64(j%28)+0.5), my+v*(float64(j/28)+0.5)
		}
		if mass < 10 {
			t.Errorf("image %d has almost no ink", i)
		}
		off = max(off, math.Hypot(mx/mass-14.5, my/mass-14.5))
	}
	n := float64(len(m.Pix))
	t.Logf("mean %.4f, not zero %.3f, above a half %.3f, largest distance of the centre %.2f", sum/n, ink/n, dark/n, off)
	if sum/n < 0.12 || sum/n > 0.14 || ink/n < 0.18 || ink/n > 0.20 || dark/n < 0.12 || dark/n > 0.14 || off > 0.8 {
		t.Error("unlike MNIST")
	}
	counts := make([]int, 10)
	for _, l := range m.Labels {
		counts[l]++
	}
	for l, c := range counts {
		if c < 300 || c > 500 {
			t.Errorf("%d images of %d: expected about 400", c, l)
		}
	}
}

// TestStrokesShowTheirLabels classifies by the nearest of 2000 others.
func TestStrokesShowTheirLabels(t *testing.T) {
	m, err := Strokes(2200, 1)
	if err != nil {
		t.Fatal(err)
	}
	d, right := m.Dim(), make([]int, 200)
	inParallel(len(right), func(i int) {
		best, label := math.MaxInt, -1
		for j := len(right); j < m.Len(); j++ {
			s := 0
			for k, p := range m.Pix[j*d : (j+1)*d] {
				e := int(p) - int(m.Pix[i*d+k])
				s += e * e
			}
			if s < best {
				best, label = s, m.Labels[j]
			}
		}
		if label == m.Labels[i] {
			right[i] = 1
		}
	})
	sum := 0
	for _, r := range right {
		sum += r
	}
	t.Logf("%d of %d", sum, len(right))
	if sum < 180 {
		t.Errorf("the nearest neighbour has the same label for %d of %d, expected at least 180", sum, len(right))
	}
}

func TestGlyphShares(t *testing.T) {
	for digit, ways := range glyphs {
		sum := 0.0
		for _, g := range ways {
			sum += g.share
			for _, s := range g.strokes {
				for _, p := range s {
					if len(s) < 2 || p.x < -0.1 || p.x > 0.9 || p.y < -0.1 || p.y > 1.1 {
						t.Errorf("digit %d: stroke %v", digit, s)
					}
				}
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("digit %d: shares sum to %v", digit, sum)
		}
	}
}
