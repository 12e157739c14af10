package bolt

import (
	"runtime"
	"strconv"

	"go.etcd.io/bbolt"
)

// tuning is what the benchmarks vary; everybody else has defaultTuning.
type tuning struct {
	pageSize       int
	freelist       bbolt.FreelistType
	noFreelistSync bool
	mapSize        int
	gather         int // see engine.gather
}

// defaultTuning is what was best on a machine with 2 cores whose disk syncs in 0.24 ms (go test -bench . ./store/bolt); an
// update is one read and four writes of 250 bytes.
//
// Group commit: 1 writer 2,000 updates/s, 64 writers 19,000; bbolt's Batch under the same load at best 560 and 14,000 (delay 1 ms),
// with its default delay of 10 ms 87 and 4,600. gather 16 against 0: 25,900 against 17,500 with 64 writers, no difference with one.
//
// Page size, over 100,000 entries: 4 KiB 1,900 (1 writer) and 14,200 (64), 8 KiB 2,000 and 11,500, 16 KiB 1,700 and 12,200. The
// size is fixed rather than the machine's, so that a file can move.
//
// List of free pages, with 95,000 free after a mass erasure (a 400 MB file):
//
//	                     1 writer   64 writers   open
//	array, stored             750        9,000     5 ms
//	array, not stored       1,240       10,400   160 ms, growing with the file, which is read through
//	hashmap, stored           280        6,600    20 ms
//	hashmap, not stored     1,500        5,400   200 ms
//
// Stored, because a restart after a crash should not read every page; Open reads the heads of the pages in use (walk.go), 0.2 s for 555 MB
// that are cached and 1.1 s when they are not. Array, because then it is the faster one.
//
// Map size: bbolt must wait for all readers before it can map a grown file anew, and new readers wait with it. 64 GiB of address space
// cost nothing and make that rare; on Windows the file itself would become that large.
func defaultTuning() tuning {
	t := tuning{
		pageSize: 4096,
		freelist: bbolt.FreelistArrayType,
		gather:   16,
	}
	if runtime.GOOS != "windows" {
		t.mapSize = 1 << (strconv.IntSize/2 + 4) // 64 GiB; 1 MiB where an int has 32 bits
	}
	return t
}
