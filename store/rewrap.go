package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// Rewrap seals the root secret anew, with another desk key or with the same once more (after a KMS has rotated it). Nothing
// else is touched, and what runs goes on; from the commit on only the new key opens the store. The new key must open what it
// has sealed before anything is written. [ErrWrongKey] when from does not open the store, [ErrSealedSo] when that is
// because to does: an earlier Rewrap whose outcome was not seen. [ErrNothingSealed] when there is nothing to seal anew.
//
// The root secret stays the same one. A copy of the store that was made before is opened by the old key still, and whoever has
// both reads the store of today too if they get hold of it: after a theft of the key, rewrapping is not enough.
func Rewrap(ctx context.Context, e Engine, from, to DeskKey) error {
	if err := rewrap(ctx, e, from, to); err != nil {
		return fmt.Errorf("seal the root secret anew: %w", err)
	}
	return nil
}

func rewrap(ctx context.Context, e Engine, from, to DeskKey) error {
	old, err := readRoot(ctx, e)
	if err != nil {
		return err
	}
	if old == nil {
		return ErrNothingSealed
	}
	root, err := openRoot(old, from)
	if errors.Is(err, ErrWrongKey) {
		if _, other := openRoot(old, to); other == nil {
			return ErrSealedSo
		}
	}
	if err != nil {
		return err
	}
	fresh, err := sealRoot(root, to)
	if err != nil {
		return err
	}
	if again, err := openRoot(fresh, to); err != nil {
		return fmt.Errorf("the new key does not open what it has just sealed: %w", err)
	} else if !bytes.Equal(again, root) {
		return fmt.Errorf("the new key does not give back what it was given: %w", ErrKeyAway)
	}
	return e.Update(ctx, func(tx Txn) error {
		now, ok, err := tx.Get(rootKey())
		if err != nil {
			return err
		}
		if !ok || !bytes.Equal(now, old) {
			return errors.New("somebody else has just sealed it anew: see which key is in force now")
		}
		return tx.Put(rootKey(), fresh)
	})
}
