package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a headless Chromium with one page, and what went wrong on it.
type browser struct {
	ctx context.Context

	mu      sync.Mutex
	faults  []string        // uncaught exceptions
	foreign map[string]bool // requests to other hosts, none of which gets out
}

// startBrowser starts Chromium with a fresh profile below tmp. Names other than
// the loopback address do not resolve in it, so that what works works offline.
func startBrowser(ctx context.Context, path, tmp string) (*browser, context.CancelFunc) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.UserDataDir(filepath.Join(tmp, "profile")),
		chromedp.WindowSize(1280, 1000),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	)
	if path != "" {
		opts = append(opts, chromedp.ExecPath(path))
	}
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel1 := chromedp.NewExecAllocator(ctx, opts...)
	b := &browser{foreign: map[string]bool{}}
	ctx, cancel2 := chromedp.NewContext(ctx, chromedp.WithListener(b.listen))
	b.ctx = ctx
	return b, func() { cancel2(); cancel1() }
}

// listen keeps the page's exceptions and its requests to other hosts.
func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, exceptionText(e.ExceptionDetails))
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && u.Host != "" && u.Hostname() != "127.0.0.1" {
			b.foreign[u.Host] = true
		}
	}
}

// report prints what listen kept.
func (b *browser) report() {
	b.mu.Lock()
	defer b.mu.Unlock()
	fmt.Printf("  exceptions on the page: %d, other hosts asked for: %d\n", len(b.faults), len(b.foreign))
	for _, f := range b.faults {
		fmt.Println("    ", f)
	}
	for host := range b.foreign {
		fmt.Println("    ", host)
	}
}

// exceptionText is the message of an exception, with its first lines of stack.
func exceptionText(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Text + " " + d.Exception.Description
	}
	return d.Text
}
