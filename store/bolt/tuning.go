package bolt

import (
	"runtime"
	"strconv"

	"go.etcd.io/bbolt"
)

func defaultTuning() tuning {
	t := tuning{
		pageSize: 4096,
		freelist: bbolt.FreelistArrayType,
		gather:   16,
	}
	if strconv.IntSize == 64 && runtime.GOOS != "windows" {
		t.mapSize = 64 << 30
	}
	return t
}
