package download

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// errMirror marks what another mirror, or another attempt, may mend.
var errMirror = errors.New("download failed")

// errFinal marks, beside errMirror, what another attempt at the same mirror cannot mend.
var errFinal = errors.New("refused")

// bring downloads the rest of the file from its url, and tries again as long as
// attempts bring bytes, or up to a few times without.
func (f *fetcher) bring(ctx context.Context, p *partial, progress func(done, total int64)) error {
	pause := f.pause
	for idle := 1; ; idle++ {
		before, _ := p.held()
		err := f.attempt(ctx, p, progress)
		if err == nil || !errors.Is(err, errMirror) || errors.Is(err, errFinal) {
			return err
		}
		if after, _ := p.held(); after > before {
			idle, pause = 0, f.pause
		}
		if idle == f.tries {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// attempt makes one request and appends what it brings.
func (f *fetcher) attempt(ctx context.Context, p *partial, progress func(done, total int64)) error {
	stalled := fmt.Errorf("no byte came for %v", f.stall)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(f.stall, func() { cancel(stalled) })
	defer watch.Stop()

	offset, validator := p.held()
	response, err := f.get(ctx, p.url, offset, validator)
	if err != nil {
		return fmt.Errorf("%w: %w", errMirror, cause(ctx, err))
	}
	defer response.Body.Close()
	start, err := begin(response, offset)
	if err != nil {
		if start < 0 {
			p.remove()
		}
		return err
	}
	total := int64(-1)
	if response.ContentLength >= 0 {
		total = start + response.ContentLength
	}
	if total > p.most {
		return fmt.Errorf("%w: %w: the server offers %d bytes, at most %d were expected", errMirror, errFinal, total, p.most)
	}
	file, err := p.open(start, validatorOf(response))
	if err != nil {
		return err
	}
	c := &copier{from: response.Body, to: sink(file), done: start, total: total, most: p.most,
		seen: func() { watch.Reset(f.stall) }, progress: progress}
	err = c.run()
	if errors.Is(err, errMirror) {
		err = fmt.Errorf("%w: %w", err, cause(ctx, c.read))
	}
	return errors.Join(err, file.Close())
}

func (f *fetcher) get(ctx context.Context, address string, offset int64, validator string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept-Encoding", "identity") // the file as it is, even if it is packed
	if offset > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", offset))
		request.Header.Set("If-Range", validator)
	}
	response, err := f.client.Do(request)
	var long *url.Error
	if errors.As(err, &long) { // the address is named already
		err = long.Err
	}
	return response, err
}

// begin returns the offset at which the body starts. It is -1, with an error, if
// what has come so far is of no use.
func begin(r *http.Response, offset int64) (int64, error) {
	switch {
	case r.StatusCode == http.StatusOK:
		return 0, nil
	case r.StatusCode == http.StatusPartialContent && offset > 0:
		unit, span, _ := strings.Cut(r.Header.Get("Content-Range"), " ")
		first, _, _ := strings.Cut(span, "-")
		if at, err := strconv.ParseInt(first, 10, 64); unit == "bytes" && err == nil && at == offset {
			return offset, nil
		}
		return -1, fmt.Errorf("%w: asked for bytes from %d on, got Content-Range %q", errMirror, offset, r.Header.Get("Content-Range"))
	case r.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		if offset > 0 && r.Header.Get("Content-Range") == fmt.Sprintf("bytes */%d", offset) {
			r.Body = http.NoBody // all of it had come already
			r.ContentLength = 0
			return offset, nil
		}
		return -1, fmt.Errorf("%w: asked for bytes from %d on, the file has %q", errMirror, offset, r.Header.Get("Content-Range"))
	case r.StatusCode == http.StatusRequestTimeout || r.StatusCode == http.StatusTooManyRequests || r.StatusCode >= 500:
		return 0, fmt.Errorf("%w: the server answered %s", errMirror, r.Status)
	}
	return 0, fmt.Errorf("%w: %w: the server answered %s", errMirror, errFinal, r.Status)
}

// validatorOf returns what names this version of the file byte for byte: a strong
// ETag, else the date of the last change.
func validatorOf(r *http.Response) string {
	if tag := r.Header.Get("ETag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	return r.Header.Get("Last-Modified")
}

// copier appends a body to a file.
type copier struct {
	from              io.Reader
	to                io.Writer
	done, total, most int64 // bytes; total is -1 if unknown
	seen              func()
	progress          func(done, total int64)
	read              error // what reading ended with
}

func (c *copier) run() error {
	c.progress(c.done, c.total)
	last := time.Now()
	for buffer := make([]byte, 64<<10); ; {
		n, err := c.from.Read(buffer)
		if n > 0 {
			c.seen()
			if c.done += int64(n); c.done > c.most {
				c.read = fmt.Errorf("more than %d bytes came", c.most)
				return fmt.Errorf("%w: %w", errMirror, errFinal)
			}
			if _, err := c.to.Write(buffer[:n]); err != nil {
				return fmt.Errorf("writing the download: %w", err)
			}
		}
		if err != nil || time.Since(last) > 100*time.Millisecond {
			c.progress(c.done, c.total)
			last = time.Now()
		}
		if err == io.EOF && (c.total < 0 || c.done == c.total) {
			return nil
		}
		if err != nil {
			c.read = fmt.Errorf("cut after %d of %d bytes: %w", c.done, c.total, err)
			return errMirror
		}
	}
}

// cause prefers why the context ended to the message that it ended.
func cause(ctx context.Context, err error) error {
	if c := context.Cause(ctx); c != nil {
		return c
	}
	return err
}
