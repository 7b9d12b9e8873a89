package runner

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/latentlab/latentlab/internal/notebook"
)

// Stem returns the name of a notebook: the file's, without its end.
func Stem(path string) string { return strings.TrimSuffix(filepath.Base(path), ".ipynb") }

// Choose returns the paths of the wanted notebooks: a path to a file, a stem in
// dir, or a number that stems in dir begin with. Without wanted ones it returns
// all of dir, sorted. Each is returned once, where it is wanted first.
func Choose(dir string, wanted []string) ([]string, error) {
	all, err := notebook.List(dir)
	if err != nil {
		return nil, err
	}
	if len(wanted) == 0 {
		if len(all) == 0 {
			return nil, fmt.Errorf("there are no notebooks in %s", dir)
		}
		return all, nil
	}
	var chosen []string
	for _, w := range wanted {
		found := match(all, w)
		if len(found) == 0 {
			return nil, fmt.Errorf("no notebook %q; there are %s", w, stems(all))
		}
		for _, path := range found {
			if !slices.Contains(chosen, path) {
				chosen = append(chosen, path)
			}
		}
	}
	return chosen, distinct(chosen)
}

// match returns the notebooks of all that w means.
func match(all []string, w string) []string {
	if info, err := os.Stat(w); err == nil && info.Mode().IsRegular() && filepath.Ext(w) == ".ipynb" {
		abs, err := filepath.Abs(w)
		if err != nil {
			abs = w
		}
		return []string{abs}
	}
	var found []string
	number, err := strconv.Atoi(w)
	for _, path := range all {
		stem := Stem(path)
		head, _, _ := strings.Cut(stem, "-")
		if n, err2 := strconv.Atoi(head); stem == Stem(w) || err == nil && err2 == nil && n == number {
			found = append(found, path)
		}
	}
	return found
}

// distinct returns an error if two notebooks have the same stem: they would write
// the same files.
func distinct(paths []string) error {
	seen := map[string]string{}
	for _, path := range paths {
		stem := Stem(path)
		if first, ok := seen[stem]; ok {
			return fmt.Errorf("%s and %s have the same name", first, path)
		}
		seen[stem] = path
	}
	return nil
}

// stems lists names for a message.
func stems(paths []string) string {
	if len(paths) == 0 {
		return "none"
	}
	var names []string
	for _, path := range paths {
		names = append(names, Stem(path))
	}
	return strings.Join(names, ", ")
}
