package store

import (
	"bytes"
	"context"
	"sync"
)

// A Feed brings commits to watchers inside one process. It is for engines only. The zero Feed is ready.
type Feed struct {
	mu       sync.Mutex
	watchers map[*watcher]struct{}
	closed   bool
	pumps    sync.WaitGroup
}

// A watcher's queue is filled by Publish and emptied by its pump, the goroutine that sends.
type watcher struct {
	prefix []byte
	wake   chan struct{} // holds one token when there is something to do

	mu    sync.Mutex
	queue []Change
	bytes int
	cut   bool // too far behind, or the feed is closed
}

// Watch registers a watcher as Engine.Watch describes. Its pump ends when ctx does, when the watcher is cut off
// or when the feed is closed.
func (f *Feed) Watch(ctx context.Context, prefix []byte) (<-chan Change, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &watcher{prefix: own(prefix), wake: make(chan struct{}, 1)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, ErrClosed
	}
	if f.watchers == nil {
		f.watchers = make(map[*watcher]struct{})
	}
	f.watchers[w] = struct{}{}
	out := make(chan Change)
	f.pumps.Go(func() {
		defer close(out)
		w.pump(ctx, out)
		f.mu.Lock()
		delete(f.watchers, w)
		f.mu.Unlock()
	})
	return out, nil
}

// Publish queues the changes of one commit for all watchers. It must be called in the order of the commits, and never
// waits for a receiver. The feed keeps the bytes; they must not change. It reports whether there are watchers.
func (f *Feed) Publish(changes []Change) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for w := range f.watchers {
		w.add(changes)
	}
	return len(f.watchers) > 0
}

// Close cuts off all watchers and waits until their channels are closed.
func (f *Feed) Close() {
	f.mu.Lock()
	f.closed = true
	for w := range f.watchers {
		w.stop()
	}
	f.mu.Unlock()
	f.pumps.Wait()
}

func (w *watcher) add(changes []Change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut {
		return
	}
	for _, c := range changes {
		if bytes.HasPrefix(c.Key, w.prefix) {
			w.queue = append(w.queue, c)
			w.bytes += len(c.Key) + len(c.Value)
		}
	}
	if len(w.queue) > MaxLag || w.bytes > MaxLagBytes {
		w.cut, w.queue = true, nil
	}
	w.signal()
}

func (w *watcher) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut, w.queue = true, nil
	w.signal()
}

func (w *watcher) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// pump sends what is queued until ctx ends or the watcher is cut off. What was taken from the queue and not yet
// received still counts as being behind.
func (w *watcher) pump(ctx context.Context, out chan<- Change) {
	for {
		c, ok, cut := w.first()
		switch {
		case cut:
			return
		case !ok:
			select {
			case <-w.wake:
			case <-ctx.Done():
				return
			}
			continue
		}
		if !w.send(ctx, out, c) {
			return
		}
		w.sent(c)
	}
}

// send delivers a copy, unless the watcher is cut off or ctx ends first.
func (w *watcher) send(ctx context.Context, out chan<- Change, c Change) bool {
	c.Key = own(c.Key)
	if !c.Deleted {
		c.Value = own(c.Value)
	}
	for {
		select {
		case out <- c:
			return true
		case <-ctx.Done():
			return false
		case <-w.wake:
			if _, _, cut := w.first(); cut {
				return false
			}
		}
	}
}

func (w *watcher) first() (c Change, ok, cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut || len(w.queue) == 0 {
		return Change{}, false, w.cut
	}
	return w.queue[0], true, false
}

func (w *watcher) sent(c Change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut {
		return
	}
	w.queue[0] = Change{}
	w.queue = w.queue[1:]
	if w.bytes -= len(c.Key) + len(c.Value); len(w.queue) == 0 {
		w.queue = nil
	}
}
