package storetest

import (
	"bytes"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"madoguchi/store"
)

// Bench measures what a message costs: one commit of four writes of together about 1 KiB, by one writer and by 64 at once; and
// reads while nobody writes.
func Bench(b *testing.B, open func(b *testing.B) store.Engine) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("update/writers=%d", writers), func(b *testing.B) {
			e := open(b)
			defer e.Close()
			BenchUpdates(b, e, writers)
		})
	}
	b.Run("get", func(b *testing.B) {
		e := open(b)
		defer e.Close()
		load(b, e, 100_000)
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				e.View(b.Context(), func(r store.Reader) error {
					_, _, err := r.Get(convKey(i * 7919 % 100_000))
					return err
				})
			}
		})
	})
	b.Run("scan/entries=1000", func(b *testing.B) {
		e := open(b)
		defer e.Close()
		load(b, e, 10_000)
		for b.Loop() {
			e.View(b.Context(), func(r store.Reader) error {
				_, err := pairs(first(r.Scan(convKey(4000), nil), 1000))
				return err
			})
		}
	})
}

// BenchUpdates runs b.N Updates from a number of goroutines and reports them per second.
func BenchUpdates(b *testing.B, e store.Engine, writers int) {
	value := bytes.Repeat([]byte("x"), 250)
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for w := range writers {
		wg.Go(func() {
			for {
				i := int(n.Add(1))
				if i > b.N {
					return
				}
				err := e.Update(b.Context(), func(tx store.Txn) error {
					conv := i * 7919 % 100_000
					if _, _, err := tx.Get(convKey(conv)); err != nil {
						return err
					}
					tx.Put(convKey(conv), value)
					tx.Put(store.K("inbox").Uint(uint64(i)), value)
					tx.Put(store.K("outbox").Uint(uint64(i)), value)
					return tx.Put(store.K("transcript").Uint(uint64(conv)).Uint(uint64(i)), value)
				})
				if err != nil {
					b.Errorf("writer %d: %v", w, err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

func load(b *testing.B, e store.Engine, n int) {
	value := bytes.Repeat([]byte("x"), 250)
	for from := 0; from < n; from += store.MaxWrites {
		update(b, e, func(tx store.Txn) error {
			for i := from; i < min(n, from+store.MaxWrites); i++ {
				if err := tx.Put(convKey(i), value); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.ResetTimer()
}

func convKey(n int) []byte { return store.K("conv").Uint(uint64(n)) }
