package contrast_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/contrast"
)

func TestLearnSameBits(t *testing.T) {
	Y, _ := moons(50)
	for _, loss := range []contrast.Loss{contrast.Persistent{}, contrast.Denoising{}, contrast.Hinge{}} {
		run := func(procs int) ([]float64, []contrast.Epoch) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			r := rng()
			net := newNet(t, r, 2, 8, 4)
			h, err := contrast.Learn(context.Background(), net, loss, Y, contrast.Learning{Epochs: 3}, r, nil)
			if err != nil {
				t.Fatal(err)
			}
			return net.Params(), h
		}
		theta, h := run(1)
		many, hm := run(3)
		if !slices.Equal(theta, many) || !slices.Equal(h, hm) {
			t.Errorf("%T: three processors give other bits than one", loss)
		}
	}
}

func TestLearnCancelled(t *testing.T) {
	Y, _ := moons(50)
	ctx, cancel := context.WithCancel(context.Background())
	h, err := contrast.Learn(ctx, newNet(t, rng(), 2, 4, 2), contrast.Down{}, Y, contrast.Learning{}, rng(), func(e contrast.Epoch) {
		if e.T == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || len(h) != 2 {
		t.Errorf("error %v after %d epochs, expected two", err, len(h))
	}
}

func TestRefuses(t *testing.T) {
	nan := math.NaN()
	Y, _ := moons(10)
	bad := mat.DenseCopyOf(Y)
	bad.Set(4, 1, nan)
	net := newNet(t, rng(), 2, 4, 2)
	broken := newNet(t, rng(), 2, 4, 2)
	broken.Params()[3] = nan
	learn := func(net *contrast.Net, loss contrast.Loss, Y *mat.Dense, s contrast.Learning, r *rand.Rand) error {
		_, err := contrast.Learn(context.Background(), net, loss, Y, s, r, nil)
		return err
	}
	size := func(sizes ...int) error {
		_, err := contrast.NewNet(rng(), sizes...)
		return err
	}
	_, noRand := contrast.NewNet(nil, 2, 1)
	_, noPoints := contrast.Separate(context.Background(), net, Y, nil)
	var none contrast.Learning
	for want, err := range map[string]error{
		"no random generator, expected": noRand,
		"sizes are [2]":                 size(2),
		"sizes are [2 0 1]":             size(2, 0, 1),
		"no network":                    learn(nil, contrast.Down{}, Y, none, rng()),
		"no loss":                       learn(net, nil, Y, none, rng()),
		"Y has no rows":                 learn(net, contrast.Down{}, nil, none, rng()),
		"Y has 3 columns":               learn(net, contrast.Down{}, mat.NewDense(2, 3, nil), none, rng()),
		"Y[4][1] is NaN":                learn(net, contrast.Down{}, bad, none, rng()),
		"θ[3] is NaN":                   learn(broken, contrast.Down{}, Y, none, rng()),
		"no random generator":           learn(net, contrast.Down{}, Y, none, nil),
		"Epochs -1":                     learn(net, contrast.Down{}, Y, contrast.Learning{Epochs: -1}, rng()),
		"Rate is NaN":                   learn(net, contrast.Down{}, Y, contrast.Learning{Rule: ebm.SGD{Rate: nan}}, rng()),
		"Sigma is -1":                   learn(net, contrast.Denoising{Sigma: -1}, Y, none, rng()),
		"Steps is -1":                   learn(net, contrast.ContrastiveDivergence{Steps: -1}, Y, none, rng()),
		"Step is NaN":                   learn(net, contrast.Persistent{Step: nan}, Y, none, rng()),
		"Margin is -2":                  learn(net, contrast.Hinge{Margin: -2}, Y, none, rng()),
		"Radius is +Inf":                learn(net, contrast.Hinge{Radius: math.Inf(1)}, Y, none, rng()),
		"Tries is -3":                   learn(net, contrast.Hinge{Tries: -3}, Y, none, rng()),
		"smaller Rate":                  learn(newNet(t, rng(), 2, 4, 2), contrast.Down{}, Y, contrast.Learning{Rule: ebm.SGD{Rate: 1e200}}, rng()),
		"dst has 3 entries for 10 rows": net.Free(context.Background(), make([]float64, 3), Y),
		"away has no rows":              noPoints,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected it to say %q", err, want)
		}
	}
}
