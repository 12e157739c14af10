package bolt

import (
	"path/filepath"
	"testing"

	"madoguchi/store"
	"madoguchi/store/storetest"
)

func TestBolt(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Engine { return opened(t, filepath.Join(t.TempDir(), "data", "test.db")) })
}

func BenchmarkBolt(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) store.Engine { return opened(b, filepath.Join(b.TempDir(), "bench.db")) })
}

func opened(t testing.TB, path string) *engine {
	t.Helper()
	e, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e.(*engine)
}
