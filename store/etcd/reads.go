package etcd

import (
	"fmt"

	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
)

// reads is what an Update has seen and its commit therefore depends on. Methods of a nil *reads do nothing.
type reads struct {
	keys  map[string]int64 // their modification revisions; 0: missing
	spans []span
	first string // the first key or range, by which conflicting Updates are brought together
}

func (r *reads) key(key string, rev int64) {
	if r == nil {
		return
	}
	if r.keys == nil {
		r.keys = make(map[string]int64)
	}
	r.keys[key] = rev
	r.begin(key)
}

func (r *reads) span(s span) {
	if r == nil || s.from >= s.to {
		return
	}
	r.spans = append(r.spans, s)
	r.begin(s.from)
}

func (r *reads) begin(key string) {
	if r.first == "" {
		r.first = key
	}
}

// maxCompares leaves room for the writer's slot below etcd's 128.
const maxCompares = 126

// compares says that nothing has changed since rev. What exists in a range and is newer has come or changed; what has
// gone was a key that was seen. A range in which nothing is left compares as one key with revision 0.
func (r *reads) compares(rev int64) ([]clientv3.Cmp, error) {
	if n := len(r.keys) + len(r.spans); n > maxCompares {
		return nil, fmt.Errorf("%w: %d keys and ranges read in one transaction", store.ErrTooLarge, n)
	}
	var cmps []clientv3.Cmp
	for key, mod := range r.keys {
		cmps = append(cmps, clientv3.Compare(clientv3.ModRevision(key), "=", mod))
	}
	for _, s := range r.spans {
		cmps = append(cmps, clientv3.Compare(clientv3.ModRevision(s.from), "<", rev+1).WithRange(s.to))
	}
	return cmps, nil
}
