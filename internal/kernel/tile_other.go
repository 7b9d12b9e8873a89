//go:build !amd64 || noasm

package kernel

func (p *panel[T]) runASM() { panic(noASM) }
