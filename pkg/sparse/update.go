package sparse

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Update learns from one batch of samples (n×d), which may come from anywhere: a
// stream that no memory holds, say. Its order is then the caller's, and Step.Of is 0.
// If ctx ends, the error is ctx.Err() and the learner is as before.
func (l *Learner) Update(ctx context.Context, X *mat.Dense) (Step, error) {
	if err := l.checkBatch(X); err != nil {
		return Step{}, err
	}
	return l.update(ctx, X, 0)
}

func (l *Learner) update(ctx context.Context, X *mat.Dense, of int) (Step, error) {
	coder := Coder{Dict: ofRows(l.d), Lambda: l.Settings.Lambda, Reg: l.Settings.Regularizer(), Tol: l.Settings.Tol}
	codes, err := coder.encode(ctx, X)
	if err != nil {
		return Step{}, err
	}
	return l.follow(X, codes, of), nil
}

// UpdateFrom is Update with codes that the caller has found, of an energy that has more
// terms than the learner's, say: codes.Z is n×k, and the Primal of its Rows says which
// samples may replace an idle atom.
func (l *Learner) UpdateFrom(X *mat.Dense, codes *Codes) (Step, error) {
	if err := l.checkBatch(X); err != nil {
		return Step{}, err
	}
	n, _ := X.Dims()
	if codes == nil || codes.Z == nil || len(codes.Rows) != n {
		return Step{}, fmt.Errorf("sparse: the codes are not those of %d samples", n)
	}
	if err := checkData("Z", codes.Z); err != nil {
		return Step{}, err
	}
	if zn, k := codes.Z.Dims(); zn != n || k != l.Settings.Atoms {
		return Step{}, fmt.Errorf("sparse: Z is %d×%d, expected %d×%d", zn, k, n, l.Settings.Atoms)
	}
	return l.follow(X, codes, 0), nil
}

// checkBatch refuses samples that do not fit.
func (l *Learner) checkBatch(X *mat.Dense) error {
	if err := checkData("X", X); err != nil {
		return err
	}
	if _, want := l.d.Dims(); X.RawMatrix().Cols != want {
		return fmt.Errorf("sparse: X has %d columns, the atoms have %d entries", X.RawMatrix().Cols, want)
	}
	return nil
}

// follow moves the atoms to the codes of a batch.
func (l *Learner) follow(X *mat.Dense, codes *Codes, of int) Step {
	l.t++
	l.accumulate(X, codes.Z)
	for range l.Settings.Sweeps {
		l.improve()
	}
	s := codes.Summary()
	step := Step{T: l.t, Of: of, Objective: s.Objective, Active: s.Active, Replaced: l.replace(X, codes)}
	l.hist = append(l.hist, step)
	return step
}
