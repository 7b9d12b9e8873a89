//go:build !amd64 || noasm

package kernel

func init() { mustStartTier() }

func active() Tier { return Go }

func best() Tier { return Go }

func use(Tier) {}

func asm() bool { return false }

func wide() bool { return false }

func pause() {}
