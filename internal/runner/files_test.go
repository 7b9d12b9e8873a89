package runner

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/notebook"
)

func TestWritePictures(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"05-a-01-old.png", "05-a-99.png", "05-a-b.png", "05-ab-01.png", "05-a-01-Mine.png"} {
		write(t, filepath.Join(dir, name))
	}
	picture := func(text, caption string) notebook.Output {
		return &notebook.Display{Data: map[string]string{"image/png": base64.StdEncoding.EncodeToString([]byte(text)) + "\n", "text/plain": caption}}
	}
	n := &notebook.Notebook{Cells: []*notebook.Cell{
		{Kind: notebook.Code, Outputs: []notebook.Output{picture("1", "Figure 5: 256 strokes, λ = 0.1"), &notebook.Stream{Text: "x"}, picture("2", "")}},
		{Kind: notebook.Markdown},
		{Kind: notebook.Code, Outputs: []notebook.Output{&notebook.Display{Data: map[string]string{"text/html": "x"}}, picture("3", "../../up")}},
	}}
	want := []string{"05-a-01-figure-5-256-strokes-0-1.png", "05-a-02.png", "05-a-03-up.png"}
	got, err := WritePictures(dir, "05-a", n)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if again, err := Pictures(dir, "05-a"); err != nil || !slices.Equal(again, want) {
		t.Errorf("Pictures = %q, %v, want %q", again, err, want)
	}
	if text, err := os.ReadFile(filepath.Join(dir, want[2])); err != nil || !bytes.Equal(text, []byte("3")) {
		t.Errorf("a picture holds %q, %v", text, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(want)+3 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	bad := &notebook.Notebook{Cells: []*notebook.Cell{{Kind: notebook.Code, Count: 3, Outputs: []notebook.Output{&notebook.Display{Data: map[string]string{"image/png": "!"}}}}}}
	if _, err := WritePictures(dir, "x", bad); err == nil || !strings.Contains(err.Error(), "cell 3: image/png") {
		t.Errorf("got %v", err)
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"λ":                         "",
		"Energy, over 10 epochs!":   "energy-over-10-epochs",
		strings.Repeat("word ", 20): "word-word-word-word-word-word-word-word-word",
		strings.Repeat("w", 99):     strings.Repeat("w", maxSlug),
	} {
		if got := slug(in); got != want {
			t.Errorf("slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for want, d := range map[string]map[string]string{
		"3 of 10 < 4": {"text/html": "<progress value=3></progress> 3 of\n 10 &lt; 4"},
		"text":        {"text/html": "<b>html</b>", "text/plain": " text\n"},
		"":            {"image/png": "AAAA"},
	} {
		if got := plain(&notebook.Display{Data: d}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"01-a.ipynb", "05-b.ipynb", "05-c.ipynb", "11-d.ipynb", "x.ipynb", "05.txt"} {
		write(t, filepath.Join(dir, name))
	}
	outside := filepath.Join(t.TempDir(), "own.ipynb")
	write(t, outside)
	twin := filepath.Join(t.TempDir(), "x.ipynb")
	write(t, twin)
	t.Chdir(dir)
	cases := []struct {
		wanted []string
		want   string // stems
		fault  string
	}{
		{nil, "01-a 05-b 05-c 11-d x", ""},
		{[]string{"11", "05"}, "11-d 05-b 05-c", ""},
		{[]string{"1", "01", "01-a", "01-a.ipynb"}, "01-a", ""},
		{[]string{outside, "x"}, "own x", ""},
		{[]string{"7"}, "", `no notebook "7"; there are 01-a, 05-b, 05-c, 11-d, x`},
		{[]string{"05.txt"}, "", `no notebook "05.txt"`},
		{[]string{dir}, "", "no notebook"},
		{[]string{"x", twin}, "", "have the same name"},
	}
	for _, c := range cases {
		got, err := Choose(dir, c.wanted)
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("Choose(%q): %v, want %q", c.wanted, err, c.fault)
		} else if s := strings.ReplaceAll(stems(got), ",", ""); err == nil && s != c.want {
			t.Errorf("Choose(%q) = %s, want %s", c.wanted, s, c.want)
		}
	}
	if _, err := Choose(t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "no notebooks in") {
		t.Errorf("got %v", err)
	}
}

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
}
