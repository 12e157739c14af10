package line_test

import (
	"bytes"
	"net/http"
	"sync"
)

// hook is the webhook's address; what serves it changes with a restart.
type hook struct {
	mu sync.Mutex
	h  http.Handler
}

func (h *hook) set(next http.Handler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.h = next
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	next := h.h
	h.mu.Unlock()
	if next == nil {
		http.Error(w, "not running", http.StatusServiceUnavailable)
		return
	}
	next.ServeHTTP(w, r)
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
