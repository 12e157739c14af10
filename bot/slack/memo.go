package slack

import "sync"

// memo remembers things of a bounded number. When it is full it forgets all of them: what was forgotten is asked for
// again. It is safe for concurrent use.
type memo[V any] struct {
	max int
	mu  sync.Mutex
	m   map[string]V
}

func newMemo[V any](max int) *memo[V] { return &memo[V]{max: max, m: map[string]V{}} }

func (m *memo[V]) get(key string) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.m[key]
	return v, ok
}

func (m *memo[V]) put(key string, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.room()
	m.m[key] = v
}

// first stores a value where there is none, and reports whether it did.
func (m *memo[V]) first(key string, v V) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.m[key]; ok {
		return false
	}
	m.room()
	m.m[key] = v
	return true
}

// of returns the value of a key, made when there is none.
func (m *memo[V]) of(key string, make func() V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.m[key]
	if !ok {
		m.room()
		v = make()
		m.m[key] = v
	}
	return v
}

func (m *memo[V]) forget(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.m, key)
}

func (m *memo[V]) room() {
	if len(m.m) >= m.max {
		clear(m.m)
	}
}
