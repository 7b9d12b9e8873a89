package datasets

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"time"
)

// answerTime is how long a mirror may take to accept a connection.
const answerTime = 3 * time.Second

// reachable returns nil as soon as one of the addresses accepts a connection. It is
// asked before the program that downloads is started, so that a machine without
// network need not build that. Behind a proxy, which knows hosts that this machine
// does not, it does not ask.
func reachable(ctx context.Context, addresses []string) error {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		if os.Getenv(name) != "" {
			return nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	answers := make(chan error, len(addresses))
	for _, a := range addresses {
		go func() { answers <- connect(ctx, a) }()
	}
	var errs []error
	for range addresses {
		err := <-answers
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return fmt.Errorf("no mirror answered:\n%w", errors.Join(errs...))
}

// connect opens and closes a connection to the host of the address.
func connect(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	port := u.Port()
	if port == "" {
		port = u.Scheme
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return err
	}
	return c.Close()
}
