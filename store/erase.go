package store

import "iter"

// An Erasure names a data key that was destroyed.
type Erasure struct {
	Conv string
	ID   string // of the data key: a conversation may have had several
}

// Drop destroys a conversation's data key and notes that it did. A conversation without one is left alone.
func (s *Sealer) Drop(tx Txn, conv string) error {
	at := K(sealTable, "data", conv)
	raw, ok, err := tx.Get(at)
	if err != nil || !ok {
		return within(at, err)
	}
	id, _, _, err := splitDataKey(at, raw)
	if err != nil {
		return within(at, err)
	}
	if err := tx.Put(K(sealTable, "erased", conv).Bytes(id), nil); err != nil {
		return err
	}
	s.mu.Lock()
	delete(s.open, cacheName(at, raw))
	s.mu.Unlock()
	return within(at, tx.Delete(at))
}

// Erasures yields what Drop has noted. An error ends the scan.
func (s *Sealer) Erasures(r Reader) iter.Seq2[Erasure, error] {
	return func(yield func(Erasure, error) bool) {
		for e, err := range r.Scan(K(sealTable, "erased").Range()) {
			var erased Erasure
			if err == nil {
				k := ReadKey(e.Key)
				k.Str()
				k.Str()
				erased = Erasure{Conv: k.Str(), ID: string(k.Bytes())}
				err = k.End()
			}
			if !yield(erased, err) || err != nil {
				return
			}
		}
	}
}

// Repeat does an erasure again in a store that may have been copied before it: the note is kept, and the data key
// is destroyed if it is that one.
func (s *Sealer) Repeat(tx Txn, erased Erasure) error {
	at := K(sealTable, "data", erased.Conv)
	raw, ok, err := tx.Get(at)
	if err != nil {
		return within(at, err)
	}
	if ok {
		id, _, _, err := splitDataKey(at, raw)
		if err != nil {
			return within(at, err)
		}
		if string(id) == erased.ID {
			return s.Drop(tx, erased.Conv)
		}
	}
	return tx.Put(K(sealTable, "erased", erased.Conv).Bytes([]byte(erased.ID)), nil)
}
