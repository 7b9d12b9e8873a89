package datasets

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// The test binary is also the program that downloads in TestHelper.
const helperVariable = "LATENTLAB_TEST_HELPER"

// TestMain keeps the tests away from the user's data and from the network.
func TestMain(m *testing.M) {
	if way := os.Getenv(helperVariable); way != "" {
		os.Exit(pretend(way))
	}
	cache, err := os.MkdirTemp("", "datasets")
	if err != nil {
		panic(err)
	}
	os.Setenv("XDG_CACHE_HOME", cache)
	os.Setenv("LATENTLAB_OFFLINE", "1")
	os.Unsetenv("LATENTLAB_DATA")
	xdg.Reload()
	code := m.Run()
	os.RemoveAll(cache)
	os.Exit(code)
}

// pretend downloads well, badly, or until its input ends.
func pretend(way string) int {
	switch way {
	case "well":
		for _, done := range []int{0, 5, 10} {
			fmt.Printf(`{"Set":%q,"Part":"f","Done":%d,"Total":10}`+"\n", os.Args[len(os.Args)-1], done)
		}
		fmt.Println("something else")
		return 0
	case "badly":
		fmt.Fprintln(os.Stderr, "no mirror answered")
		return 1
	case "mutely":
		return 3
	default:
		fmt.Println(`{"Set":"started"}`)
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		}
		return 1
	}
}

// checkError fails unless err says all the words.
func checkError(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("error %v, expected it to say %q", err, w)
		}
	}
}
