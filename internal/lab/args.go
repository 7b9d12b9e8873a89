package lab

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Page is what the person asked for.
type Page struct {
	Notebook string   // slash-separated path below the root, or "" for the list of notebooks
	Port     int      // 0 takes the first free one from 8888
	Browser  bool     // open the page in the browser
	Extra    []string // further arguments for JupyterLab, which stand in for ours of the same names
}

// Args are the arguments of the interpreter in the virtual environment venv that
// run JupyterLab on the checkout at root.
func (p Page) Args(root, venv string) []string {
	args := []string{"-I", "-m", "jupyterlab",
		"--ServerApp.root_dir=" + root,
		"--LabApp.default_url=" + p.url(root),
		// Tabs and layout belong to this checkout, not to the other ones of the same person.
		"--LabApp.workspaces_dir=" + filepath.Join(venv, "workspaces"),
		// What is installed is pinned: no extensions from elsewhere, and by these settings no news and no updates.
		"--LabApp.extension_manager=readonly",
		"--LabServerApp.app_settings_dir=" + filepath.Join(root, ".jupyter", "lab"),
	}
	// JupyterLab ignores what kernels say of themselves while they answer these
	// requests. By default kernel_info_request is one of them, and GoNB, which says
	// nothing else before the first cell, would be shown as unknown until then.
	for _, request := range []string{"comm_info_request", "interrupt_request", "shutdown_request"} {
		args = append(args, "--MappingKernelManager.untracked_message_types="+request)
	}
	if p.Port != 0 {
		args = append(args, "--ServerApp.port="+strconv.Itoa(p.Port), "--ServerApp.port_retries=0")
	}
	if !p.Browser {
		args = append(args, "--no-browser")
	}
	if os.Geteuid() == 0 {
		args = append(args, "--allow-root")
	}
	return append(without(args, p.Extra), p.Extra...)
}

// without returns args without those that extra gives another value:
// JupyterLab wants one value for each.
func without(args, extra []string) []string {
	return slices.DeleteFunc(args, func(arg string) bool {
		name, _, hasValue := strings.Cut(arg, "=")
		return hasValue && slices.ContainsFunc(extra, func(e string) bool { return strings.HasPrefix(e, name+"=") })
	})
}

// url is the page shown first.
func (p Page) url(root string) string {
	path := p.Notebook
	if path == "" {
		path = "notebooks"
		if info, err := os.Stat(filepath.Join(root, path)); err != nil || !info.IsDir() {
			return "/lab"
		}
	}
	return (&url.URL{Path: "/lab/tree/" + path}).EscapedPath()
}
