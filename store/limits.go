package store

import "fmt"

// The limits of every engine. etcd's defaults set them: at most 128 operations in a transaction (comparisons and
// writes counted apart) and 1.5 MiB for the request that carries them. Eight operations stay free for the engine's
// own (a lease, a fence); half a MiB for the keys it compares.
const (
	MaxKey      = 1 << 10   // bytes in one key
	MaxValue    = 512 << 10 // bytes in one value
	MaxWrites   = 120       // different keys written in one Update
	MaxReads    = 120       // in one Update: different keys got or stepped over, and one for each scan
	MaxTxnBytes = 1 << 20   // keys and values written in one Update

	MaxLag      = 1 << 16  // changes a watcher may be behind
	MaxLagBytes = 64 << 20 // bytes of keys and values a watcher may be behind
)

// CheckKey returns ErrEmptyKey or ErrTooLarge for what cannot be a key. It is for engines.
func CheckKey(key []byte) error {
	switch {
	case len(key) == 0:
		return ErrEmptyKey
	case len(key) > MaxKey:
		return fmt.Errorf("%w: a key of %d bytes, limit %d", ErrTooLarge, len(key), MaxKey)
	}
	return nil
}

func checkValue(value []byte) error {
	if len(value) > MaxValue {
		return fmt.Errorf("%w: a value of %d bytes, limit %d", ErrTooLarge, len(value), MaxValue)
	}
	return nil
}
