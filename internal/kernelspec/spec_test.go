package kernelspec

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// relative is a kernel as the checkout has it.
var relative = Spec{
	Argv:          []string{"{resource_dir}/../../../.bin/gonb", "--kernel", "{connection_file}", "-go_work={resource_dir}/../../.."},
	DisplayName:   "Go (gonb)",
	Language:      "go",
	InterruptMode: "message",
	Env:           map[string]string{"GOPROXY": "off", "PATH": "x", "HERE": "{resource_dir}/../../../.bin", "RUN": "{resource_dir}/run.sh"},
}

func place() Place {
	return Place{Root: "/home/a b/latentlab", GoBin: "/usr/local/go/bin", Carry: map[string]string{"LATENTLAB_DATA": "/d", "GOPROXY": "x"}}
}

func TestAbsolute(t *testing.T) {
	got, err := Absolute(relative, place())
	if err != nil {
		t.Fatal(err)
	}
	want := Spec{
		Argv:          []string{"/home/a b/latentlab/.bin/gonb", "--kernel", "{connection_file}", "-go_work=/home/a b/latentlab"},
		DisplayName:   "Go (latentlab)",
		Language:      "go",
		InterruptMode: "message",
		Env: map[string]string{
			"PATH":    "/home/a b/latentlab/.bin:/usr/local/go/bin:${PATH}:/usr/local/bin:/usr/bin:/bin",
			"GOPROXY": "off", "HERE": "/home/a b/latentlab/.bin", "LATENTLAB_DATA": "/d",
			"RUN": "/home/a b/latentlab/.jupyter/kernels/gonb/run.sh",
		},
		Metadata: Metadata{Root: "/home/a b/latentlab"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestAbsoluteBareCommand(t *testing.T) {
	s := relative
	s.Argv = []string{"gonb", "--kernel"}
	got, err := Absolute(s, place())
	if err != nil || got.Argv[0] != "/home/a b/latentlab/.bin/gonb" {
		t.Errorf("got %q, %v", got.Argv, err)
	}
	if s.Argv[0] != "gonb" {
		t.Errorf("the argument was changed to %q", s.Argv)
	}
	if _, err := Absolute(Spec{}, place()); err == nil {
		t.Error("a kernel without argv passed")
	}
}

func TestAbsoluteRefusesPaths(t *testing.T) {
	for _, root := range []string{"/a,b", "/a{b}", "/a$b"} {
		if _, err := Absolute(relative, Place{Root: root}); err == nil || !strings.Contains(err.Error(), root) {
			t.Errorf("root %q: %v", root, err)
		}
	}
}

func TestWriteReadRemove(t *testing.T) {
	dir := t.TempDir()
	spec, err := Absolute(relative, place())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is ours and replaced
		path, err := Write(spec, dir, "gonb", false)
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(dir, "kernels", "gonb", "kernel.json"); path != want {
			t.Errorf("written to %s, want %s", path, want)
		}
		if got, err := Read(path); err != nil || !reflect.DeepEqual(got, spec) {
			t.Errorf("read %+v, %v, want %+v", got, err, spec)
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, "kernels", "gonb"))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	if _, err := Remove(dir, "gonb", false); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "kernels", "gonb")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	if _, err := Remove(dir, "gonb", false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removing it again gave %v", err)
	}
}

func TestOthersKernelStays(t *testing.T) {
	for _, text := range []string{`{"argv": ["gonb"], "display_name": "Go (mine)", "language": "go", "metadata": {"x": 1}}`, "not json"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "kernels", "gonb", "kernel.json")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{path, filepath.Join(filepath.Dir(path), "logo.png")} {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_, err1 := Write(relative, dir, "gonb", false)
		_, err2 := Remove(dir, "gonb", false)
		for _, err := range []error{err1, err2} {
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "--force") {
				t.Errorf("got %v", err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("the kernel is now %q, %v", got, err)
		}
		if _, err := Write(relative, dir, "gonb", true); err != nil {
			t.Error(err)
		}
		if _, err := Remove(dir, "gonb", true); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), "logo.png")); err != nil {
			t.Errorf("the picture beside it: %v", err)
		}
	}
}

func TestUserDir(t *testing.T) {
	cases := []struct {
		goos, home string
		env        map[string]string
		want       string
	}{
		{"linux", "/h", nil, "/h/.local/share/jupyter"},
		{"linux", "/h", map[string]string{"XDG_DATA_HOME": "/x"}, "/x/jupyter"},
		{"linux", "/h", map[string]string{"XDG_DATA_HOME": "x"}, "/h/.local/share/jupyter"},
		{"linux", "/h", map[string]string{"XDG_DATA_HOME": "/x", "JUPYTER_DATA_DIR": "/j"}, "/j"},
		{"linux", "", nil, ""},
		{"linux", "", map[string]string{"XDG_DATA_HOME": "/x"}, "/x/jupyter"},
		{"darwin", "/h", map[string]string{"XDG_DATA_HOME": "/x"}, "/h/Library/Jupyter"},
		{"darwin", "/h", map[string]string{"JUPYTER_DATA_DIR": "/j"}, "/j"},
		{"freebsd", "/h", nil, "/h/.local/share/jupyter"},
	}
	for _, c := range cases {
		got, err := UserDir(c.goos, c.home, func(name string) string { return c.env[name] })
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("UserDir(%q, %q, %v) = %q, %v; want %q", c.goos, c.home, c.env, got, err, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{"", ".", "..", "a/b", "a b", "é", "../x"} {
		if _, err := Write(relative, t.TempDir(), name, false); err == nil {
			t.Errorf("the name %q passed", name)
		}
	}
	for _, name := range []string{"gonb", "go-1.26_x", ".a"} {
		if _, err := Write(relative, t.TempDir(), name, false); err != nil {
			t.Errorf("the name %q: %v", name, err)
		}
	}
}
