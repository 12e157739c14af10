// Package storetest is the contract of store.Engine as tests: every engine runs the same suite from its own tests.
//
//	func TestEngine(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.Engine { return store.Memory() })
//	}
//
// Only tests import it, so that package testing is in nobody's binary.
//
// # Map
//
//	storetest.go  Run, Bench and small helpers
//	values.go     reading, writing, ranges, ownership of bytes
//	txns.go       isolation, atomicity, conflicts, limits
//	life.go       contexts, use after fn and after Close
//	watches.go    Watch
//	random.go     random operations against a map
//	bench.go      benchmarks that every engine can run
package storetest
