package conv

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// Joint says how kernels and an encoder are learned together. Learning.Kernels, Size
// and Lambda must be given; its Boundary must be [Valid]. How many steps there are, and
// of how many crops, Training says; Learning's Batch and Passes are not used.
type Joint[T Float] struct {
	Learning Learning    // defaults here: Crop 3·Size−2, Tol 1e-2, Forget 2
	Alpha    float64     // α; default 0: inference does not see the encoder
	Form     Form        // default Tanh
	Border   bool        // weigh the error by BorderWeights; default: every pixel counts the same
	MaxIter  int         // rounds of inference at most; default 500
	Training Training[T] // of the encoder
}

// Training says how an encoder is trained.
type Training[T Float] struct {
	Steps     int             // default 500
	Batch     int             // crops a step; default 16
	Optimizer nn.Optimizer[T] // default nn.Adam
	Schedule  nn.Schedule     // rate of each step; default nn.Cosine from 1e-2 to 0 in Steps
	Clip      float64         // norm that a longer gradient is scaled to, +Inf for none; default: each is scaled to norm 1
}

// JointStep is what one step of learning did. All but T and Of are of the batch before
// its step, and means over its crops.
type JointStep struct {
	T, Of     int
	Objective float64 // E at z*
	Active    float64 // share of the entries of z* that are not zero
	Distance  float64 // Σ‖z* − Enc(y)‖²/Σ‖z*‖²; NaN where all codes are zero
	Gap       float64 // largest relative duality gap of the codes
	Replaced  int     // kernels replaced from the pictures
	Rate      float64 // of the encoder
}

// crops puts in the defaults of Learning that differ here: crops are small, so that few
// of the past say too little, and the encoder is to see codes that are near exact.
func (l Learning) crops() Learning {
	if l.Tol == 0 {
		l.Tol = 1e-2
	}
	if l.Forget == 0 {
		l.Forget = 2
	}
	return l
}

func (s Joint[T]) withDefaults() Joint[T] {
	if s.Learning.Crop == 0 {
		s.Learning.Crop = 3*s.Learning.Size - 2
	}
	if s.Form == nil {
		s.Form = Tanh{}
	}
	if s.MaxIter == 0 {
		s.MaxIter = 500
	}
	t := &s.Training
	if t.Steps == 0 {
		t.Steps = 500
	}
	if t.Batch == 0 {
		t.Batch = 16
	}
	if t.Optimizer == nil {
		t.Optimizer = nn.Adam[T]{}
	}
	if t.Schedule == nil {
		t.Schedule = nn.Cosine{Peak: 1e-2, Steps: t.Steps}
	}
	s.Learning = s.Learning.withDefaults()
	return s
}

func (s Joint[T]) check() error {
	switch t := s.Training; {
	case s.Learning.Boundary != Valid:
		return fmt.Errorf("conv: the boundary is %v, expected valid, that of the encoders", s.Learning.Boundary)
	case len(s.Learning.Sizes) > 0:
		return fmt.Errorf("conv: supports of sides %v, expected none: the encoder's filters have Size", s.Learning.Sizes)
	case t.Steps < 0 || t.Batch < 0 || s.MaxIter < 0 || !(t.Clip >= 0):
		return fmt.Errorf("conv: a setting is negative: Steps %d, Batch %d, MaxIter %d, Clip %v", t.Steps, t.Batch, s.MaxIter, t.Clip)
	}
	if s.Form != nil {
		if err := s.Form.check(); err != nil {
			return err
		}
	}
	return checkStrength("α", s.Alpha)
}

// clip returns ‖g‖₂ and scales g to norm limit if it is longer; to norm 1 for limit 0.
func clip[T Float](g []T, limit float64) float64 {
	if limit > 0 {
		return nn.ClipNorm(g, limit)
	}
	norm := float64(kernel.Nrm2(g))
	if norm > 0 && !math.IsInf(norm, 1) {
		kernel.Scal(T(1/norm), g)
	}
	return norm
}
