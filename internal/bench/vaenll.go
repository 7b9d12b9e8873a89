package bench

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"syscall"
	"time"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/pkg/checkpoint"
	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/vae"
)

// What vae-nll trains on, and what it asks of the result.
const (
	nllValid = 1000 // the last training images are for validation
	nllDraws = 200  // of z for each test image
)

type binaryPixels = vae.Binary[float32]

// nllCase is a model, and how it is trained: by the ELBO, then by the importance-weighted
// bound, in two trainings.
type nllCase struct {
	name      string
	hidden    []int
	codes     int
	unit      func() nn.Layer[float32]
	trainings []nllTraining
}

// nllTraining is one of the trainings.
type nllTraining struct {
	name     string
	rate     float64 // the highest, after an epoch; it falls to 0 along a cosine
	training vae.Training[float32]
}

var nllCases = []nllCase{
	{"relu", []int{400}, 40, relu, []nllTraining{
		{"elbo", 2e-3, vae.Training[float32]{Epochs: 240, Batch: 128, WarmUp: 48}},
		{"iwae", 2e-3, vae.Training[float32]{Epochs: 60, Batch: 128, IWAE: true, Draws: 10}},
	}},
	{"deep", []int{200, 200}, 50, tanh, []nllTraining{
		{"elbo", 2e-3, vae.Training[float32]{Epochs: 60, Batch: 128, WarmUp: 20}},
		{"iwae", 1e-3, vae.Training[float32]{Epochs: 40, Batch: 128, IWAE: true, Draws: 5}},
	}},
}

func relu() nn.Layer[float32] { return &nn.ReLU[float32]{} }
func tanh() nn.Layer[float32] { return &nn.Tanh[float32]{} }

// vaeNLL trains on MNIST binarised once and scores the test images after each training:
// −ELBO, and −log p(x) by importance sampling with 200 draws. Seconds are those of the
// trainings so far with their validation; cpu_seconds are the processor's, of all threads.
// A training that is stopped goes on in the next run.
func (b *Bench) vaeNLL(ctx context.Context, threads int, emit func(Row)) error {
	var data *nllData
	for _, c := range nllCases {
		row := Row{Workload: "vae-nll", Variant: "f32 " + c.name, Case: c.name, Threads: threads}
		if !b.chosen(row.Workload, row.Variant, threads) {
			continue
		}
		if data == nil {
			var err error
			if data, err = b.nllData(ctx); err != nil {
				return err
			}
		}
		if err := b.nllRows(ctx, row, c, data, emit); err != nil {
			return err
		}
	}
	return nil
}

// nllData is the three parts, each pixel drawn once.
type nllData struct{ train, valid, test binaryPixels }

func (b *Bench) nllData(ctx context.Context) (*nllData, error) {
	train, test, err := datasets.MNIST(ctx)
	if err != nil {
		return nil, fmt.Errorf("MNIST: %w", err)
	}
	b.say("data: %s", test.Source)
	X, err := vae.NewGrey[float32](train.Pix, train.Dim())
	if err != nil {
		return nil, err
	}
	T, err := vae.NewGrey[float32](test.Pix, test.Dim())
	if err != nil {
		return nil, err
	}
	bits, n := X.Binarize(rand.New(rand.NewPCG(1, 0))), train.Len()
	return &nllData{bits.Part(0, n-nllValid), bits.Part(n-nllValid, n), T.Binarize(rand.New(rand.NewPCG(2, 0)))}, nil
}

// nllRows does one case.
func (b *Bench) nllRows(ctx context.Context, row Row, c nllCase, data *nllData, emit func(Row)) error {
	n, d := data.train.Dims()
	m, err := vae.DenseOf(d, c.hidden, c.codes, vae.Bernoulli[float32]{}, c.unit, rand.New(rand.NewPCG(3, 0)))
	if err != nil {
		return err
	}
	var seconds, cpu float64
	var runs []*nllRun
	name := fmt.Sprintf("%s %d threads, %d digits", c.name, row.Threads, n)
	for i, t := range c.trainings {
		s := t.training
		s.Epochs = b.runs(s.Epochs)
		name += fmt.Sprintf(", %s %v %+v", t.name, t.rate, s) // one that is kept goes on only after the same ones
		per := n / s.Batch
		s.Schedule = nn.WarmUp{Steps: per, Then: nn.Cosine{Peak: t.rate, Steps: max(1, (s.Epochs-1)*per)}}
		trainer, err := vae.NewTrainer[float32, binaryPixels](m, s, rand.New(rand.NewPCG(4, uint64(i))))
		if err != nil {
			return err
		}
		run := &nllRun{trainer: trainer, name: name}
		if err := b.nllTrain(ctx, run, data); err != nil {
			return err
		}
		runs = append(runs, run)
		seconds, cpu = seconds+run.seconds, cpu+run.cpu
		one := row
		one.Variant += " " + t.name
		one, err = b.nllScore(ctx, one.timed([]float64{seconds}), m, trainer.Epochs(), data)
		if err != nil {
			return err
		}
		one.Quality = append(one.Quality, Field{"cpu_seconds", cpu})
		emit(one)
	}
	for _, r := range runs {
		if err := os.RemoveAll(r.path()); err != nil {
			return err
		}
	}
	return nil
}

// nllScore adds the scores of the test images, and what the last epoch did.
func (b *Bench) nllScore(ctx context.Context, row Row, m *vae.Model[float32], epochs []vae.Epoch[binaryPixels], data *nllData) (Row, error) {
	score, err := vae.Evaluate(ctx, m, data.test, rand.New(rand.NewPCG(5, 0)))
	if err != nil {
		return row, err
	}
	p, err := vae.Importance(ctx, m, data.test, nllDraws, rand.New(rand.NewPCG(6, 0)))
	if err != nil {
		return row, err
	}
	last := epochs[len(epochs)-1]
	row.Quality = []Field{{"nll", -p.LogP}, {"nll_se", p.Standard}, {"neg_elbo", score.NegELBO}, {"recon", score.Recon}, {"kl", score.KL},
		{"active", float64(score.ActiveUnits)}, {"epochs", float64(len(epochs))}, {"train", last.Loss}, {"valid", last.Valid.NegELBO}}
	return row, nil
}

// nllRun is a training with the time that it took, all interruptions left out.
type nllRun struct {
	name         string
	trainer      *vae.Trainer[float32, binaryPixels]
	seconds, cpu float64
}

func (r *nllRun) Kind() string { return "bench.nllRun/1 " + r.name }

// path is of the file that keeps the state.
func (r *nllRun) path() string { return checkpoint.Key{Name: "bench-vae-nll", Config: r.name}.Path(r) }

type nllKept struct {
	State        []byte
	Seconds, CPU float64
}

func (r *nllRun) MarshalBinary() ([]byte, error) {
	state, err := r.trainer.MarshalBinary()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = gob.NewEncoder(&b).Encode(nllKept{state, r.seconds, r.cpu})
	return b.Bytes(), err
}

func (r *nllRun) UnmarshalBinary(data []byte) error {
	var k nllKept
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k); err != nil {
		return err
	}
	r.seconds, r.cpu = k.Seconds, k.CPU
	return r.trainer.UnmarshalBinary(k.State)
}

// nllTrain trains, from where the last run stopped, and keeps the state after each
// epoch.
func (b *Bench) nllTrain(ctx context.Context, r *nllRun, data *nllData) error {
	path := r.path()
	if err := checkpoint.Load(path, r); err == nil {
		b.say("going on after epoch %d", len(r.trainer.Epochs()))
	} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, checkpoint.ErrNotCheckpoint) {
		return err
	}
	var failed error
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wall, cpu := time.Now(), processorSeconds()
	err := r.trainer.Resume(ctx, data.train, data.valid, func(p vae.Progress[binaryPixels]) {
		if p.Done == nil {
			return
		}
		r.seconds, wall = r.seconds+time.Since(wall).Seconds(), time.Now()
		r.cpu, cpu = r.cpu+processorSeconds()-cpu, processorSeconds()
		b.say("epoch %d: training %.2f, validation −ELBO %.2f, %.0f s, processor %.0f s", p.Done.N, p.Done.Loss, p.Done.Valid.NegELBO, r.seconds, r.cpu)
		if failed = checkpoint.Save(path, r); failed != nil {
			cancel()
		}
	})
	if failed != nil {
		return failed
	}
	return err
}

// processorSeconds returns the time that this process has used, of all threads.
func processorSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
