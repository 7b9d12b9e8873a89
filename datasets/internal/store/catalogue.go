// Package store knows where the files of the data sets are, which digests they
// must have, and how a downloaded file becomes a cached one. It does not speak to
// the network: that is datasets/download, which programs that only read data need
// not link.
package store

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Set is a data set of one or more parts that are looked up and fetched together.
// Its name is the name of its folder, in $LATENTLAB_DATA and in the cache.
type Set struct {
	Name, Title string
	Classes     []string // names of the labels 0, 1, …
	Parts       []Part
}

// Part is what one download brings.
type Part interface {
	// Download says where the part comes from.
	Download() Download
	// Check reads the part in the folder of its set, and compares digests.
	Check(dir string) Report
	// Install checks the downloaded file and puts what it holds into the folder.
	Install(dir, downloaded string) error
}

// Download is what the network has of a part.
type Download struct {
	Name  string   // of the part
	URLs  []string // of the same part, best first
	About int64    // bytes, as far as known
	Most  int64    // bytes; more are refused
}

// Report says how a part was found.
type Report struct {
	Name     string
	Path     string // empty if missing
	Bytes    int64
	Verified bool  // the digest is the published one
	Err      error // ErrMissing, or what is wrong with it
}

// Hosts returns one address of each host that has a part of the set.
func (s Set) Hosts() []string {
	var addresses []string
	seen := map[string]bool{}
	for _, p := range s.Parts {
		for _, a := range p.Download().URLs {
			if u, err := url.Parse(a); err == nil && !seen[u.Scheme+u.Host] {
				seen[u.Scheme+u.Host] = true
				addresses = append(addresses, a)
			}
		}
	}
	return addresses
}

// Sets returns the data sets, in the order in which they are listed.
func Sets() []Set { return []Set{MNIST, FashionMNIST, KMNIST, Berkeley} }

// Names returns the names of the data sets.
func Names() []string {
	var names []string
	for _, s := range Sets() {
		names = append(names, s.Name)
	}
	return names
}

// Named returns the data set of that name.
func Named(name string) (Set, error) {
	sets := Sets()
	i := slices.IndexFunc(sets, func(s Set) bool { return s.Name == name })
	if i < 0 {
		return Set{}, fmt.Errorf("no data set is named %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return sets[i], nil
}

var digits = strings.Fields("0 1 2 3 4 5 6 7 8 9")

// MNIST has digests of the unpacked files, since copies that were packed again are
// as good.
var MNIST = Set{Name: "mnist", Title: "MNIST", Classes: digits, Parts: files(
	[]string{
		"https://ossci-datasets.s3.amazonaws.com/mnist/",
		"https://storage.googleapis.com/cvdf-datasets/mnist/",
		"https://raw.githubusercontent.com/fgnt/mnist/master/",
	},
	File{Name: "train-images-idx3-ubyte", Size: 9912422, Content: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
	File{Name: "train-labels-idx1-ubyte", Size: 28881, Content: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
	File{Name: "t10k-images-idx3-ubyte", Size: 1648877, Content: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
	File{Name: "t10k-labels-idx1-ubyte", Size: 4542, Content: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
)}

// FashionMNIST has digests of the packed files, from the list of checksums of
// TensorFlow Datasets.
var FashionMNIST = Set{Name: "fashion-mnist", Title: "Fashion-MNIST",
	Classes: []string{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"},
	Parts: files(
		[]string{
			"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
			"https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
			"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
		},
		File{Name: "train-images-idx3-ubyte", Size: 26421880, Packed: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
		File{Name: "train-labels-idx1-ubyte", Size: 29515, Packed: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
			Content: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
		File{Name: "t10k-images-idx3-ubyte", Size: 4422102, Packed: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"},
		File{Name: "t10k-labels-idx1-ubyte", Size: 5148, Packed: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
			Content: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"},
	)}

// KMNIST has one public source in this format, by two protocols. The digests are in
// the lists of TensorFlow Datasets and of torchvision, which agree.
var KMNIST = Set{Name: "kmnist", Title: "KMNIST",
	Classes: strings.Fields("o ki su tsu na ha ma ya re wo"),
	Parts: files(
		[]string{
			"https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
			"http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
		},
		File{Name: "train-images-idx3-ubyte", Size: 18165135, Packed: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"},
		File{Name: "train-labels-idx1-ubyte", Size: 29497, Packed: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"},
		File{Name: "t10k-images-idx3-ubyte", Size: 3041136, Packed: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"},
		File{Name: "t10k-labels-idx1-ubyte", Size: 5120, Packed: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"},
	)}

// Berkeley is the 200 training photographs. They are the same files in the archive
// of 2001 (BSDS300), in that of 2011 (BSDS500) and in its copy on GitHub. The digest
// is what `sha256sum *.jpg | sha256sum` prints in their folder; two copies agree.
var Berkeley = Set{Name: "bsds500", Title: "Berkeley photographs", Parts: []Part{
	Folder{Name: "train", Count: 200,
		Digest: "9de25bdaf5db109f390ba0166233ad92ef1e27696c0f60e43d2ce424e0e7061b",
		Archives: []string{
			"https://www2.eecs.berkeley.edu/Research/Projects/CS/vision/bsds/BSDS300-images.tgz",
			"https://www2.eecs.berkeley.edu/Research/Projects/CS/vision/grouping/segbench/BSDS300-images.tgz",
			"https://codeload.github.com/BIDS/BSDS500/tar.gz/a04b7c6c3a9f0ace74bf205c72a43d32e1c72722",
		}},
}}

func files(mirrors []string, fs ...File) []Part {
	parts := make([]Part, len(fs))
	for i, f := range fs {
		f.Mirrors = mirrors
		parts[i] = f
	}
	return parts
}
