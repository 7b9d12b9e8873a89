package bench

import (
	"os"
	"runtime"
	"strings"
)

// processor returns the processor's name as the system tells it, or the architecture.
func processor() string {
	data, _ := os.ReadFile("/proc/cpuinfo") // only Linux has it
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
