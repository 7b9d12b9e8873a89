package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGolden reads notebooks that Jupyter's nbformat wrote and expects the same
// bytes back.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/golden*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden notebooks: %v", err)
	}
	for _, path := range paths {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n, err := Parse(want)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		got, err := n.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
		}
	}
}

func TestParseOlder(t *testing.T) {
	// nbformat 4.2: no ids; text as one string; metadata that runs leave behind.
	n, err := Parse([]byte(`{"nbformat":4,"nbformat_minor":2,"metadata":{"language_info":{"version":"go1.26.8","name":"go"}},"cells":[
		{"cell_type":"markdown","metadata":{},"source":"# A\nb"},
		{"cell_type":"code","id":"cell-00","metadata":{"execution":{"x":1},"tags":["a"]},"execution_count":null,"outputs":[
			{"output_type":"stream","name":"stdout","text":"x\ny"}],"source":["a\n","b"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if n.Cells[0].ID != "cell-02" || n.Cells[1].ID != "cell-00" {
		t.Errorf("ids %q, %q", n.Cells[0].ID, n.Cells[1].ID)
	}
	if n.Cells[0].Source != "# A\nb" || n.Cells[1].Source != "a\nb" || n.Cells[1].Outputs[0].(*Stream).Text != "x\ny" {
		t.Errorf("text: %+v, %+v", n.Cells[0], n.Cells[1])
	}
	if err := n.DropVolatile(); err != nil {
		t.Fatal(err)
	}
	if got := string(n.Metadata["language_info"]); got != `{"name":"go"}` {
		t.Errorf("language_info is %s", got)
	}
	if m := n.Cells[1].Metadata; len(m) != 1 || string(m["tags"]) != `["a"]` {
		t.Errorf("metadata of the cell: %s", m)
	}
	n.Clear()
	if c := n.CodeCells()[0]; c.Outputs != nil || c.Count != 0 {
		t.Errorf("cleared: %+v", c)
	}
}

func TestParseRejects(t *testing.T) {
	const head = `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[`
	for text, want := range map[string]string{
		``:               "not a notebook: EOF",
		`[]`:             "not a notebook",
		`{"nbformat":4}`: "cells are missing",
		`{"cells":[]}`:   "nbformat or cells are missing",
		head + `]} x`:    "more text after its end",
		`{"nbformat":3,"nbformat_minor":1,"cells":[]}`:                                                     "notebook format 3.1, want 4.x",
		head + `{"cell_type":"code","source":"a"},{"cell_type":"x"}]}`:                                     `cell 2: cell_type "x"`,
		head + `{"cell_type":"code","outputs":[{"output_type":"y"}]}]}`:                                    `cell 1: output 1: output_type "y"`,
		head + `{"cell_type":"raw","source":3}]}`:                                                          "not a notebook",
		head + `{"cell_type":"raw","id":"a b"}]}`:                                                          `cell 1: id "a b"`,
		head + `{"cell_type":"raw","id":"a"},{"cell_type":"raw","id":"a"}]}`:                               `cell 2: id "a" is that of cell 1`,
		head + `{"cell_type":"code","outputs":[{"output_type":"display_data","data":{"text/plain":5}}]}]}`: "text/plain",
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}

func TestWriteReadList(t *testing.T) {
	dir := t.TempDir()
	n := &Notebook{Cells: []*Cell{{Kind: Code, ID: "a", Source: "x", Outputs: []Output{&Display{Data: map[string]string{"image/png": "AQI=\n"}}}}}}
	path := filepath.Join(dir, "b.ipynb")
	for range 2 {
		if err := n.Write(path); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if picture, err := got.Cells[0].Outputs[0].(*Display).PNG(); err != nil || !bytes.Equal(picture, []byte{1, 2}) {
		t.Errorf("the picture is %v, %v", picture, err)
	}
	if err := n.Write(filepath.Join(dir, "no", "b.ipynb")); err == nil {
		t.Error("writing into a folder that is not there passed")
	}
	for _, name := range []string{"a.ipynb", ".c.ipynb", "d.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	paths, err := List(dir)
	if want := []string{filepath.Join(dir, "a.ipynb"), path}; err != nil || !slices.Equal(paths, want) {
		t.Errorf("List = %q, %v, want %q", paths, err, want)
	}
	if _, err := Read(paths[0]); err == nil || !strings.Contains(err.Error(), "a.ipynb: not a notebook") {
		t.Errorf("an empty file: %v", err)
	}
	if picture, err := (&Display{}).PNG(); picture != nil || err != nil {
		t.Errorf("no picture: %v, %v", picture, err)
	}
	if _, err := (&Display{Data: map[string]string{"image/png": "!"}}).PNG(); err == nil {
		t.Error("a picture that is not base64 passed")
	}
}

// FuzzParse: what can be read is written in a form that is read the same again.
func FuzzParse(f *testing.F) {
	golden, err := os.ReadFile("testdata/golden.ipynb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add([]byte(`{"nbformat":4,"metadata":{"a":"\u2028\\u2029"},"cells":[{"cell_type":"raw","source":"\u2028\r"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := Parse(text)
		if err != nil {
			return
		}
		once, err := n.Encode()
		if err != nil {
			t.Fatalf("Encode: %v", err)
		}
		if n, err = Parse(once); err != nil {
			t.Fatalf("Parse of what was written: %v\n%s", err, once)
		}
		twice, err := n.Encode()
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%v; once\n%s\ntwice\n%s", err, once, twice)
		}
	})
}
