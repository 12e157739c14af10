package loop

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"madoguchi/bot"
	"madoguchi/store"
)

// Archive looks through the conversations that are kept, in a running loop or in a store nobody
// serves. They are read where they lie; no words leave it.
type Archive struct {
	records records
	engine  store.Engine
	update  func(context.Context, func(store.Txn) error) error
	now     func() time.Time
}

// NewArchive makes one on a store that no loop has open.
func NewArchive(e store.Engine, s *store.Sealer, now func() time.Time) *Archive {
	return &Archive{newRecords(s), e, e.Update, now}
}

// Archive is the loop's own.
func (l *Loop) Archive() *Archive {
	return &Archive{l.records, l.o.Engine, l.update, func() time.Time { now, _ := l.clock.now(l.o.Advisor.Now()); return now }}
}

// eachAtOnce is how many conversations are read in one snapshot.
const eachAtOnce = 200

// look looks at a conversation, in a snapshot that may be read twice; what it returns is done once.
type look func(store.Reader, bot.Conversation) (then func(), err error)

// Each looks at each conversation, several at a time on as many processors as there are. Those that
// were erased are none; those that cannot be read are counted.
func (x *Archive) Each(ctx context.Context, do look) (looked, unread int, err error) {
	keys, err := x.keys(ctx)
	if err != nil {
		return 0, 0, err
	}
	var mu sync.Mutex
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for part := range slices.Chunk(keys, eachAtOnce) {
		work.Go(func() error {
			n, bad, err := x.eachOf(ctx, part, do)
			mu.Lock()
			defer mu.Unlock()
			looked, unread = looked+n, unread+bad
			return err
		})
	}
	err = work.Wait()
	return looked, unread, err
}

// keys are those of all conversations.
func (x *Archive) keys(ctx context.Context) (out []store.Key, err error) {
	err = x.engine.View(ctx, func(r store.Reader) error {
		out = nil
		for at, err := range x.records.conversations.Keys(r, nil) {
			if err != nil {
				return err
			}
			out = append(out, slices.Clone(at)) // a clone, so that the record is not kept with it
		}
		return nil
	})
	return out, err
}

// eachOf does it with some, in one snapshot.
func (x *Archive) eachOf(ctx context.Context, keys []store.Key, do look) (looked, unread int, err error) {
	var done []func()
	err = x.engine.View(ctx, func(r store.Reader) error {
		looked, unread, done = 0, 0, nil
		for _, at := range keys {
			c, ok, err := x.records.conversations.Get(r, at)
			switch {
			case errors.Is(err, store.ErrErased), err == nil && !ok:
				continue
			case err != nil:
				unread++
				continue
			}
			k := store.ReadKey(at)
			c.ID = bot.ConversationID(k.Str())
			looked++
			then, err := do(r, c)
			if err != nil {
				return err
			}
			if then != nil {
				done = append(done, then)
			}
		}
		return nil
	})
	for _, then := range done {
		then()
	}
	return looked, unread, err
}
