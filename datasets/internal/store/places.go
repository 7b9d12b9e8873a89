package store

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// Variables of the environment that say where data are looked for.
const (
	DataVariable    = "LATENTLAB_DATA"    // a folder with one folder for each data set
	OfflineVariable = "LATENTLAB_OFFLINE" // anything but empty, 0 or false: no network
)

// Names of places, for people.
const (
	InData  = "$" + DataVariable
	InCache = "the user's cache"
)

// ErrMissing says that a part is in none of the places.
var ErrMissing = errors.New("not there")

// ErrDigest says that a file is not the published one.
var ErrDigest = errors.New("wrong digest")

// Places are the folders in which data are looked for, one after the other.
type Places struct {
	Data    string // $LATENTLAB_DATA, or empty
	Cache   string
	Offline bool
}

// Default returns the places that the environment names.
func Default() Places {
	p := Places{Data: os.Getenv(DataVariable), Cache: filepath.Join(xdg.CacheHome, "latentlab", "datasets")}
	switch os.Getenv(OfflineVariable) {
	case "", "0", "false":
	default:
		p.Offline = true
	}
	return p
}

// DataDir returns the folder of a set in $LATENTLAB_DATA, or an empty string.
func (p Places) DataDir(set string) string {
	if p.Data == "" {
		return ""
	}
	return filepath.Join(p.Data, set)
}

// CacheDir returns the folder of a set in the cache.
func (p Places) CacheDir(set string) string { return filepath.Join(p.Cache, set) }
