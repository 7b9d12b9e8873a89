package checkpoint

import (
	"context"
	"crypto/sha256"
	"fmt"
)

// TrainSteps is [Train] for a model that is a training in progress: its state before the
// first step says what it will become, so that the key is made of name, of that state and
// of data, which identifies what it learns from. learn goes on with m as it is, and calls
// step after each step, which hands it to progress (nil for none). What an interrupted
// run has learned is kept, and the next one goes on from there.
func TrainSteps[S any](ctx context.Context, name, data string, m Model, learn func(ctx context.Context, step func(S)) error, progress func(S)) error {
	first, err := m.MarshalBinary()
	if err != nil {
		return err
	}
	key := Key{Name: name, Config: fmt.Sprintf("%x", sha256.Sum256(first)), Data: data}
	return Train(ctx, key, m, func(ctx context.Context, _ bool, save func() error) error {
		var saved error
		err := learn(ctx, func(s S) {
			if saved == nil {
				saved = save()
			}
			if progress != nil {
				progress(s)
			}
		})
		if err != nil {
			return err
		}
		return saved
	})
}
