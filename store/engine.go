package store

import (
	"context"
	"io"
	"iter"
)

// An Engine is an ordered space of keys and values with transactions. It is safe for use by many
// goroutines. What follows holds for every engine; store/storetest checks it.
//
// Bytes. What a caller passes in is copied before the call returns; what comes out belongs to the caller, who
// may keep it and change it. Neither side ever sees the other's later changes.
//
// Keys and values. A key has 1 to [MaxKey] bytes; an empty key is refused with [ErrEmptyKey]. Keys are ordered by their bytes.
// An empty value is a value: it is found (ok is true) and is not nil. nil is stored as empty.
//
// Limits. [MaxKey], [MaxValue], and in one Update [MaxWrites], [MaxReads] and [MaxTxnBytes]. They
// are the same in every engine and fit etcd's, so that what works on one file works on a cluster. What exceeds them
// is refused with an error wrapping [ErrTooLarge], and nothing of the transaction is stored.
//
// Errors. fn's own error comes back as it is. A failed read is an error, never "missing".
// After ctx has ended calls return an error wrapping ctx's. After Close they return [ErrClosed].
type Engine interface {
	// View runs fn over one consistent snapshot that holds at least every commit acknowledged before View
	// was called. It neither waits for writers nor holds them up. A view that stays open makes the engine
	// keep what was deleted since; keep views under a minute (etcd may drop older snapshots, and the view then fails).
	View(ctx context.Context, fn func(Reader) error) error

	// Update runs fn and commits what it wrote: all of it or, when fn returns an error or panics, nothing. A
	// panic is raised again in the caller. Updates are serializable, in an order that agrees with real time: each
	// sees all that was acknowledged before it, and the result is that of running them one after another.
	//
	// fn may run again after a conflict: it must not do anything that cannot be repeated (send a message, append to
	// a slice outside). It must be short, must not wait for other Updates, and must not call the engine.
	//
	// When Update returns nil the commit is durable: it survives a crash of the process and of the machine.
	// That includes what fn only read: an Update without writes waits for the commits it read from.
	// An error that wraps [ErrUncertain] says that the outcome is unknown (ctx ended, or the connection broke, during
	// the commit); read to find out. With any other error nothing was stored.
	Update(ctx context.Context, fn func(Txn) error) error

	// Watch delivers every change to a key beginning with prefix (nil: all) that is committed after Watch returned; one
	// that was being committed meanwhile may be delivered too. Order is that of the commits and, within one, of the keys.
	// Nothing is merged: two Puts of one key are two changes. To follow a state: Watch, then View, then apply the changes.
	//
	// Slow receivers never hold up writers: changes wait in a queue. A receiver that falls [MaxLag] changes
	// or [MaxLagBytes] behind is cut off. The channel is closed when that happens, when ctx ends and when the engine is closed;
	// unless its own ctx has ended the receiver has then missed something, and starts again with Watch (which returns ErrClosed
	// when it was Close).
	Watch(ctx context.Context, prefix []byte) (<-chan Change, error)

	// Close waits until the Views and Updates in progress are done, ends all watches and frees the engine.
	// Calls that come later fail with [ErrClosed]. Closing again does nothing.
	Close() error
}

// A Reader reads one snapshot. It is for the goroutine that runs fn, until fn returns; used later it fails with
// [ErrTxnDone].
type Reader interface {
	// Get returns the value at key. A missing key is (nil, false, nil).
	Get(key []byte) (value []byte, ok bool, err error)

	// Scan yields the entries with start <= key < end in ascending order. A nil start is the first key, a nil end
	// lies behind the last one; a range that ends before it starts is empty. An error is yielded once,
	// with a zero Entry, and ends the scan. A scan sees the writes made before its loop began and not those made by the loop's body.
	Scan(start, end []byte) iter.Seq2[Entry, error]

	// Reverse yields the same entries as Scan(start, end) in descending order.
	Reverse(start, end []byte) iter.Seq2[Entry, error]
}

// An Entry is a key with its value.
type Entry struct {
	Key, Value []byte
}

// A Txn is a Reader that also sees its own writes, and can make them.
type Txn interface {
	Reader

	// Put stores value at key, replacing what was there.
	Put(key, value []byte) error

	// Delete removes key. Deleting what is not there is no error and no [Change].
	Delete(key []byte) error
}

// A Change is one committed write as Watch delivers it. The bytes belong to the receiver.
type Change struct {
	Key     []byte
	Value   []byte // nil when Deleted
	Deleted bool
}

// A Snapshotter is an Engine that can write itself out as one consistent file while it serves.
type Snapshotter interface {
	// Snapshot writes a complete copy to w in a form the engine's own restore reads, and returns its
	// length. Commits go on meanwhile and are not part of it. After an error what was written is worthless.
	Snapshot(ctx context.Context, w io.Writer) (int64, error)
}

// A Checker is an Engine that can examine its own structure.
type Checker interface {
	// Check reads everything and returns an error wrapping [ErrDamaged] that names the first faults. It does not
	// change anything. It takes as long as reading the whole store.
	Check(ctx context.Context) error
}
