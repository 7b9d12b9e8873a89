package jupyter

import (
	"bytes"
	"strings"
	"testing"
)

func TestSign(t *testing.T) {
	// printf '{"a":1}{}{}{}' | openssl dgst -sha256 -hmac secret
	const want = "5439160579203ae5952244a353b0f81b6ca58a3fb44727217799b393ee79601c"
	parts := [][]byte{[]byte(`{"a":1}`), []byte("{}"), []byte("{}"), []byte("{}")}
	if got := string(key("secret").sign(parts)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDecode(t *testing.T) {
	k := key("secret")
	m := newMessage("s", "execute_request", []byte(`{"code":"x"}`))
	m.parent.ID = "p"
	frames, err := k.encode(m)
	if err != nil {
		t.Fatal(err)
	}
	frames = append([][]byte{[]byte("to"), []byte("via")}, append(frames, []byte("buffer"))...)
	got, err := k.decode(frames)
	if err != nil || got.header != m.header || got.parent != m.parent || !bytes.Equal(got.content, m.content) {
		t.Errorf("got %+v, %v, want %+v", got, err, m)
	}
	for i := 4; i < 8; i++ {
		bad := append([][]byte{}, frames...)
		bad[i] = append(bytes.Clone(bad[i]), ' ')
		if _, err := k.decode(bad); err == nil || !strings.Contains(err.Error(), "signature") {
			t.Errorf("frame %d changed: %v", i, err)
		}
	}
	for n := range 8 {
		if _, err := k.decode(frames[:n]); err == nil {
			t.Errorf("%d frames passed", n)
		}
	}
}

func TestOverwrite(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb":                "a\nb",
		"10 %\r20 %\r100 %\n": "100 %\n",
		"long line\rshort":    "shortline",
		"one\r\ntwo\r\n":      "one\ntwo\n",
		"\rλx\ry\n\r\nlast\r": "yx\n\nlast",
		"":                    "",
	} {
		if got := overwrite(in); got != want {
			t.Errorf("overwrite(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClearOutput(t *testing.T) {
	var o Outputs
	o.take("stream", content{Name: "stdout", Text: "old"})
	o.take("clear_output", content{Wait: true})
	if n := len(o.List()); n != 1 {
		t.Errorf("%d outputs before the next one, want 1", n)
	}
	o.take("stream", content{Name: "stdout", Text: "new"})
	if got := list(o.List()); strings.Contains(got, "old") || !strings.Contains(got, "new") {
		t.Errorf("got %s", got)
	}
	o.take("clear_output", content{})
	if n := len(o.List()); n != 0 {
		t.Errorf("%d outputs after clearing", n)
	}
}

func TestTail(t *testing.T) {
	var tl tail
	for range 1000 {
		tl.Write([]byte("I1124 03:00:04.977119   13864 main.go:191] \x1b[7m[6424864a]\x1b[0m note\n"))
	}
	tl.Write([]byte("last words\nE1124 03:00:04.9 1 main.go:1] x\n"))
	if got := tl.message(); got != "last words" || len(tl.text) > tailSize {
		t.Errorf("got %q of %d bytes", got, len(tl.text))
	}
	tl.Write([]byte("F1124 03:00:04.9 1 main.go:1] failed to listen\ngoroutine 1 [running]:\n"))
	if got := tl.message(); got != "F1124 03:00:04.9 1 main.go:1] failed to listen" {
		t.Errorf("got %q", got)
	}
}
