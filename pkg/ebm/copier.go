package ebm

// Copier is the ability of a smooth function that owns scratch memory to give its like
// for another goroutine. What only is read, such as a dictionary, may be shared.
type Copier interface {
	Copy() Smooth
}

// Copy returns f with scratch memory of its own. Dec, Cost, H and Y are shared.
func (f *Composite) Copy() Smooth {
	return &Composite{Dec: f.Dec, Cost: f.Cost, H: f.H, Y: f.Y}
}

// copies returns n problems that n goroutines may use at a time, or only p itself where
// the smooth part cannot be copied.
func (p *Problem) copies(n int) []*Problem {
	c, ok := p.F.(Copier)
	if !ok {
		return []*Problem{p}
	}
	all := make([]*Problem, n)
	for i := range all {
		all[i] = &Problem{F: c.Copy(), R: p.R, Lambda: p.Lambda}
	}
	return all
}
