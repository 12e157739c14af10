package etcd

import (
	"context"
	"errors"
	"iter"

	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
)

// reader reads one revision.
type reader struct {
	engine  *engine
	ctx     context.Context
	rev     int64  // 0 until the first read of an Update
	reads   *reads // what an Update's commit depends on; nil in a View
	lasting bool   // what hangs on a lease is left out
	done    bool
}

func (r *reader) Get(key []byte) (value []byte, ok bool, err error) {
	if err := r.usable(); err != nil {
		return nil, false, err
	}
	if err := store.CheckKey(key); err != nil {
		return nil, false, err
	}
	full := r.engine.keys.data + string(key)
	resp, err := r.fetch(full)
	if err != nil {
		return nil, false, err
	}
	if len(resp.Kvs) == 0 {
		r.reads.key(full, 0)
		return nil, false, nil
	}
	kv := resp.Kvs[0]
	r.reads.key(full, kv.ModRevision)
	if r.lasting && kv.Lease != 0 {
		return nil, false, nil
	}
	return filled(kv.Value), true, nil
}

// fetch reads at the reader's revision. The first read of an Update fixes it and is linearizable: it sees all that was
// acknowledged before. The others read a past that cannot change, which any member may tell that has come so far.
func (r *reader) fetch(key string, options ...clientv3.OpOption) (*clientv3.GetResponse, error) {
	if r.rev == 0 {
		resp, err := r.engine.get(r.ctx, key, options...)
		if err != nil {
			return nil, r.engine.fault(r.ctx, "read", err)
		}
		r.rev = resp.Header.Revision
		return resp, nil
	}
	options = append(options[:len(options):len(options)], clientv3.WithRev(r.rev))
	resp, err := r.engine.get(r.ctx, key, append(options, clientv3.WithSerializable())...)
	if errors.Is(err, rpctypes.ErrFutureRev) {
		resp, err = r.engine.get(r.ctx, key, options...)
	}
	if err != nil {
		return nil, r.engine.fault(r.ctx, "read", err)
	}
	return resp, nil
}

func (r *reader) Scan(start, end []byte) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) { r.walk(start, end, false, yield) }
}

func (r *reader) Reverse(start, end []byte) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) { r.walk(start, end, true, yield) }
}

// walk yields a range's entries and notes which part of it was seen.
func (r *reader) walk(start, end []byte, reverse bool, yield func(store.Entry, error) bool) {
	from, to := r.engine.span(start, end)
	seen := span{from, from}
	if reverse {
		seen = span{to, to}
	}
	defer func() { r.reads.span(seen) }() // also when the loop's body leaves or panics
	p := pager{r: r, from: from, to: to, reverse: reverse, size: firstPage}
	for {
		err := r.usable()
		var kv *mvccpb.KeyValue
		if err == nil {
			kv, err = p.next()
		}
		if err != nil {
			yield(store.Entry{}, err)
			return
		}
		if kv == nil {
			seen = span{from, to}
			return
		}
		key := string(kv.Key)
		r.reads.key(key, kv.ModRevision)
		if reverse {
			seen.from = key
		} else {
			seen.to = key + "\x00"
		}
		if r.lasting && kv.Lease != 0 {
			continue
		}
		at := len(r.engine.keys.data)
		if !yield(store.Entry{Key: kv.Key[at:len(kv.Key):len(kv.Key)], Value: filled(kv.Value)}, nil) {
			return
		}
	}
}

func (r *reader) usable() error {
	if r.done {
		return store.ErrTxnDone
	}
	return r.ctx.Err()
}

// A span is a half-open range of keys in etcd.
type span struct{ from, to string }

// span translates a range of the store. No key is longer than MaxKey, so that a longer bound means the same as its beginning, excluded.
func (e *engine) span(start, end []byte) (from, to string) {
	bound := func(b []byte) string {
		if len(b) > store.MaxKey {
			return e.keys.data + string(b[:store.MaxKey]) + "\x00"
		}
		return e.keys.data + string(b)
	}
	if end == nil {
		return bound(start), e.keys.dataEnd
	}
	return bound(start), bound(end)
}

// filled returns an empty value as one: the client has nil for it.
func filled(value []byte) []byte {
	if value == nil {
		return []byte{}
	}
	return value
}
