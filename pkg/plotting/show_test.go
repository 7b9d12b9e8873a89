package plotting

import (
	"bytes"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/gonbpipe"
	"github.com/latentlab/latentlab/internal/gonbpipe/pipetest"
)

// inNotebook returns an outlet that is a cell, and the kernel that runs it.
func inNotebook(t *testing.T) (*outlet, *pipetest.Kernel) {
	t.Helper()
	kr, cw := io.Pipe()
	cr, kw := io.Pipe()
	t.Cleanup(func() { cw.Close(); kw.Close() })
	k := pipetest.Serve(kr, kw)
	return &outlet{notebook: gonbpipe.New(cw, cr), out: failing{t}, err: failing{t}}, k
}

// failing fails the test if anything is written.
type failing struct{ t *testing.T }

func (f failing) Write(p []byte) (int, error) {
	f.t.Errorf("%q was written", p)
	return len(p), nil
}

func shownIn(t *testing.T, k *pipetest.Kernel) []pipetest.Display {
	t.Helper()
	shown, err := k.Shown()
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

func TestShowInNotebook(t *testing.T) {
	o, k := inNotebook(t)
	f := Curves(Axes{}, Series{Y: []float64{1, 2}})
	o.show(f, "Figure 5. 256 strokes")
	// Show returns when the kernel has the display: no waiting here.
	shown := shownIn(t, k)
	if len(shown) != 1 || shown[0].Kinds != 2 || shown[0].Text != "Figure 5. 256 strokes" || shown[0].ID != "" {
		t.Fatalf("shown: %d displays, %+v", len(shown), shown)
	}
	img, err := png.Decode(bytes.NewReader(shown[0].PNG))
	if err != nil {
		t.Fatal(err)
	}
	if w, h := f.Size(); img.Bounds().Dx() != w || img.Bounds().Dy() != h {
		t.Errorf("the picture is %v, the figure %d×%d", img.Bounds(), w, h)
	}
}

func TestShowTellsErrorsInNotebook(t *testing.T) {
	o, k := inNotebook(t)
	o.show(Filters(nil, Grid{}), "Figure 5. Strokes")
	shown := shownIn(t, k)
	want := "This figure could not be shown: Figure 5. Strokes\nplotting: Filters: D is nil; expected a matrix"
	if len(shown) != 1 || shown[0].Text != want || shown[0].Kinds != 1 {
		t.Errorf("shown: %+v, expected %q", shown, want)
	}
}

func TestTextGoesTheSameWayInNotebook(t *testing.T) {
	o, k := inNotebook(t)
	o.print("mean 20.1\n")
	o.markdown("**bold**", "bold")
	o.show(Curves(Axes{}, Series{Y: []float64{1}}), "A figure")
	o.print("last")
	shown := shownIn(t, k)
	if len(shown) != 4 {
		t.Fatalf("%d displays, expected 4", len(shown))
	}
	if shown[0].Text != "mean 20.1" || shown[1].Markdown != "**bold**" || shown[1].Text != "bold" ||
		shown[2].PNG == nil || shown[3].Text != "last" {
		t.Errorf("shown: %+v", shown)
	}
}

func TestDeadKernelStopsNobody(t *testing.T) {
	r, w := io.Pipe()
	r.Close()
	var log bytes.Buffer
	o := &outlet{notebook: gonbpipe.New(w, strings.NewReader("")), err: &log}
	o.show(Curves(Axes{}, Series{Y: []float64{1}}), "A figure")
	if !strings.Contains(log.String(), "gonbpipe: ") {
		t.Errorf("the standard error says %q", log.String())
	}
}

func TestShowWritesFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "figures")
	o := &outlet{dir: dir, out: failing{t}, err: failing{t}}
	f := Curves(Axes{}, Series{Y: []float64{1}})
	for _, caption := range []string{"Figure 5. 256 strokes!", "Figure 5: 256 strokes", "", "../../λ = ½", strings.Repeat("word ", 40)} {
		o.show(f, caption)
	}
	for _, name := range []string{"figure-5-256-strokes.png", "figure-5-256-strokes-2.png", "figure.png", "λ.png",
		"word-word-word-word-word-word-word-word-word-word-word-word.png"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.HasPrefix(b, []byte("\x89PNG")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestShowOutsideTellsErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	ok := Curves(Axes{}, Series{Y: []float64{1}})
	for _, c := range []struct {
		dir  string
		f    *Figure
		want string
	}{
		{"", nil, "could not be shown: caption\nplotting: the figure is nil"},
		{file, ok, "could not be shown: caption\nmkdir"},
		{"", ok, ""},
	} {
		var log bytes.Buffer
		(&outlet{dir: c.dir, out: failing{t}, err: &log}).show(c.f, "caption")
		if !strings.Contains(log.String(), c.want) || c.want == "" && log.Len() > 0 {
			t.Errorf("the standard error says %q, expected %q", log.String(), c.want)
		}
	}
}

func TestTextOutside(t *testing.T) {
	var out bytes.Buffer
	o := &outlet{out: &out, err: failing{t}}
	o.print("one")
	o.print("two\n")
	o.markdown("**three**", "three")
	if got := out.String(); got != "one\ntwo\nthree\n" {
		t.Errorf("the standard output is %q", got)
	}
}

func TestClaims(t *testing.T) {
	claims := []Claim{{"about 20 atoms are active", "19.8", true}, {"|z| falls\nfast", "a | b", false}}
	want := "| claim | measured | holds |\n| --- | --- | --- |\n| about 20 atoms are active | 19.8 | yes |\n" +
		"| \\|z\\| falls fast | a \\| b | **no** |\n"
	if got := claimsMarkdown(claims); got != want {
		t.Errorf("Markdown:\n%s\nexpected:\n%s", got, want)
	}
	want = "claim                       measured   holds\nabout 20 atoms are active   19.8       yes\n|z| falls fast              a | b      no\n"
	if got := claimsText(claims); got != want {
		t.Errorf("text:\n%s\nexpected:\n%s", got, want)
	}
}
