package store

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// FailureLasts is for how long a failed download is not tried again unasked.
const FailureLasts = 10 * time.Minute

const failureNote = "failed-download.txt"

// NoteFailure remembers in the set's folder of the cache why its download failed.
func (p Places) NoteFailure(set, reason string) {
	dir := p.CacheDir(set)
	if os.MkdirAll(dir, 0o755) == nil {
		WriteFile(dir, failureNote, []byte(reason+"\n"))
	}
}

// Failure returns why the last download failed, if that was not long ago.
func (p Places) Failure(set string) (string, bool) {
	path := filepath.Join(p.CacheDir(set), failureNote)
	info, err := os.Stat(path)
	if err != nil || time.Since(info.ModTime()) > FailureLasts {
		return "", false
	}
	reason, err := os.ReadFile(path)
	return strings.TrimSpace(string(reason)), err == nil
}

// ForgetFailure makes the next download be tried.
func (p Places) ForgetFailure(set string) {
	os.Remove(filepath.Join(p.CacheDir(set), failureNote))
}
