package datasets

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
)

// Photos is a set of photographs, which may differ in size.
type Photos struct {
	Items  []*Photo
	Source string // "Berkeley photographs, from $LATENTLAB_DATA, verified", "generated dead leaves, seed 1"
}

// Len returns the number of photographs.
func (ps *Photos) Len() int { return len(ps.Items) }

// String says how many photographs there are, and where they come from.
func (ps *Photos) String() string { return fmt.Sprintf("%d photographs: %s", ps.Len(), ps.Source) }

// Grey returns all photographs in grey, see Photo.Grey. They share pixels.
func (ps *Photos) Grey() *Photos {
	grey := &Photos{Source: ps.Source}
	for _, p := range ps.Items {
		grey.Items = append(grey.Items, p.Grey())
	}
	return grey
}

// CentreCrop returns the middle height×width part of each. The error names a
// photograph that is smaller.
func (ps *Photos) CentreCrop(height, width int) (*Photos, error) {
	crops := &Photos{Source: ps.Source}
	for _, p := range ps.Items {
		c, err := p.CentreCrop(height, width)
		if err != nil {
			return nil, err
		}
		crops.Items = append(crops.Items, c)
	}
	return crops, nil
}

// Head returns the first n photographs, or all if there are fewer.
func (ps *Photos) Head(n int) *Photos {
	return &Photos{Items: ps.Items[:min(n, len(ps.Items))], Source: ps.Source}
}

// Named returns the photograph of that name, with or without its extension.
func (ps *Photos) Named(name string) (*Photo, error) {
	for _, p := range ps.Items {
		if p.Name == strings.TrimSuffix(name, ".jpg") {
			return p, nil
		}
	}
	return nil, fmt.Errorf("none of the %d photographs is named %q (%s)", ps.Len(), name, ps.Source)
}

// inParallel calls f(0) … f(n-1) on all processors. The calls must not depend on
// one another.
func inParallel(n int, f func(i int)) {
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}
