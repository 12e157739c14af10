package store

import (
	"context"
	"hash/maphash"
	"iter"
	"sync/atomic"

	"madoguchi/store/internal/gate"
)

// Memory returns an engine that keeps everything in memory and loses it on Close. It is for demo, chat
// and tests. Updates run one at a time; views read an immutable tree and cost nothing to keep open.
func Memory() Engine {
	return &memory{seed: maphash.MakeSeed(), turn: make(chan struct{}, 1)}
}

type memory struct {
	gate gate.Gate
	feed Feed
	seed maphash.Seed
	turn chan struct{} // holds a token while an Update runs
	root atomic.Pointer[node]
}

func (m *memory) View(ctx context.Context, fn func(Reader) error) error {
	if !m.gate.Enter() {
		return ErrClosed
	}
	defer m.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &treeReader{ctx: ctx, root: m.root.Load()}
	defer func() { r.done = true }()
	return fn(r)
}

func (m *memory) Update(ctx context.Context, fn func(Txn) error) error {
	if !m.gate.Enter() {
		return ErrClosed
	}
	defer m.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	p := NewPending(&treeReader{ctx: ctx, root: m.root.Load()})
	defer p.Finish()
	if err := fn(p); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.commit(p.Changes())
	return nil
}

// commit must be called with the turn.
func (m *memory) commit(changes []Change) {
	root := m.root.Load()
	made := changes[:0]
	for _, c := range changes {
		if !c.Deleted {
			root = root.put(m.seed, c.Key, c.Value)
		} else if _, ok := root.get(c.Key); ok {
			root = root.remove(c.Key)
		} else {
			continue
		}
		made = append(made, c)
	}
	m.root.Store(root)
	m.feed.Publish(made)
}

func (m *memory) Watch(ctx context.Context, prefix []byte) (<-chan Change, error) {
	return m.feed.Watch(ctx, prefix)
}

func (m *memory) Close() error {
	if m.gate.Shut() {
		m.feed.Close()
		m.root.Store(nil)
	}
	return nil
}

// treeReader reads one root.
type treeReader struct {
	ctx  context.Context
	root *node
	done bool
}

func (r *treeReader) Get(key []byte) ([]byte, bool, error) {
	if err := r.usable(); err != nil {
		return nil, false, err
	}
	if err := CheckKey(key); err != nil {
		return nil, false, err
	}
	v, ok := r.root.get(key)
	if !ok {
		return nil, false, nil
	}
	return own(v), true, nil
}

func (r *treeReader) Scan(start, end []byte) iter.Seq2[Entry, error] {
	return r.walk(start, end, (*node).ascend)
}

func (r *treeReader) Reverse(start, end []byte) iter.Seq2[Entry, error] {
	return r.walk(start, end, (*node).descend)
}

func (r *treeReader) walk(start, end []byte, visit func(n *node, start, end []byte, yield func(*node) bool) bool) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		var err error
		stopped := !visit(r.root, start, end, func(n *node) bool {
			if err = r.usable(); err != nil {
				return false
			}
			return yield(Entry{Key: own(n.key), Value: own(n.value)}, nil)
		})
		if err == nil && !stopped {
			err = r.usable()
		}
		if err != nil {
			yield(Entry{}, err)
		}
	}
}

func (r *treeReader) usable() error {
	if r.done {
		return ErrTxnDone
	}
	return r.ctx.Err()
}
