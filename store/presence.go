package store

import (
	"context"
	"errors"
	"time"
)

// A Presencer is an Engine that several processes share. It lets each of them say that it is there.
type Presencer interface {
	// Present puts a key that exists as long as this process lives and reaches the store. It is gone at once when ctx ends or the
	// engine is closed, and about ttl after the process has stopped or was cut off; a store that has to choose a new leader
	// meanwhile gives everybody ttl anew. A key that exists already is refused with [ErrPresent].
	//
	// lost is closed when the key is gone or may be gone: at the latest ttl after the last moment at which the store was known
	// to keep it, by this machine's own clock. It is not opened again; call Present anew, best with a new key.
	//
	// The key is read like any other. A process that commits only while it is present reads its own key in the
	// same Update and fails when it is missing: however long the process was stalled before, that is compared at
	// the commit. It sees lost only when it looks. Nobody but Present may write the key.
	//
	// ttl is rounded down to what the store can tell; it is refused when that is too short for it.
	Present(ctx context.Context, key, value []byte, ttl time.Duration) (lost <-chan struct{}, err error)
}

// ErrPresent: the key that was to be presented exists: somebody else is there, or we were a moment ago.
var ErrPresent = errors.New("store: present already")
