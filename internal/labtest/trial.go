package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// stopLimit is how long an interrupted cell may take to end.
const stopLimit = 5 * time.Second

// bench is what all trials need.
type bench struct {
	settings
	root, tmp, notebook string
}

// visit is what a trial works with.
type visit struct {
	bench
	page   *browser
	server *server
	models string
}

// trial starts a server and a browser, opens the notebook and calls try.
func (b bench) trial(ctx context.Context, name, models string, try func(v visit) error) (err error) {
	fmt.Println(name)
	tmp := filepath.Join(b.tmp, name)
	if models == "" {
		models = filepath.Join(tmp, "models")
	}
	if err := os.MkdirAll(models, 0o755); err != nil {
		return err
	}
	s, err := startServer(ctx, b.Latentlab, b.notebook, models, tmp, filepath.Join(b.Out, name+".log"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	page, closeBrowser := startBrowser(ctx, b.Chromium, tmp)
	defer closeBrowser()
	if err := page.open(s.url); err != nil {
		return errors.Join(err, page.snap(b.Out, name+"-failed"))
	}
	err = try(visit{b, page, s, models})
	if err != nil {
		err = errors.Join(err, page.snap(b.Out, name+"-failed"))
	}
	page.report()
	return err
}

// runAll runs all cells from the menu and looks at each one.
func runAll(v visit) error {
	page := v.page
	before, err := page.walk(v.Out, "opened")
	if err != nil {
		return err
	}
	fmt.Println("  as opened:", summary(before))
	start := time.Now()
	if err := page.runAll(); err != nil {
		return err
	}
	if err := page.until(v.Limit, "all cells have run", func() (bool, error) {
		s, err := page.status()
		if err != nil || s != "idle" {
			return false, err
		}
		cells, err := page.drawn()
		return err == nil && ran(cells), err
	}); err != nil {
		return err
	}
	fmt.Printf("  run in %.1f s\n", time.Since(start).Seconds())
	cells, err := page.walk(v.Out, "run")
	if err != nil {
		return err
	}
	fmt.Println("  as run:   ", summary(cells))
	return check(cells)
}

// ran reports whether every code cell among cells has been executed.
func ran(cells map[int]cell) bool {
	for _, c := range cells {
		if c.Code && !c.Empty && (strings.Contains(c.Prompt, "*") || !strings.ContainsAny(c.Prompt, "0123456789")) {
			return false
		}
	}
	return len(cells) > 0
}

// check returns an error for every cell that has not run, shows an error, or has
// a picture that is broken or not visible, and when there is no picture at all.
func check(cells map[int]cell) error {
	var faults []error
	pictures := 0
	for _, i := range slices.Sorted(maps.Keys(cells)) {
		c := cells[i]
		if !ran(map[int]cell{i: c}) {
			faults = append(faults, fmt.Errorf("cell %d has not run: its prompt is %q", i, c.Prompt))
		}
		for _, e := range c.Errors {
			faults = append(faults, fmt.Errorf("cell %d shows an error: %s", i, e))
		}
		for k, m := range c.Images {
			if m.Natural == 0 || m.Shown == 0 {
				faults = append(faults, fmt.Errorf("picture %d of cell %d is not shown: %d pixels wide, %d on the page", k, i, m.Natural, m.Shown))
			}
		}
		pictures += len(c.Images)
	}
	if pictures == 0 {
		faults = append(faults, errors.New("there is no picture"))
	}
	return errors.Join(faults...)
}

// interrupt runs all cells, interrupts the first long one with the button, and
// checks that it ends in time and has left a file in models.
func interrupt(v visit) error {
	page := v.page
	start := time.Now()
	if err := page.runAll(); err != nil {
		return err
	}
	at, err := page.longCell(v.Limit, v.After)
	if err != nil {
		return err
	}
	clicked := time.Now()
	if err := page.press("notebook:interrupt-kernel"); err != nil {
		return err
	}
	if err := page.until(3*stopLimit, "the interrupted cell ended", func() (bool, error) {
		cells, err := page.drawn()
		return running(cells) != at, err
	}); err != nil {
		return err
	}
	took := time.Since(clicked)
	files, err := newFiles(v.models, start)
	if err != nil {
		return err
	}
	cells, err := page.drawn()
	if err != nil {
		return err
	}
	fmt.Printf("  cell %d interrupted: ended in %.1f s, prompt %q, errors %q, left %q\n", at, took.Seconds(), cells[at].Prompt, cells[at].Errors, files)
	if err := page.snap(v.Out, "interrupted"); err != nil {
		return err
	}
	if took > stopLimit {
		return fmt.Errorf("cell %d ended %v after the interrupt, more than %v", at, took, stopLimit)
	}
	if len(files) == 0 {
		return fmt.Errorf("cell %d left no checkpoint in the models folder", at)
	}
	return nil
}

// stop runs all cells, sends latentlab the Ctrl-C while the first long one runs,
// and checks that the cell has left a file in models.
func stop(v visit) error {
	start := time.Now()
	if err := v.page.runAll(); err != nil {
		return err
	}
	at, err := v.page.longCell(v.Limit, v.After)
	if err != nil {
		return err
	}
	if err := v.server.stop(); err != nil {
		return err
	}
	files, err := newFiles(v.models, start)
	if err != nil {
		return err
	}
	fmt.Printf("  cell %d stopped with JupyterLab: left %q\n", at, files)
	if len(files) == 0 {
		return fmt.Errorf("cell %d left no checkpoint in the models folder", at)
	}
	return nil
}

// longCell waits for a cell that has run for the given time and returns its place.
func (b *browser) longCell(limit, after time.Duration) (int, error) {
	last, since := -1, time.Now()
	err := b.until(limit, fmt.Sprintf("a cell runs for %v", after), func() (bool, error) {
		cells, err := b.drawn()
		if err != nil {
			return false, err
		}
		now := running(cells)
		if now != last {
			last, since = now, time.Now()
		}
		if now < 0 && ran(cells) {
			return false, fmt.Errorf("all cells have run and none took %v: give -after a shorter time", after)
		}
		return now >= 0 && time.Since(since) >= after, nil
	})
	return last, err
}

// running returns the place of the first of the cells that runs or waits, or -1.
func running(cells map[int]cell) int {
	for _, i := range slices.Sorted(maps.Keys(cells)) {
		if strings.Contains(cells[i].Prompt, "*") {
			return i
		}
	}
	return -1
}

// newFiles lists the whole files below dir that are not older than start.
func newFiles(dir string, start time.Time) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".partial") {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Size() > 0 && !info.ModTime().Before(start) {
			found = append(found, entry.Name())
		}
		return err
	})
	return found, err
}

// summary counts what cells show.
func summary(cells map[int]cell) string {
	var code, outs, images, math, stderr int
	for _, c := range cells {
		if c.Code {
			code++
		}
		outs += c.Outs
		images += len(c.Images)
		math += c.Math
		stderr += len(c.Stderr)
	}
	return fmt.Sprintf("%d cells, %d of code, %d outputs, %d pictures, %d equations, %d texts on stderr", len(cells), code, outs, images, math, stderr)
}
