package base

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"time"

	"madoguchi/knowledge"
	"madoguchi/store"
)

// How long Follow waits after an error of the store, longer each time.
const (
	firstPause = time.Second
	longPause  = time.Minute
)

// Follow yields every base that comes into force after the one of the given version, loaded and
// checked, until ctx ends or the engine is closed:
//
//	for b, err := range base.Follow(ctx, engine, inUse.Version) {
//		if err != nil { … log it and go on with the old one; continue }
//		…
//	}
//
// Of bases that follow each other faster than they are taken only the last is yielded. An error is
// a base that cannot be used, because a newer program wrote it perhaps, or a store that does not
// answer; following goes on behind it, and an error that lasts is yielded once.
func Follow(ctx context.Context, e store.Engine, version string) iter.Seq2[*knowledge.Base, error] {
	return func(yield func(*knowledge.Base, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		f := follower{engine: e, seen: version}
		for pause := firstPause; ; pause = min(2*pause, longPause) {
			more, err := f.watch(ctx, func(b *knowledge.Base, err error) bool {
				if err == nil {
					pause = firstPause
				}
				return yield(b, err)
			})
			if !more || ctx.Err() != nil || errors.Is(err, store.ErrClosed) {
				return
			}
			if err == nil { // the watch was cut off: what was missed is found by looking again
				continue
			}
			if text := err.Error(); text != f.fault {
				f.fault = text
				if !yield(nil, err) {
					return
				}
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
		}
	}
}

type follower struct {
	engine store.Engine
	seen   string // the version that was yielded last, or found unusable
	fault  string // the error of the store that was yielded last
}

// watch yields what comes into force until the watch is cut off (nil), the store fails (the error)
// or nobody wants more.
func (f *follower) watch(ctx context.Context, yield func(*knowledge.Base, error) bool) (more bool, _ error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes, err := f.engine.Watch(ctx, releases.Key(store.K("current")))
	if err != nil {
		return true, fmt.Errorf("watch the base: %w", err)
	}
	for alive := true; alive; _, alive = <-changes {
		var r release
		var files fs.FS
		err := f.engine.View(ctx, func(v store.Reader) (err error) {
			if r, _, err = releases.Get(v, store.K("current")); err == nil && r.Version != f.seen && r.Version != "" {
				files, err = readBundle(v, r)
			}
			return err
		})
		if err != nil {
			return true, fmt.Errorf("read the base from the store: %w", err)
		}
		f.fault = ""
		if files == nil {
			continue
		}
		f.seen = r.Version
		if !yield(open(files, r.Version)) {
			return false, nil
		}
	}
	return true, nil
}
