package lista

import (
	"fmt"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// CP is LISTA-CP, in which the two matrices of a layer are coupled as those of
// convergent networks must be, S = I − V·W:
//
//	z_t = sh_θt(z_{t−1} + V_t·(y − W·z_{t−1}))
//
// Learned: V_t (k×d, written W_tᵀ in the paper) and θ_t, one number a layer. They
// begin at Wᵀ/L and λ/L. Cost: 2·d·k multiply-adds a layer and sample. With Select it
// is LISTA-CPSS.
//
// Source: Chen, Liu, Wang & Yin, NeurIPS 2018, eq. 7; eq. 14 with Select.
type CP struct{ Select Selection }

func (f CP) String() string { return "LISTA-CP" + f.Select.suffix() }

func (f CP) plan(D *sparse.Dictionary, lambda float64, layers int) (*plan, error) {
	d, k := D.Dims()
	L := D.SquaredNorm()
	v := scaled(D.Atoms().RawMatrix().Data, 1/L)
	p := &plan{kind: residualKind, weight: 1, chosen: f.Select.parts(layers)}
	for t := 1; t <= layers; t++ {
		p.layers = append(p.layers, slots{
			map1: p.add(layerName(t, "V"), v, false, k, d), map2: none, gain: none,
			theta: p.add(layerName(t, "theta"), filled(1, lambda/L), true, 1),
		})
	}
	return p, f.Select.check()
}

// Selection is support selection: in layer t, the largest entries of v, a part
// min(Step·t, Most) of all k, pass a threshold that they exceed without being shrunk by it.
//
// Source: Chen, Liu, Wang & Yin, NeurIPS 2018, eq. 12 and 13.
type Selection struct {
	Step float64 // the part added by a layer, such as 0.012; default 0: no selection
	Most float64 // the part at most; default 10·Step, and 1 at most
}

func (s Selection) check() error {
	if !(s.Step >= 0 && s.Step <= 1 && s.Most >= 0 && s.Most <= 1) {
		return fmt.Errorf("lista: Selection has Step %v and Most %v, expected parts from 0 to 1", s.Step, s.Most)
	}
	return nil
}

func (s Selection) suffix() string {
	if s.Step == 0 {
		return ""
	}
	return "SS"
}

// parts returns the part that passes in each layer, nil without selection.
func (s Selection) parts(layers int) []float64 {
	if s.Step == 0 {
		return nil
	}
	most := s.Most
	if most == 0 {
		most = min(1, 10*s.Step)
	}
	parts := make([]float64, layers)
	for t := range parts {
		parts[t] = min(s.Step*float64(t+1), most)
	}
	return parts
}
