package bench

import (
	"os"
	"runtime"
	"strconv"
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

// loadAverage returns the load of the last minute, 0 where the system does not tell.
func loadAverage() float64 {
	data, _ := os.ReadFile("/proc/loadavg") // only Linux has it
	first, _, _ := strings.Cut(string(data), " ")
	load, _ := strconv.ParseFloat(first, 64)
	return load
}
