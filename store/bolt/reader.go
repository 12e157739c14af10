package bolt

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"madoguchi/store"
)

// reader reads the data bucket of one bbolt transaction. What it returns is copied out of the mapped file.
type reader struct {
	ctx  context.Context
	data *bbolt.Bucket
	done bool
}

func (r *reader) Get(key []byte) (value []byte, ok bool, err error) {
	if err := r.usable(); err != nil {
		return nil, false, err
	}
	if err := store.CheckKey(key); err != nil {
		return nil, false, err
	}
	err = guard(func() error {
		if v := r.data.Get(key); len(v) > store.MaxValue {
			return errSizes
		} else if v != nil {
			value, ok = append(make([]byte, 0, len(v)), v...), true
		}
		return nil
	})
	return value, ok, err
}

func (r *reader) Scan(start, end []byte) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		c, seek := r.data.Cursor(), start
		move := func() ([]byte, []byte) {
			if seek != nil {
				k, v := c.Seek(seek)
				seek = nil
				return k, v
			}
			return c.Next()
		}
		if len(start) == 0 {
			first := true
			move = func() ([]byte, []byte) {
				if first {
					first = false
					return c.First()
				}
				return c.Next()
			}
		}
		r.walk(move, false, func(k []byte) bool { return end == nil || string(k) < string(end) }, yield)
	}
}

func (r *reader) Reverse(start, end []byte) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		c, at := r.data.Cursor(), []byte(nil)
		move := func() (k, v []byte) {
			switch {
			case at != nil:
				k, v = previous(c, at)
			case end == nil:
				k, v = latest(c)
			default:
				if k, _ = c.Seek(end); k == nil {
					k, v = latest(c)
				} else {
					k, v = previous(c, k)
				}
			}
			at = append(at[:0], k...)
			return k, v
		}
		inside := func(k []byte) bool {
			return string(k) >= string(start) && (end == nil || string(k) < string(end))
		}
		r.walk(move, true, inside, yield)
	}
}

// maxEmptied is how many pages in a row a batch can have emptied at most.
const maxEmptied = maxBatch * store.MaxWrites

// previous is the entry before the one on which a cursor stands. bbolt's Prev ends at a page that
// the batch has emptied so far, and goes on behind it when it is called again; at the bucket's
// beginning it stays there.
func previous(c *bbolt.Cursor, from []byte) (k, v []byte) {
	for range maxEmptied {
		if k, v = c.Prev(); k != nil {
			return k, v
		}
		if first, _ := c.Bucket().Cursor().First(); first == nil || bytes.Compare(first, from) >= 0 {
			return nil, nil
		}
	}
	return nil, nil
}

// latest is the last entry. bbolt's Last never ends when the batch has emptied all pages.
func latest(c *bbolt.Cursor) (k, v []byte) {
	if k, _ := c.First(); k == nil {
		return nil, nil
	}
	return c.Last()
}

// walk yields what move returns as long as it lies inside. Keys must come in order, by which a damaged tree that has become a
// circle is found out.
func (r *reader) walk(move func() (k, v []byte), reverse bool, inside func(k []byte) bool, yield func(store.Entry, error) bool) {
	var last []byte
	for {
		var e store.Entry
		err := r.usable()
		if err == nil {
			err = guard(func() error {
				k, v := move()
				switch {
				case k == nil:
					return nil
				case len(k) == 0 || len(k) > store.MaxKey || len(v) > store.MaxValue:
					return errSizes
				case last != nil && (bytes.Compare(last, k) < 0) == reverse:
					return errOrder
				case inside(k):
					e = copied(k, v)
					last = append(last[:0], k...)
				}
				return nil
			})
		}
		if err != nil {
			yield(store.Entry{}, err)
			return
		}
		if e.Key == nil || !yield(e, nil) {
			return
		}
	}
}

// What the engine would not have stored.
var (
	errSizes = fmt.Errorf("%w: an entry of impossible size", store.ErrDamaged)
	errOrder = fmt.Errorf("%w: keys out of order", store.ErrDamaged)
)

// copied takes one allocation for both; neither can grow into the other.
func copied(k, v []byte) store.Entry {
	b := make([]byte, len(k)+len(v))
	n := copy(b, k)
	copy(b[n:], v)
	return store.Entry{Key: b[:n:n], Value: b[n:]}
}

func (r *reader) usable() error {
	if r.done {
		return store.ErrTxnDone
	}
	return r.ctx.Err()
}

// guard runs what touches the mapped file. bbolt panics, or the processor faults, when pages make no sense; both
// become ErrDamaged. No caller's function runs inside.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", store.ErrDamaged, p)
		}
	}()
	return f()
}
