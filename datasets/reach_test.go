package datasets

import (
	"net/http/httptest"
	"testing"
)

func TestReachable(t *testing.T) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		t.Setenv(name, "")
	}
	s := httptest.NewServer(nil)
	defer s.Close()
	dead := "http://127.0.0.1:1/file"
	if err := reachable(t.Context(), []string{dead, s.URL + "/file"}); err != nil {
		t.Error(err)
	}
	checkError(t, reachable(t.Context(), []string{dead, "%"}), "no mirror answered", "127.0.0.1:1", "%")
	t.Setenv("HTTPS_PROXY", "http://proxy")
	if err := reachable(t.Context(), []string{dead}); err != nil {
		t.Error(err)
	}
}
