package plotting

import (
	"fmt"
	"image"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/latentlab/latentlab/internal/layered/layeredtest"
	"github.com/latentlab/latentlab/pkg/graph"
)

var lectureFigures = []int{1, 2, 3, 4, 8}

// In the lecture's figures no nodes overlap, and no edge passes through a node.
func TestLectureFiguresAreTidy(t *testing.T) {
	for _, n := range lectureFigures {
		g, look := lectureGraph(n)
		if f := Diagram(g, DiagramStyle{Look: look}); f.Err() != nil {
			t.Fatal(n, f.Err())
		}
		for _, p := range layeredtest.Problems(g, newDiagram(g, look).Layout) {
			t.Errorf("figure %d: %s", n, p)
		}
	}
}

// Nodes stand where the lecture has them: names in one word have one x, each word is
// right of the one before; the same for rows, from the top.
func TestLectureFiguresAreRecognised(t *testing.T) {
	for n, want := range map[int]struct{ columns, rows string }{
		1: {"x=Pred(x)=h z=Dec(z,h)=ȳ y=C(y,ȳ)", "ȳ=C(y,ȳ) Dec(z,h) z Pred(x) x=y"},
		2: {"Y W_{e} + sh()=S Z out", "Y=W_{e}=+=sh()=Z=out S"},
		3: {"x=Pred(x)=h R(z) z=Dec(z,h)=ȳ=D(z,z̄)=z̄=Enc(y,h) y=C(y,ȳ)", "ȳ=C(y,ȳ) Dec(z,h) z=R(z) D(z,z̄) z̄=h Enc(y,h)=Pred(x) x=y"},
		4: {"y W_{e} sh0 S1 +1 sh1 S2 +2 sh2 S3 +3 sh3 out", "y=W_{e} sh0=S1=+1=sh1=S2=+2=sh2=S3=+3=sh3=out"},
		8: {"‖z̄‖^{2} z=Dec(z)=ȳ=k‖z−z̄‖^{2}=z̄=Enc(y) y=C(y,ȳ)", "ȳ=C(y,ȳ) Dec(z) z k‖z−z̄‖^{2}=‖z̄‖^{2} z̄ Enc(y) y"},
	} {
		g, look := lectureGraph(n)
		d := newDiagram(g, look)
		inOrder(t, n, want.columns, func(name string) float64 { return d.Nodes[g.Index(name)].X })
		inOrder(t, n, want.rows, func(name string) float64 { return d.Nodes[g.Index(name)].Y })
	}
}

func inOrder(t *testing.T, figure int, words string, at func(name string) float64) {
	t.Helper()
	last := math.Inf(-1)
	for word := range strings.FieldsSeq(words) {
		names := strings.Split(word, "=")
		first := at(names[0])
		if first <= last {
			t.Errorf("figure %d: %s stands at %.1f, after one at %.1f", figure, names[0], first, last)
		}
		for _, name := range names {
			if math.Abs(at(name)-first) > 0.5 {
				t.Errorf("figure %d: %s stands at %.1f, %s at %.1f", figure, names[0], first, name, at(name))
			}
		}
		last = first
	}
}

// The edge of Figure 1 from y to the cost is straight, as is that of Figure 8.
func TestLongEdgesAreStraight(t *testing.T) {
	for _, n := range []int{1, 3, 8} {
		g, look := lectureGraph(n)
		d := newDiagram(g, look)
		for i, e := range g.Edges {
			if e.From != "y" || e.To != "C(y,ȳ)" {
				continue
			}
			for _, c := range d.Edges[i] {
				for _, p := range c {
					if math.Abs(p.X-d.Nodes[g.Index("y")].X) > 0.5 {
						t.Fatalf("figure %d: y → C(y,ȳ) goes through %.1f", n, p)
					}
				}
			}
		}
	}
}

// On the plate of Figure 3 stand the encoder's nodes and no others.
func TestPlate(t *testing.T) {
	g := encoded()
	d := newDiagram(g, Factors)
	if len(d.Groups) != 1 || len(d.Groups[0]) != 1 {
		t.Fatalf("the plates are %v; expected one", d.Groups)
	}
	for i, n := range g.Nodes {
		if on := d.Groups[0][0].Meets(d.Nodes[i]); on != slices.Contains(g.Groups[0], n.Name) {
			t.Errorf("%s is on the plate: %v", n.Name, on)
		}
	}
	g.Groups[0] = []string{"x", "C(y,ȳ)"}
	if d := newDiagram(g, Factors); len(d.Groups[0]) != 2 {
		t.Errorf("a plate from corner to corner is %v; expected one for each node", d.Groups[0])
	}
}

// Whatever is written in a node, the letters stay clear of its outline.
func TestLabelsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := graph.Node{
			Name: "n", Kind: graph.Kind(rapid.IntRange(0, int(graph.Port)-1).Draw(t, "kind")),
			Label: strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"W", "i", "ȳ", "z̄", "_{e}", "^{2}", "(x)", "‖", "λ", " "}), 1, 12).Draw(t, "label"), ""),
		}
		look := Look(rapid.IntRange(0, int(Circuit)).Draw(t, "look"))
		d := newDiagram(&graph.Graph{Nodes: []graph.Node{n}}, look)
		if d.look.kinds[n.Kind].shape == nothing {
			return
		}
		full := nodePixels(t, d, n)
		n.Label = " "
		empty := nodePixels(t, d, n)
		k := d.look.kinds[n.Kind]
		r, g, b, _ := k.fill.RGBA()
		for i := 0; i < len(full.Pix); i += 4 {
			if p, q := full.Pix[i:i+3], empty.Pix[i:i+3]; string(p) != string(q) && string(q) != string([]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)}) {
				t.Fatalf("the label is drawn on the outline or outside at pixel %d, %d", i/4%full.Rect.Dx(), i/4/full.Rect.Dx())
			}
		}
	})
}

// nodePixels draws one node in its place.
func nodePixels(t *rapid.T, d *diagram, n graph.Node) *image.RGBA {
	f := &Figure{width: int(d.W) + 40, height: int(d.H) + 40, draw: func(p page) {
		d.drawNode(p.part(20, 20, int(d.W), int(d.H)), n, d.Nodes[0], false)
	}}
	img, err := f.raster()
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// Faded nodes are drawn pale; another graph is another picture.
func TestDiagramShowsWhatTheGraphSays(t *testing.T) {
	pictures := make(map[string]string)
	for name, change := range map[string]func(g *graph.Graph){
		"as it is":       func(*graph.Graph) {},
		"faded":          func(g *graph.Graph) { g.Nodes[0].Faded = true },
		"another kind":   func(g *graph.Graph) { g.Nodes[g.Index("z")].Kind = graph.Observed },
		"another label":  func(g *graph.Graph) { g.Nodes[g.Index("z")].Label = "s" },
		"without a bar":  func(g *graph.Graph) { g.Nodes[g.Index("ȳ")].Label = "y" },
		"one edge less":  func(g *graph.Graph) { g.Edges = g.Edges[:len(g.Edges)-1] },
		"on a plate":     func(g *graph.Graph) { g.Groups = [][]string{{"z"}} },
		"with a note":    func(g *graph.Graph) { g.Nodes[0].Note = "INPUT" },
		"with feedback":  func(g *graph.Graph) { g.Feedback("ȳ", "Pred(x)") },
		"with a penalty": func(g *graph.Graph) { g.Add(graph.Node{Name: "P", Kind: graph.Penalty}); g.Connect("h", "P") },
	} {
		g := conditional()
		change(g)
		f := Diagram(g, DiagramStyle{})
		if f.Err() != nil {
			t.Fatal(name, f.Err())
		}
		pix := string(pixelsOf(t, f).Pix)
		if other, ok := pictures[pix]; ok {
			t.Errorf("%q is drawn as %q", name, other)
		}
		pictures[pix] = name
	}
}

func TestDiagramErrors(t *testing.T) {
	cyclic := conditional()
	cyclic.Connect("ȳ", "Pred(x)")
	for _, c := range []struct {
		f    *Figure
		want string
	}{
		{Diagram(nil, DiagramStyle{}), "plotting: Diagram: graph: there are no nodes"},
		{Diagram(cyclic, DiagramStyle{}), "plotting: Diagram: graph: the cycle Pred(x) → h → Dec(z,h) → ȳ → Pred(x) has no feedback edge"},
		{Diagram(loop(), DiagramStyle{Look: 3}), "plotting: Diagram: Look is 3; expected Factors, Blocks or Circuit"},
		{Diagram(loop(), DiagramStyle{Look: -1}), "Look is -1"},
		{Diagram(&graph.Graph{Nodes: []graph.Node{{Name: "step", Label: "z−∇f(z)"}}}, DiagramStyle{}), `node "step" is to show '∇', which Liberation Sans does not have`},
	} {
		if err := c.f.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, expected %q", err, c.want)
		}
	}
}

func TestLettersWithALine(t *testing.T) {
	for txt, want := range map[string]string{
		"ȳ":           "y¯",
		"C(y,ȳ)":      "C(y,|y¯|)",
		"‖z̄‖^{2}":    "‖|z¯|‖|2",
		"z̄h̄":        "z¯|h¯",
		"W_{z̄}":      "W|z¯",
		"\u0304":      "",
		"z̄\u0305":    "z¯",
		"no bar":      "no bar",
		"z\u0305 end": "z¯| end",
	} {
		var got []string
		for _, p := range pieces(txt) {
			if p.bar {
				p.s += "¯"
			}
			got = append(got, p.s)
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q is taken apart as %q, expected %q", txt, s, want)
		}
	}
	sty := letters(tickSize, 0)
	if a, b := fmt.Sprint(sty.Width("z̄")), fmt.Sprint(sty.Width("z")); a != b {
		t.Errorf("z̄ is %s wide, z is %s", a, b)
	}
}
