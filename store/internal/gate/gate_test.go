package gate

import (
	"sync"
	"testing"
)

func TestGate(t *testing.T) {
	var g Gate
	var wg sync.WaitGroup
	if !g.Enter() {
		t.Fatal("a new gate is shut")
	}
	firsts := make(chan bool, 8)
	for range 8 {
		wg.Go(func() { firsts <- g.Shut() })
	}
	for g.Enter() { // until one Shut has been seen
		g.Leave()
	}
	select {
	case <-firsts:
		t.Fatal("Shut returned while a call was inside")
	default:
	}
	g.Leave()
	wg.Wait()
	n := 0
	for range 8 {
		if <-firsts {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d calls of Shut were the first, want 1", n)
	}
}
