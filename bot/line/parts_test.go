package line_test

import (
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
