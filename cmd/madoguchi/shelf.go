package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
)

// shelf is where a desk's releases are kept: its store or, while a server has that open, the
// server.
type shelf interface {
	Releases(context.Context) ([]base.Release, error)
	Current(context.Context) (base.Standing, error)
	At(ctx context.Context, number uint64) (base.Standing, error)
	Publish(ctx context.Context, files fs.FS, over uint64, n base.Notice) (base.Release, error)
	Rollback(ctx context.Context, number, over uint64, n base.Notice) (base.Release, error)
}

// storeShelf is the shelf in a store.
type storeShelf struct{ engine store.Engine }

func (s storeShelf) Releases(ctx context.Context) ([]base.Release, error) {
	return base.Releases(ctx, s.engine)
}

func (s storeShelf) Current(ctx context.Context) (base.Standing, error) {
	return base.Current(ctx, s.engine, time.Now())
}

func (s storeShelf) At(ctx context.Context, number uint64) (base.Standing, error) {
	return base.At(ctx, s.engine, number)
}

func (s storeShelf) Publish(ctx context.Context, files fs.FS, over uint64, n base.Notice) (base.Release, error) {
	return base.Publish(ctx, s.engine, files, over, n)
}

func (s storeShelf) Rollback(ctx context.Context, number, over uint64, n base.Notice) (base.Release, error) {
	return base.Rollback(ctx, s.engine, number, over, n)
}

// withShelf does something with the releases of a store, which is made at need, or of the server
// that has it open.
func withShelf(s settings, do func(context.Context, shelf) error) (err error) {
	ctx := context.Background()
	e, err := openEngine(ctx, s)
	if errors.Is(err, store.ErrLocked) {
		return do(ctx, serverShelf{s})
	}
	if err != nil {
		return err
	}
	defer closing(e, &err)
	return do(ctx, storeShelf{e})
}

// onShelf does something with the releases of a store that is there.
func (f settingFlags) onShelf(p process, do func(context.Context, shelf) error) error {
	s, err := f.load(p)
	if err != nil {
		return err
	}
	if !stored(s) {
		return fmt.Errorf("there is no store %s yet: the first 'serve', 'import' or 'kb publish' makes one", s.Store)
	}
	return withShelf(s, do)
}

// base is the one in force in the store that the settings name, or the one in the binary where
// there is no store yet.
func (f settingFlags) base(p process) (*knowledge.Base, error) {
	s, err := f.load(p)
	if err != nil {
		return nil, err
	}
	return baseOf(s)
}

func baseOf(s settings) (*knowledge.Base, error) {
	if !stored(s) {
		return base.Embedded()
	}
	var b *knowledge.Base
	err := withShelf(s, func(ctx context.Context, on shelf) error {
		now, err := on.Current(ctx)
		b = now.Base
		return err
	})
	return b, err
}
