package download

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// client is the part of *http.Client that is used.
type client interface {
	Do(*http.Request) (*http.Response, error)
}

func newClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 4 * time.Second, KeepAlive: 15 * time.Second}).DialContext
	t.TLSHandshakeTimeout = 8 * time.Second
	return &http.Client{Transport: t}
}

// reach remembers which hosts answered, so that a dead one is asked once.
type reach struct {
	*fetcher
	hosts map[string]error // nil if it answered
}

// errSlow says that another host answered sooner.
var errSlow = errors.New("slower than others")

// among returns the addresses whose host answers, in their order, and then those
// that were slower. It asks all hosts at once.
func (r *reach) among(ctx context.Context, urls []string) ([]string, error) {
	if r.hosts == nil {
		r.hosts = r.ask(ctx, urls)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var good, slow []string
	var failures []error
	for _, u := range urls {
		switch err := r.hosts[host(u)]; {
		case err == nil:
			good = append(good, u)
		case errors.Is(err, errSlow):
			slow = append(slow, u)
		default:
			failures = append(failures, fmt.Errorf("%s: %w", host(u), err))
		}
	}
	if len(good) == 0 {
		return nil, fmt.Errorf("%w:\n%w", ErrUnreachable, errors.Join(failures...))
	}
	return append(good, slow...), nil
}

// ask sends one request to each host. Any answer will do, since the download
// itself finds out whether the file is there.
func (r *reach) ask(ctx context.Context, urls []string) map[string]error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	late := fmt.Errorf("no answer within %v", r.answer)
	defer time.AfterFunc(r.answer, func() { cancel(late) }).Stop()
	first := map[string]string{}
	for _, u := range urls {
		if _, asked := first[host(u)]; !asked {
			first[host(u)] = u
		}
	}
	type answer struct {
		host string
		err  error
	}
	answers := make(chan answer, len(first))
	for h, u := range first {
		go func() { answers <- answer{h, r.head(ctx, u)} }()
	}
	hosts := map[string]error{}
	for range first {
		a := <-answers
		hosts[a.host] = a.err
		if a.err == nil { // the others have half a second more
			defer time.AfterFunc(500*time.Millisecond, func() { cancel(errSlow) }).Stop()
		}
	}
	return hosts
}

func (r *reach) head(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return err
	}
	response, err := r.client.Do(request)
	var long *url.Error
	if errors.As(err, &long) { // the address is named already
		err = long.Err
	}
	if err != nil {
		return cause(ctx, err)
	}
	return response.Body.Close()
}

// host names scheme and host: the same host may answer by one protocol only.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Scheme + "://" + u.Host
}
