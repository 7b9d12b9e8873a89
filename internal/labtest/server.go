package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// startLimit leaves time for making the virtual environment.
const startLimit = 10 * time.Minute

// address is how Jupyter prints where its page is.
var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+/\S*token=\w+`)

// server is a running `latentlab lab`.
type server struct {
	cmd     *exec.Cmd
	url     string
	done    chan error
	stopped bool
}

// startServer starts latentlab lab on a free port and waits for its address. What
// it says goes to the file log. JupyterLab has no settings and no open tabs of a
// person's own, and saves nothing unasked.
func startServer(ctx context.Context, latentlab, notebook, models, tmp, log string) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	settings, err := writeSettings(tmp)
	if err != nil {
		return nil, err
	}
	f, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	s := &server{done: make(chan error, 1)}
	s.cmd = exec.Command(latentlab, "lab", "--no-browser", "--port", strconv.Itoa(port), notebook,
		"--", "--LabApp.user_settings_dir="+settings, "--LabApp.workspaces_dir="+filepath.Join(tmp, "workspaces"))
	s.cmd.Dir = filepath.Dir(notebook)
	s.cmd.Env = append(os.Environ(), "LATENTLAB_MODELS="+models)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C reaches it through stop
	out, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	s.cmd.Stdout = f
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	urls := make(chan string, 1)
	go func() {
		defer f.Close()
		lines := bufio.NewScanner(io.TeeReader(out, f))
		for lines.Scan() {
			if url := address.FindString(lines.Text()); url != "" {
				select {
				case urls <- url:
				default:
				}
			}
		}
		s.done <- s.cmd.Wait()
	}()
	select {
	case s.url = <-urls:
		return s, nil
	case err := <-s.done:
		return nil, fmt.Errorf("latentlab lab ended before it gave an address (%v): see %s", err, log)
	case <-time.After(startLimit):
		err = fmt.Errorf("latentlab lab gave no address within %v: see %s", startLimit, log)
	case <-ctx.Done():
		err = ctx.Err()
	}
	return nil, errors.Join(err, s.stop())
}

// stop sends the server one interrupt, as Ctrl-C does, and waits for its end. The
// second call does nothing.
func (s *server) stop() error {
	if s.stopped {
		return nil
	}
	s.stopped = true
	start := time.Now()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	select {
	case err := <-s.done:
		fmt.Printf("  Ctrl-C: latentlab lab ended in %.1f s with %v\n", time.Since(start).Seconds(), s.cmd.ProcessState)
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() == 130 {
			return nil
		}
		return err
	case <-time.After(30 * time.Second):
		s.cmd.Process.Kill()
		return errors.New("latentlab lab did not end within 30 s of an interrupt")
	}
}

// writeSettings makes a folder of JupyterLab's settings in which it does not save
// on its own, and returns its path.
func writeSettings(tmp string) (string, error) {
	dir := filepath.Join(tmp, "settings")
	path := filepath.Join(dir, "@jupyterlab", "docmanager-extension", "plugin.jupyterlab-settings")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	return dir, os.WriteFile(path, []byte(`{"autosave": false}`), 0o644)
}

// freePort returns a port that nothing listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
