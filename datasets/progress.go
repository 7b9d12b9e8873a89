package datasets

import "fmt"

// Progress is how far a download is.
type Progress struct {
	Set     string // "mnist"
	Part    string // "train-images-idx3-ubyte"
	Done    int64  // bytes of the part
	Total   int64  // bytes, about
	Waiting bool   // another process is downloading the set; the rest is empty
}

// String says it in one line.
func (p Progress) String() string {
	if p.Waiting {
		return p.Set + ": waiting for another process that downloads it"
	}
	return fmt.Sprintf("%s/%s: %.1f of %.1f MB", p.Set, p.Part, float64(p.Done)/1e6, float64(p.Total)/1e6)
}
