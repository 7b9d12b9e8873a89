package plotting

import (
	"bytes"
	"image/color"
	"math"
	"strings"
	"testing"
)

func moments() []Moment {
	return []Moment{
		{"start", []Ball{{X: 0, Y: 0, SX: 1, SY: 1}, {X: 1, Y: 0, SX: 1, SY: 1}}},
		{"end", []Ball{{X: -4, Y: 0, SX: 1, SY: 1}, {X: 4, Y: 3, SX: 1, SY: 1}}},
	}
}

func TestTrajectories(t *testing.T) {
	strip, film := Trajectories(Axes{X: "z_{1}"}, &Springs{Strength: 0.1}, moments()...)
	if strip.Err() != nil || len(film.Frames) != 2 {
		t.Fatal(strip.Err(), len(film.Frames))
	}
	var file bytes.Buffer
	if err := film.WritePNG(&file); err != nil {
		t.Fatal(err)
	}
	if w, _ := strip.Size(); w > widest {
		t.Errorf("the strip is %d pixels wide", w)
	}
	// One scale for all: the right ball of the last moment covers where it was before
	// only if the limits moved.
	a := Axes{}
	if err := a.checkMoments(nil, moments()); err != nil {
		t.Fatal(err)
	}
	a.fitMoments(moments())
	if a.XMin > -6 || a.XMax < 6 || a.YMax < 5 || a.YMin > -2 {
		t.Errorf("limits %v", a)
	}
	first, last := newCoils(moments()[0].Balls, Springs{Strength: 0.1}), newCoils(moments()[1].Balls, Springs{Strength: 0.1})
	if math.Abs(first.largest-0.1) > 1e-15 || math.Abs(last.largest-0.5) > 1e-15 {
		t.Errorf("largest forces %v and %v, expected 0.1 and 0.5", first.largest, last.largest)
	}
}

// A ball that stays where it is has the same pixels in every frame, and the way of one
// that moves is drawn where nothing was before.
func TestTrajectoriesPixels(t *testing.T) {
	m := []Moment{
		{"", []Ball{{X: 0, Y: 5, SX: 1, SY: 1}, {X: -8, Y: -5, SX: 1, SY: 1}}},
		{"", []Ball{{X: 0, Y: 5, SX: 1, SY: 1}, {X: 8, Y: -5, SX: 1, SY: 1}}},
	}
	_, film := Trajectories(Axes{Width: 400, Height: 400, XMin: -10, XMax: 10, YMin: -10, YMax: 10}, nil, m...)
	a, b := pixelsOf(t, film.Frames[0]), pixelsOf(t, film.Frames[1])
	dark := func(at func(x, y int) color.Color, y0, y1 int) (n int) {
		for y := y0; y < y1; y++ {
			for x := 150; x < 260; x++ {
				if r, g, bl, _ := at(x, y).RGBA(); r == g && g == bl && r>>8 > 0x60 && r>>8 < 0xd0 {
					n++
				}
			}
		}
		return n
	}
	for y := range 180 { // above the axis
		for x := range 400 {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("pixel (%d, %d) above changes from %v to %v", x, y, a.At(x, y), b.At(x, y))
			}
		}
	}
	if was, is := dark(a.At, 240, 330), dark(b.At, 240, 330); is < was+50 {
		t.Errorf("%d grey pixels below before and %d after, expected the way of the ball", was, is)
	}
}

func TestTrajectoriesErrors(t *testing.T) {
	bad := moments()
	bad[1].Balls = bad[1].Balls[:1]
	nan := moments()
	nan[1].Balls[0].X = math.NaN()
	for want, m := range map[string][]Moment{
		"Trajectories: there are no moments":          nil,
		`moment 1 "end" has 1 balls, the first has 2`: bad,
		`moment 1 "end": ball 0[0] is NaN`:            nan,
		`moment 0 "": there are no balls`:             {{}},
	} {
		strip, film := Trajectories(Axes{}, nil, m...)
		if err := strip.Err(); err == nil || !strings.Contains(err.Error(), want) || film.check() == nil {
			t.Errorf("error %v, expected %q", err, want)
		}
	}
	if strip, _ := Trajectories(Axes{}, &Springs{}, moments()...); strip.Err() == nil {
		t.Error("springs without strength pass")
	}
}
