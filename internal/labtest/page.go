package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// cell is what the page shows of one cell.
type cell struct {
	Code   bool     `json:"code"`
	Empty  bool     `json:"empty"`  // no source
	Prompt string   `json:"prompt"` // "[3]:", "[*]:" while running, "[ ]:" before
	Source string   `json:"source"` // its beginning
	Images []image  `json:"images"`
	Errors []string `json:"errors"` // texts of error outputs
	Stderr []string `json:"stderr"`
	Math   int      `json:"math"` // equations drawn
	Outs   int      `json:"outs"` // outputs
}

// image is one picture in a cell.
type image struct {
	Natural int `json:"natural"` // width of the picture, 0 when it is broken
	Shown   int `json:"shown"`   // width on the page
}

// panel is the notebook on the page.
const panel = `document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)')`

// readCells gives, for every cell that the page has drawn, its place and a cell.
// A cell far outside of the window may not be drawn.
const readCells = `[...` + panel + `.querySelectorAll('.jp-Cell')].map((c, i) => [
	+(c.dataset.windowedListIndex ?? i), {
	code: c.classList.contains('jp-CodeCell'),
	empty: (c.querySelector('.cm-content')?.textContent ?? '').trim() == '',
	prompt: c.querySelector('.jp-InputArea-prompt')?.textContent.trim() ?? '',
	source: (c.querySelector('.cm-content')?.innerText ?? '').trim().slice(0, 60),
	images: [...c.querySelectorAll('.jp-OutputArea img, .jp-MarkdownOutput img')].map(i => ({
		natural: i.complete ? i.naturalWidth : 0, shown: Math.round(i.getBoundingClientRect().width)})),
	errors: [...c.querySelectorAll('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"], .gonb-err-location')].map(e => e.textContent),
	stderr: [...c.querySelectorAll('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]')].map(e => e.textContent),
	math: c.querySelectorAll('mjx-container').length,
	outs: c.querySelectorAll('.jp-OutputArea-child').length,
}])`

// scroller is what moves when the notebook is scrolled.
const scroller = panel + `.querySelector('.jp-WindowedPanel-outer')`

// open loads the notebook and waits until its kernel is connected and idle. Of a
// kernel that has run nothing, some front ends only ever know that it is unknown.
func (b *browser) open(url string) error {
	if err := chromedp.Do(b.ctx, chromedp.Navigate(url)); err != nil {
		return err
	}
	var named time.Time // when the kernel was known
	return b.until(time.Minute, "the kernel is connected", func() (bool, error) {
		name, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](kernelName))
		if err != nil || name == "" || name == "No Kernel" {
			return false, err
		}
		if named.IsZero() {
			named = time.Now()
		}
		s, err := b.status()
		if s == "idle" || s == "unknown" && time.Since(named) > 10*time.Second {
			fmt.Printf("  kernel %q is %s\n", name, s)
			return true, nil
		}
		return false, err
	})
}

// kernelName is what the notebook's toolbar says of the kernel.
const kernelName = panel + `?.querySelector('.jp-KernelName')?.textContent.trim() ?? ''`

// status is what the notebook's indicator says of the kernel: idle, busy, …
func (b *browser) status() (string, error) {
	return chromedp.Run(b.ctx, chromedp.Evaluate[string](panel+`?.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status ?? ''`))
}

// runAll clears what an earlier run has left, chooses Run All Cells, and waits
// until a cell runs.
func (b *browser) runAll() error {
	started := func(want bool) func() (bool, error) {
		return func() (bool, error) {
			cells, err := b.drawn()
			some := false
			for _, c := range cells {
				some = some || c.Code && strings.ContainsAny(c.Prompt, "*0123456789")
			}
			return some == want, err
		}
	}
	if err := b.menu("Edit", "editmenu:clear-all"); err != nil {
		return err
	}
	if err := b.until(20*time.Second, "the outputs are cleared", started(false)); err != nil {
		return err
	}
	if err := b.menu("Run", "runmenu:run-all"); err != nil {
		return err
	}
	return b.until(20*time.Second, "a cell runs", started(true))
}

// menu chooses an entry of a menu with the mouse.
func (b *browser) menu(name, command string) error {
	if err := b.click(fmt.Sprintf(`[...document.querySelectorAll('.lm-MenuBar-item')].find(e => e.textContent == %q)`, name)); err != nil {
		return err
	}
	return b.click(fmt.Sprintf(`document.querySelector('.lm-Menu-item[data-command=%q]')`, command))
}

// press clicks a button of the notebook's toolbar.
func (b *browser) press(command string) error {
	return b.click(panel + fmt.Sprintf(`.querySelector('.jp-NotebookPanel-toolbar [data-command=%q]')`, command))
}

// click waits until the element that the JavaScript expression gives is on the
// page, uncovered and at rest, moves the mouse to its middle, and clicks. Menus
// want to see the move.
func (b *browser) click(element string) error {
	var at []float64
	err := b.until(20*time.Second, element+" can be clicked", func() (bool, error) {
		before := at
		var err error
		at, err = chromedp.Run(b.ctx, chromedp.Evaluate[[]float64](`(e => {
			const r = e?.getBoundingClientRect();
			const x = r?.x + r?.width / 2, y = r?.y + r?.height / 2;
			return r?.width > 0 && e.contains(document.elementFromPoint(x, y)) ? [x, y] : null
		})(`+element+`)`))
		return len(at) == 2 && slices.Equal(at, before), err
	})
	if err != nil {
		return err
	}
	return chromedp.Do(b.ctx, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]), chromedp.MouseClickXY(at[0], at[1]))
}

// drawn returns the cells that the page has drawn now, by place.
func (b *browser) drawn() (map[int]cell, error) {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]byte](readCells))
	if err != nil {
		return nil, err
	}
	var rows [][2]json.RawMessage
	if err := json.Unmarshal(text, &rows); err != nil {
		return nil, err
	}
	cells := map[int]cell{}
	for _, row := range rows {
		var at int
		var c cell
		if err := json.Unmarshal(row[0], &at); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(row[1], &c); err != nil {
			return nil, err
		}
		cells[at] = c
	}
	return cells, nil
}

// walk scrolls from the top of the notebook to its end, a window at a time, takes
// a picture of each as dir/name-NN.png, and returns all cells met.
func (b *browser) walk(dir, name string) (map[int]cell, error) {
	cells := map[int]cell{}
	at := -1.0
	for page := 0; ; page++ {
		step := fmt.Sprintf(`(s => { s.scrollTop = %d * (s.clientHeight - 60); return s.scrollTop })(%s)`, page, scroller)
		pos, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](step))
		if err != nil {
			return nil, err
		}
		if pos == at {
			return cells, nil
		}
		at = pos
		time.Sleep(500 * time.Millisecond) // drawing
		some, err := b.drawn()
		if err != nil {
			return nil, err
		}
		for i, c := range some {
			cells[i] = c
		}
		if err := b.snap(dir, fmt.Sprintf("%s-%02d", name, page)); err != nil {
			return nil, err
		}
	}
}

// until asks ok four times a second until it holds.
func (b *browser) until(limit time.Duration, what string, ok func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(b.ctx, limit)
	defer cancel()
	for {
		if yes, err := ok(); err != nil || yes {
			return err
		}
		select {
		case <-ctx.Done():
			if b.ctx.Err() != nil {
				return b.ctx.Err()
			}
			return fmt.Errorf("waited %v in vain until %s", limit, what)
		case <-time.After(250 * time.Millisecond):
		}
	}
}

// snap takes one picture of the page as dir/name.png.
func (b *browser) snap(dir, name string) error {
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
}
