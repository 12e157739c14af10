package loop

import (
	"context"
	"errors"
	"sync"
	"testing"

	"madoguchi/bot"
	"madoguchi/store"
)

// TestSettleTogether proves that what waits is taken out together, that a claim that is lost costs
// the others nothing, and that each learns how it ended.
func TestSettleTogether(t *testing.T) {
	lost, gone := errLost, errors.New("the disk is full")
	for _, tt := range []struct {
		name string
		ends []error // of taking each out
		want []error
	}{
		{"all", []error{nil, nil, nil}, []error{nil, nil, nil}},
		{"one is lost", []error{nil, lost, nil}, []error{nil, lost, nil}},
		{"the store fails", []error{nil, gone, nil}, []error{gone, gone, gone}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			engine := store.Memory()
			defer engine.Close()
			l := &Loop{o: Options{Engine: engine}, work: t.Context()}
			s := &settler{l: l}
			put(t, engine, len(tt.ends))
			var batch []*settled
			for i, end := range tt.ends {
				batch = append(batch, &settled{done: make(chan struct{}), take: func(tx store.Txn) error {
					if end != nil {
						return end
					}
					return tx.Delete(store.Key{}.Uint(uint64(i)))
				}})
			}
			s.waiting = batch
			s.run()
			failed := false
			for i, one := range batch {
				<-one.done
				if !errors.Is(one.err, tt.want[i]) {
					t.Errorf("%d ended with %v, want %v", i, one.err, tt.want[i])
				}
				failed = failed || errors.Is(one.err, gone)
			}
			for i, end := range tt.ends {
				if has(t, engine, i) == (end == nil && !failed) {
					t.Errorf("%d is in the store: %v", i, has(t, engine, i))
				}
			}
		})
	}
}

func put(t *testing.T, e store.Engine, n int) {
	t.Helper()
	err := e.Update(t.Context(), func(tx store.Txn) error {
		for i := range n {
			if err := tx.Put(store.Key{}.Uint(uint64(i)), nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, e store.Engine, i int) (ok bool) {
	t.Helper()
	err := e.View(t.Context(), func(r store.Reader) (err error) {
		_, ok, err = r.Get(store.Key{}.Uint(uint64(i)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

// TestSettleMany proves that more than one commit takes are settled, and that the settler rests
// afterwards.
func TestSettleMany(t *testing.T) {
	engine := store.Memory()
	defer engine.Close()
	l := &Loop{o: Options{Engine: engine}, work: t.Context()}
	l.settler.l = l
	var senders sync.WaitGroup
	for range 5 * maxSettled {
		senders.Go(func() {
			if err := l.settler.settle(context.Background(), &claim{l: l}, bot.Delivery{Conversation: "post-1", N: 1}); err != nil {
				t.Error(err)
			}
		})
	}
	senders.Wait()
	l.tasks.Wait()
	if l.settler.busy || len(l.settler.waiting) > 0 {
		t.Error("the settler has not come to rest")
	}
}
