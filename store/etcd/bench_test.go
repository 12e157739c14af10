package etcd

import (
	"fmt"
	"testing"

	"madoguchi/store"
	"madoguchi/store/storetest"
)

// BenchmarkEtcd measures clusters whose members write to the disk before they acknowledge. All of them share this
// machine, so that three members are slower here than on three machines.
func BenchmarkEtcd(b *testing.B) {
	for _, size := range []int{1, 3} {
		b.Run(fmt.Sprintf("members=%d", size), func(b *testing.B) {
			nodes := newCluster(b, size, func(c *nodeConfig) { c.Sync, c.Quota = true, 8<<30 })
			storetest.Bench(b, func(b *testing.B) store.Engine { return opened(b, at(nodes...)) })
		})
	}
}

// BenchmarkHotKey is what conflicts cost: all writers count up one key.
func BenchmarkHotKey(b *testing.B) {
	nodes := newCluster(b, 1, func(c *nodeConfig) { c.Sync = true })
	for _, writers := range []int{1, 4, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			e := opened(b, at(nodes...))
			b.SetParallelism(max(1, writers/2))
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := increment(b.Context(), e, "hot"); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
		})
	}
}
