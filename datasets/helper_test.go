package datasets

import (
	"context"
	"errors"
	"os"
	"testing"
)

func TestHelper(t *testing.T) {
	command := []string{os.Args[0], "before"}
	t.Setenv(helperVariable, "well")
	var seen []Progress
	err := runHelper(t.Context(), command, "tiny", func(p Progress) { seen = append(seen, p) })
	if err != nil || len(seen) != 3 || seen[2] != (Progress{Set: "tiny", Part: "f", Done: 10, Total: 10}) {
		t.Errorf("progress %v, error %v", seen, err)
	}

	t.Setenv(helperVariable, "badly")
	checkError(t, runHelper(t.Context(), command, "tiny", func(Progress) {}), "no mirror answered")
	t.Setenv(helperVariable, "mutely")
	checkError(t, runHelper(t.Context(), command, "tiny", func(Progress) {}), "without a word", "3")

	t.Setenv(helperVariable, "until the end")
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("that will do")
	err = runHelper(ctx, command, "tiny", func(Progress) { cancel(stop) })
	if !errors.Is(err, stop) {
		t.Errorf("cancelled: %v", err)
	}
	checkError(t, runHelper(t.Context(), []string{"no such command"}, "tiny", nil), "no such command", "not on this machine")
}
