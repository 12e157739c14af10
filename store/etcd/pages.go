package etcd

import (
	"slices"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

const (
	firstPage = 16      // entries; at most 8 MiB, however large they are
	maxPage   = 500     // entries
	pageBytes = 1 << 20 // what a page is meant to have
	keyPage   = 1000    // keys, where only keys are asked for
)

// A pager fetches a range piece by piece: neither a big range nor big values make a big reply.
//
// Going backwards it asks for keys first and then for the entries between two of them. etcd goes forwards only: for a page in
// descending order it would read the whole range with all values, for every page again.
type pager struct {
	r        *reader
	from, to string // what has not been fetched
	reverse  bool
	size     int // entries in the next page
	last     bool
	keys     []*mvccpb.KeyValue // descending: their entries come next
	page     []*mvccpb.KeyValue
}

// next returns nil at the end.
func (p *pager) next() (*mvccpb.KeyValue, error) {
	for len(p.page) == 0 {
		if len(p.keys) == 0 && (p.last || p.from >= p.to) {
			return nil, nil
		}
		fetch := p.forward
		if p.reverse {
			fetch = p.backward
		}
		if err := fetch(); err != nil {
			return nil, err
		}
		p.adapt()
	}
	kv := p.page[0]
	p.page = p.page[1:]
	return kv, nil
}

func (p *pager) forward() error {
	resp, err := p.r.fetch(p.from, clientv3.WithRange(p.to), clientv3.WithLimit(int64(p.size)))
	if err != nil {
		return err
	}
	p.page, p.last = resp.Kvs, !resp.More
	if n := len(p.page); n > 0 {
		p.from = string(p.page[n-1].Key) + "\x00"
	}
	return nil
}

func (p *pager) backward() error {
	if len(p.keys) == 0 {
		resp, err := p.r.fetch(p.from, clientv3.WithRange(p.to), clientv3.WithLimit(keyPage), clientv3.WithKeysOnly(),
			clientv3.WithSort(clientv3.SortByKey, clientv3.SortDescend))
		if err != nil || len(resp.Kvs) == 0 {
			p.last = true
			return err
		}
		p.keys, p.last = resp.Kvs, !resp.More
		p.to = string(p.keys[len(p.keys)-1].Key)
	}
	n := min(p.size, len(p.keys))
	resp, err := p.r.fetch(string(p.keys[n-1].Key), clientv3.WithRange(string(p.keys[0].Key)+"\x00"))
	if err != nil {
		return err
	}
	p.keys, p.page = p.keys[n:], resp.Kvs
	slices.Reverse(p.page)
	return nil
}

// adapt chooses the size of the next page by that of this one, carefully upwards.
func (p *pager) adapt() {
	bytes := 1
	for _, kv := range p.page {
		bytes += len(kv.Key) + len(kv.Value)
	}
	fitting := len(p.page) * pageBytes / bytes
	p.size = max(1, min(fitting, 4*p.size, maxPage))
}
