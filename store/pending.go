package store

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
)

// Pending is the Txn that engines hand to an Update's function: a Reader with writes kept beside it until the
// engine takes them with Changes. It enforces the limits, which therefore are the same everywhere. It
// is for engines only, and belongs to one goroutine.
type Pending struct {
	base   Reader
	writes map[string]write
	reads  map[string]struct{}
	scans  int
	bytes  int
	done   bool
}

type write struct {
	value   []byte
	deleted bool
}

var _ Txn = (*Pending)(nil)

// NewPending starts a transaction over base.
func NewPending(base Reader) *Pending {
	return &Pending{base: base}
}

// Finish ends the transaction: from now on every call fails with ErrTxnDone. Changes stays usable.
func (p *Pending) Finish() { p.done = true }

// Changes returns the writes in the order of their keys. A Delete is listed whether or not its key exists.
func (p *Pending) Changes() []Change {
	keys := p.written(nil, nil)
	changes := make([]Change, len(keys))
	for i, k := range keys {
		w := p.writes[k]
		changes[i] = Change{Key: []byte(k), Value: w.value, Deleted: w.deleted}
	}
	return changes
}

// Put implements Txn.
func (p *Pending) Put(key, value []byte) error {
	if err := checkValue(value); err != nil {
		return err
	}
	return p.write(key, write{value: own(value)})
}

// Delete implements Txn.
func (p *Pending) Delete(key []byte) error {
	return p.write(key, write{deleted: true})
}

func (p *Pending) write(key []byte, w write) error {
	if p.done {
		return ErrTxnDone
	}
	if err := CheckKey(key); err != nil {
		return err
	}
	old, again := p.writes[string(key)]
	total, count := p.bytes+len(w.value)-len(old.value), len(p.writes)
	if !again {
		total, count = total+len(key), count+1
	}
	switch {
	case count > MaxWrites:
		return fmt.Errorf("%w: more than %d keys written in one transaction", ErrTooLarge, MaxWrites)
	case total > MaxTxnBytes:
		return fmt.Errorf("%w: more than %d bytes written in one transaction", ErrTooLarge, MaxTxnBytes)
	}
	if p.writes == nil {
		p.writes = make(map[string]write)
	}
	p.writes[string(key)], p.bytes = w, total
	return nil
}

// Get implements Reader.
func (p *Pending) Get(key []byte) ([]byte, bool, error) {
	if p.done {
		return nil, false, ErrTxnDone
	}
	if err := CheckKey(key); err != nil {
		return nil, false, err
	}
	if w, ok := p.writes[string(key)]; ok {
		if w.deleted {
			return nil, false, nil
		}
		return own(w.value), true, nil
	}
	if err := p.read(key); err != nil {
		return nil, false, err
	}
	return p.base.Get(key)
}

// Scan implements Reader.
func (p *Pending) Scan(start, end []byte) iter.Seq2[Entry, error] {
	return p.merge(start, end, false)
}

// Reverse implements Reader.
func (p *Pending) Reverse(start, end []byte) iter.Seq2[Entry, error] {
	return p.merge(start, end, true)
}

// merge yields base's entries with the writes laid over them. The writes are those of this moment: the
// loop's body may write.
func (p *Pending) merge(start, end []byte, reverse bool) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if p.done {
			yield(Entry{}, ErrTxnDone)
			return
		}
		p.scans++
		if err := p.counted(); err != nil {
			yield(Entry{}, err)
			return
		}
		over, values := p.over(start, end, reverse)
		// before reports whether over's first key is due when base has come to key (nil: to its end).
		before := func(key []byte) bool {
			if len(over) == 0 {
				return false
			}
			c := -1
			if key != nil {
				c = bytes.Compare([]byte(over[0]), key)
			}
			return c < 0 && !reverse || (c > 0 || key == nil) && reverse
		}
		emit := func(key []byte) bool { // the writes that come before key
			for before(key) {
				k, w := over[0], values[0]
				over, values = over[1:], values[1:]
				if !w.deleted && !yield(Entry{Key: []byte(k), Value: own(w.value)}, nil) {
					return false
				}
			}
			return true
		}
		for e, err := range p.baseScan(start, end, reverse) {
			if err == nil && p.done {
				err = ErrTxnDone
			}
			if err == nil {
				err = p.read(e.Key)
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if !emit(e.Key) {
				return
			}
			if len(over) > 0 && over[0] == string(e.Key) { // written over
				w := values[0]
				over, values = over[1:], values[1:]
				if w.deleted {
					continue
				}
				e.Value = own(w.value)
			}
			if !yield(e, nil) {
				return
			}
		}
		emit(nil)
	}
}

// over returns the writes in a range, in the order of the scan.
func (p *Pending) over(start, end []byte, reverse bool) ([]string, []write) {
	keys := p.written(start, end)
	if reverse {
		slices.Reverse(keys)
	}
	values := make([]write, len(keys))
	for i, k := range keys {
		values[i] = p.writes[k]
	}
	return keys, values
}

func (p *Pending) baseScan(start, end []byte, reverse bool) iter.Seq2[Entry, error] {
	if reverse {
		return p.base.Reverse(start, end)
	}
	return p.base.Scan(start, end)
}

// written returns the written keys in a range, sorted.
func (p *Pending) written(start, end []byte) []string {
	keys := make([]string, 0, len(p.writes))
	for k := range p.writes {
		if k >= string(start) && (end == nil || k < string(end)) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// read counts a key that the result depends on.
func (p *Pending) read(key []byte) error {
	if _, again := p.reads[string(key)]; !again {
		if p.reads == nil {
			p.reads = make(map[string]struct{})
		}
		p.reads[string(key)] = struct{}{}
	}
	return p.counted()
}

func (p *Pending) counted() error {
	if len(p.reads)+p.scans > MaxReads {
		return fmt.Errorf("%w: more than %d keys read in one transaction", ErrTooLarge, MaxReads)
	}
	return nil
}

// own returns a copy that is never nil.
func own(b []byte) []byte {
	return append(make([]byte, 0, len(b)), b...)
}
