// Package gate counts the calls that are inside an engine, so that closing can refuse new ones and wait for the rest.
package gate

import "sync"

// A Gate is open when zero.
type Gate struct {
	mu     sync.Mutex
	inside int
	shut   bool
	empty  chan struct{} // made by the first Shut; closed when nobody is inside
}

// Enter lets a call in and reports whether it did; then Leave must follow.
func (g *Gate) Enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return false
	}
	g.inside++
	return true
}

// Leave ends a call that Enter let in.
func (g *Gate) Leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.shut && g.inside == 0 {
		close(g.empty)
	}
}

// Shut refuses further calls and waits until all have left. It reports whether it was the first Shut.
func (g *Gate) Shut() bool {
	g.mu.Lock()
	first := !g.shut
	if first {
		g.shut = true
		g.empty = make(chan struct{})
		if g.inside == 0 {
			close(g.empty)
		}
	}
	empty := g.empty
	g.mu.Unlock()
	<-empty
	return first
}
