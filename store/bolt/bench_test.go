package bolt

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"madoguchi/store"
	"madoguchi/store/storetest"
)

// The measurements behind defaultTuning.

func benchOpened(b *testing.B, change func(*tuning)) *engine {
	b.Helper()
	tune := defaultTuning()
	change(&tune)
	e, err := open(filepath.Join(b.TempDir(), "bench.db"), Options{}, tune)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { e.Close() })
	return e
}

func BenchmarkPageSize(b *testing.B) {
	for _, size := range []int{4 << 10, 8 << 10, 16 << 10} {
		for _, writers := range []int{1, 64} {
			b.Run(fmt.Sprintf("page=%d/writers=%d", size, writers), func(b *testing.B) {
				e := benchOpened(b, func(t *tuning) { t.pageSize = size })
				prefill(b, e, 100_000)
				storetest.BenchUpdates(b, e, writers)
			})
		}
	}
}

func BenchmarkGather(b *testing.B) {
	for _, gather := range []int{0, 1, 4, 16, 64, 256} {
		for _, writers := range []int{1, 4, 64} {
			b.Run(fmt.Sprintf("gather=%d/writers=%d", gather, writers), func(b *testing.B) {
				storetest.BenchUpdates(b, benchOpened(b, func(t *tuning) { t.gather = gather }), writers)
			})
		}
	}
}

// BenchmarkFreelist measures commits in a file that has many free pages, as after an erasure of old conversations, and opening it.
func BenchmarkFreelist(b *testing.B) {
	for _, kind := range []bbolt.FreelistType{bbolt.FreelistArrayType, bbolt.FreelistMapType} {
		for _, noSync := range []bool{false, true} {
			e := benchOpened(b, func(t *tuning) { t.freelist, t.noFreelistSync = kind, noSync })
			prefill(b, e, 1_200_000)
			thin(b, e)
			free, path := e.db.Stats().FreePageN, e.db.Path()
			for _, writers := range []int{1, 64} {
				b.Run(fmt.Sprintf("%s/nosync=%v/writers=%d", kind, noSync, writers), func(b *testing.B) {
					storetest.BenchUpdates(b, e, writers)
					b.ReportMetric(float64(free), "freepages")
				})
			}
			b.Run(fmt.Sprintf("%s/nosync=%v/open", kind, noSync), func(b *testing.B) {
				e.Close()
				tune := defaultTuning()
				tune.freelist, tune.noFreelistSync = kind, noSync
				began := time.Now()
				const times = 3 // whatever b.N is
				for range times {
					e, err := open(path, Options{}, tune)
					if err != nil {
						b.Fatal(err)
					}
					e.Close()
				}
				b.ReportMetric(float64(time.Since(began).Milliseconds())/times, "ms/open")
			})
		}
	}
}

// BenchmarkBatch is bbolt's own group commit under the same load, for comparison.
func BenchmarkBatch(b *testing.B) {
	for _, delay := range []time.Duration{0, time.Millisecond, 10 * time.Millisecond} {
		for _, writers := range []int{1, 64} {
			b.Run(fmt.Sprintf("delay=%v/writers=%d", delay, writers), func(b *testing.B) {
				e := benchOpened(b, func(*tuning) {})
				e.db.MaxBatchDelay = delay
				storetest.BenchUpdates(b, batched{e}, writers)
			})
		}
	}
}

type batched struct{ *engine }

func (e batched) Update(ctx context.Context, fn func(store.Txn) error) error {
	return e.db.Batch(func(tx *bbolt.Tx) error {
		data := tx.Bucket(dataBucket)
		p := store.NewPending(&reader{ctx: ctx, data: data})
		if err := fn(p); err != nil {
			return err
		}
		for _, c := range p.Changes() {
			if err := data.Put(c.Key, c.Value); err != nil {
				return err
			}
		}
		return nil
	})
}

func prefill(b *testing.B, e *engine, n int) {
	b.Helper()
	value := make([]byte, 250)
	for from := 0; from < n; {
		err := e.db.Update(func(tx *bbolt.Tx) error {
			for range 50_000 {
				if err := tx.Bucket(dataBucket).Put(store.K("conv").Uint(uint64(from)), value); err != nil {
					return err
				}
				from++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// thin deletes most of what prefill wrote, leaving holes everywhere.
func thin(b *testing.B, e *engine) {
	b.Helper()
	for part := range 12 {
		err := e.db.Update(func(tx *bbolt.Tx) error {
			for i := part * 100_000; i < (part+1)*100_000; i++ {
				if i%100 < 60 {
					if err := tx.Bucket(dataBucket).Delete(store.K("conv").Uint(uint64(i))); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
