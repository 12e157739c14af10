package slack

import "sync"

// cache remembers things of a bounded number. When it is full it forgets all of them: what was
// forgotten is asked for again. It is safe for concurrent use.
type cache[V any] struct {
	max int
	mu  sync.Mutex
	m   map[string]V
}

func newCache[V any](max int) *cache[V] { return &cache[V]{max: max, m: map[string]V{}} }

func (m *cache[V]) get(key string) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.m[key]
	return v, ok
}

func (m *cache[V]) put(key string, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.room()
	m.m[key] = v
}

// first stores a value where there is none, and reports whether it did.
func (m *cache[V]) first(key string, v V) bool {
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
func (m *cache[V]) of(key string, make func() V) V {
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

func (m *cache[V]) forget(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.m, key)
}

func (m *cache[V]) room() {
	if len(m.m) >= m.max {
		clear(m.m)
	}
}
