package store

import (
	"fmt"
	"iter"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// A SealedTable is a [Table] whose records are encrypted. The first of a record's parts is the conversation it
// belongs to, as text: with that conversation's data key it is sealed, to that full key and version it is bound, and
// when the data key is dropped it is gone. Keys are not encrypted: a person's words and identifiers do not belong
// there (see [Sealer.Hash]).
//
// Reading and writing need the conversation's data key: Put fails with [ErrErased] when [Sealer.Ensure] never
// made one or [Sealer.Drop] destroyed it, and so do Get and Scan for a record that was left behind.
type SealedTable[T any] struct {
	Table  Table[T]
	Sealer *Sealer
}

// Key returns the full key of a record.
func (t SealedTable[T]) Key(parts Key) Key { return t.Table.Key(parts) }

// Get is Table.Get.
func (t SealedTable[T]) Get(r Reader, parts Key) (T, bool, error) {
	return get(r, t.Table, parts, t.codec())
}

// Put is Table.Put.
func (t SealedTable[T]) Put(tx Txn, parts Key, v T) error {
	return put(tx, t.Table, parts, v, t.codec())
}

// Delete is Table.Delete. It needs no data key.
func (t SealedTable[T]) Delete(tx Txn, parts Key) error { return t.Table.Delete(tx, parts) }

// Scan is Table.Scan.
func (t SealedTable[T]) Scan(r Reader, parts Key) iter.Seq2[Row[T], error] {
	return rows(r, t.Table, t.codec(), r.Scan, t.Key(parts), PrefixEnd(t.Key(parts)))
}

// Keys is Table.Keys. It needs no data key.
func (t SealedTable[T]) Keys(r Reader, parts Key) iter.Seq2[Key, error] {
	return t.Table.Keys(r, parts)
}

// Reverse is Table.Reverse.
func (t SealedTable[T]) Reverse(r Reader, parts Key) iter.Seq2[Row[T], error] {
	return rows(r, t.Table, t.codec(), r.Reverse, t.Key(parts), PrefixEnd(t.Key(parts)))
}

// Range is Table.Range.
func (t SealedTable[T]) Range(r Reader, from, to Key) iter.Seq2[Row[T], error] {
	return rows(r, t.Table, t.codec(), r.Scan, t.Key(from), t.Table.end(to))
}

func (t SealedTable[T]) codec() codec { return &sealing{s: t.Sealer} }

// sealing is the codec of one call. It remembers the last data key, so that a scan over a conversation's records
// reads it once: all belongs to one snapshot.
type sealing struct {
	s    *Sealer
	conv string
	key  *subtle.AESGCM
}

func (c *sealing) encode(r Reader, key []byte, version uint, body []byte) ([]byte, error) {
	dataKey, err := c.dataKey(r, key)
	if err != nil {
		return nil, err
	}
	sealed, err := dataKey.Encrypt(body, associated(key, version))
	if err != nil {
		return nil, err
	}
	return append(header(kindSealed, version, len(sealed)), sealed...), nil
}

func (c *sealing) decode(r Reader, key []byte, kind byte, version uint, body []byte) ([]byte, error) {
	if kind != kindSealed {
		return nil, fmt.Errorf("%w: a record that is not sealed in a table that is", ErrDamaged)
	}
	dataKey, err := c.dataKey(r, key)
	if err != nil {
		return nil, err
	}
	if body, err = dataKey.Decrypt(body, associated(key, version)); err != nil {
		return nil, ErrUnseal
	}
	return body, nil
}

func (c *sealing) dataKey(r Reader, key []byte) (*subtle.AESGCM, error) {
	conv, err := conversation(key)
	if err != nil {
		return nil, err
	}
	if c.key == nil || c.conv != conv {
		dataKey, err := c.s.dataKey(r, conv)
		if err != nil {
			return nil, err
		}
		c.conv, c.key = conv, dataKey
	}
	return c.key, nil
}

// conversation reads the part behind the table's name.
func conversation(key []byte) (string, error) {
	k := ReadKey(key)
	k.Str()
	conv := k.Str()
	if k.err != nil {
		return "", fmt.Errorf("%w: a sealed record's key begins with its conversation", k.err)
	}
	return conv, nil
}
