package store

import (
	"encoding/json"
	"fmt"
	"iter"
)

// A Table is a set of records of one type T under one name, stored as JSON with a version. It is a description: it holds no
// data, is made by a literal, and is safe for use by many goroutines.
//
// Keys given to its methods are the parts after the table's name. T's stored form is T's JSON: T should be
// a struct made for storage, apart from the type the rest of the program works with.
//
// Version counts encodings. Adding a field that old code may ignore and lose needs no new version; everything else
// does: raise Version, teach Upgrade, add an example of the old one to testdata/records. A record of a higher version
// is refused with [ErrNewer], never guessed at.
type Table[T any] struct {
	Name    string // the first part of every key
	Version uint   // of what Put writes; from 1

	// Upgrade turns the JSON of an older version into that of Version. It must be a pure function. nil: there is
	// no older version, and one that turns up is refused with ErrOldRecord.
	Upgrade func(version uint, body []byte) ([]byte, error)
}

// A Row is a record with its key, which lacks the table's name.
type Row[T any] struct {
	Key   Key
	Value T
}

// Key returns the full key of a record.
func (t Table[T]) Key(parts Key) Key { return K(t.Name).Join(parts) }

// Get returns the record at a key; a missing one is (zero, false, nil).
func (t Table[T]) Get(r Reader, parts Key) (T, bool, error) { return get(r, t, parts, plain{}) }

// Put stores a record.
func (t Table[T]) Put(tx Txn, parts Key, v T) error { return put(tx, t, parts, v, plain{}) }

// Delete removes a record; removing one that is not there is no error.
func (t Table[T]) Delete(tx Txn, parts Key) error { return tx.Delete(t.Key(parts)) }

// Scan yields in order the records whose keys begin with parts; an empty Key is the whole table. An error is yielded
// once and ends the scan.
func (t Table[T]) Scan(r Reader, parts Key) iter.Seq2[Row[T], error] {
	return rows(r, t, plain{}, r.Scan, t.Key(parts), PrefixEnd(t.Key(parts)))
}

// Keys yields the keys of the records that Scan yields, without their values: those of records that
// cannot be read, too. A key is the caller's to keep, also after the view; the value that was read with
// it may stay in memory as long, so that whoever keeps many clones them.
func (t Table[T]) Keys(r Reader, parts Key) iter.Seq2[Key, error] {
	name := len(K(t.Name))
	return func(yield func(Key, error) bool) {
		for e, err := range r.Scan(t.Key(parts).Range()) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(e.Key[name:], nil) {
				return
			}
		}
	}
}

// Reverse yields the same records as Scan, last first.
func (t Table[T]) Reverse(r Reader, parts Key) iter.Seq2[Row[T], error] {
	return rows(r, t, plain{}, r.Reverse, t.Key(parts), PrefixEnd(t.Key(parts)))
}

// Range yields in order the records with from <= key < to; a nil to is the end of the table.
func (t Table[T]) Range(r Reader, from, to Key) iter.Seq2[Row[T], error] {
	return rows(r, t, plain{}, r.Scan, t.Key(from), t.end(to))
}

func (t Table[T]) end(to Key) []byte {
	if to == nil {
		return PrefixEnd(t.Key(nil))
	}
	return t.Key(to)
}

// A codec turns JSON into the body of a record and back.
type codec interface {
	encode(r Reader, key []byte, version uint, body []byte) ([]byte, error)
	decode(r Reader, key []byte, kind byte, version uint, body []byte) ([]byte, error)
}

type plain struct{}

func (plain) encode(_ Reader, key []byte, version uint, body []byte) ([]byte, error) {
	return encodePlain(key, version, body), nil
}

func (plain) decode(_ Reader, key []byte, kind byte, version uint, body []byte) ([]byte, error) {
	if kind != kindPlain {
		return nil, fmt.Errorf("%w: a sealed record in a table that is not", ErrDamaged)
	}
	return decodePlain(key, version, body)
}

func get[T any](r Reader, t Table[T], parts Key, c codec) (T, bool, error) {
	var zero T
	key := t.Key(parts)
	raw, ok, err := r.Get(key)
	if err != nil || !ok {
		return zero, false, within(key, err)
	}
	v, err := decode(r, t, key, raw, c)
	return v, err == nil, err
}

func put[T any](tx Txn, t Table[T], parts Key, v T, c codec) error {
	key := t.Key(parts)
	body, err := json.Marshal(v)
	if err != nil {
		return within(key, err)
	}
	if t.Version == 0 {
		return within(key, fmt.Errorf("%w: a table without a version", ErrDamaged))
	}
	raw, err := c.encode(tx, key, t.Version, body)
	if err != nil {
		return within(key, err)
	}
	return within(key, tx.Put(key, raw))
}

func decode[T any](r Reader, t Table[T], key, raw []byte, c codec) (T, error) {
	var v T
	kind, version, body, err := splitRecord(raw)
	if err == nil && version > t.Version {
		err = fmt.Errorf("%w: record of version %d, known up to %d", ErrNewer, version, t.Version)
	}
	if err == nil {
		body, err = c.decode(r, key, kind, version, body)
	}
	if err == nil && version < t.Version {
		body, err = upgrade(t, version, body)
	}
	if err == nil {
		if e := json.Unmarshal(body, &v); e != nil {
			err = fmt.Errorf("%w: %s", ErrDamaged, jsonFault(e))
		}
	}
	if err != nil {
		var zero T
		return zero, within(key, err)
	}
	return v, nil
}

func upgrade[T any](t Table[T], version uint, body []byte) ([]byte, error) {
	if t.Upgrade == nil {
		return nil, fmt.Errorf("%w (%d, now %d)", ErrOldRecord, version, t.Version)
	}
	body, err := t.Upgrade(version, body)
	if err != nil {
		return nil, fmt.Errorf("upgrade from version %d: %w", version, err)
	}
	return body, nil
}

// jsonFault describes what is wrong without quoting the record, which may hold somebody's words.
func jsonFault(err error) string {
	return fmt.Sprintf("not the JSON of its type (%T)", err)
}

func rows[T any](r Reader, t Table[T], c codec, scan func(start, end []byte) iter.Seq2[Entry, error], start, end []byte) iter.Seq2[Row[T], error] {
	name := len(K(t.Name))
	return func(yield func(Row[T], error) bool) {
		for e, err := range scan(start, end) {
			var row Row[T]
			if err == nil {
				row.Value, err = decode(r, t, e.Key, e.Value, c)
			}
			if err != nil {
				yield(Row[T]{}, err)
				return
			}
			row.Key = e.Key[name:]
			if !yield(row, nil) {
				return
			}
		}
	}
}

// within says where an error arose; nil stays nil.
func within(key Key, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("record %s: %w", key, err)
}
