// Command _asm writes the assembly of package kernel: for each tier
// (AVX2+FMA, AVX-512) one file of vector loops and one of matrix tiles, with
// the Go declarations beside them.
//
//	go -C _asm run . ..
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/buildtags"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

// part is one generated file: a name and the functions written for one type.
type part struct {
	name  string
	write func(g *gen)
}

var parts = []part{
	{"reduce", reductions},
	{"elem", elementwise},
	{"rows", rowLoops},
	{"quads", quadLoops},
	{"lists", listLoops},
	{"path", pathLoops},
	{"patch", patchLoops},
	{"wave", waveLoops},
	{"convert", conversions},
	{"exp", exponentials},
	{"train", trainLoops},
	{"tile", tiles},
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: _asm directory")
	}
	for _, t := range []tier{avx2, avx512} {
		for _, p := range parts {
			if err := generate(os.Args[1], t, p); err != nil {
				log.Fatal(err)
			}
		}
	}
	if err := writeDispatch(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

// generate writes name_tier_amd64.s and its declarations, if the part has functions for
// the tier.
func generate(dir string, t tier, p part) error {
	ctx := build.NewContext()
	ctx.Constraint(buildtags.Not("noasm").ToConstraint())
	for _, f64 := range []bool{false, true} {
		p.write(&gen{Context: ctx, tier: t, f64: f64})
	}
	if f, err := ctx.Result(); err != nil || len(f.Functions()) == 0 {
		return err
	}
	base := filepath.Join(dir, fmt.Sprintf("%s_%s_amd64", p.name, t))
	cfg := printer.Config{Name: "internal/kernel/_asm", Pkg: "kernel"}
	var asm, stubs bytes.Buffer
	status := build.Main(&build.Config{
		ErrOut: os.Stderr,
		Passes: []pass.Interface{
			pass.Compile,
			&pass.Output{Writer: nopCloser{&asm}, Printer: printer.NewGoAsm(cfg)},
			&pass.Output{Writer: nopCloser{&stubs}, Printer: printer.NewStubs(cfg)},
		},
	}, ctx)
	if status != 0 {
		return fmt.Errorf("%s: avo ended with status %d", base, status)
	}
	if err := os.WriteFile(base+".s", asm.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(base+".go", stubs.Bytes(), 0o644)
}

type nopCloser struct{ *bytes.Buffer }

func (nopCloser) Close() error { return nil }
