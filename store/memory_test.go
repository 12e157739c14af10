package store_test

import (
	"testing"

	"madoguchi/store"
	"madoguchi/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Engine { return store.Memory() })
}

func TestMemoryTwice(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Engine { return storetest.Twice(store.Memory()) })
}

func BenchmarkMemory(b *testing.B) {
	storetest.Bench(b, func(*testing.B) store.Engine { return store.Memory() })
}
