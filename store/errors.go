package store

import "errors"

// A call that can never succeed. The caller has a bug or must split its work.
var (
	// ErrEmptyKey: a key has at least one byte.
	ErrEmptyKey = errors.New("store: empty key")

	// ErrTooLarge: a key, a value or a transaction exceeds the limits that all engines share; the text says which.
	ErrTooLarge = errors.New("store: too large")

	// ErrTxnDone: a Reader or Txn was used after its function had returned.
	ErrTxnDone = errors.New("store: transaction is over")

	// ErrBadKey: the bytes are not a key made by this package, or not of the expected parts.
	ErrBadKey = errors.New("store: malformed key")
)

// The engine cannot do it now.
var (
	// ErrClosed: the engine was closed.
	ErrClosed = errors.New("store: closed")

	// ErrConflict: an Update met conflicts again and again and gave up; nothing was stored. Trying later may succeed.
	ErrConflict = errors.New("store: too many conflicts")

	// ErrUncertain: nobody knows whether the commit took place. Read before trying again.
	ErrUncertain = errors.New("store: outcome of the commit unknown")

	// ErrDamaged: what is stored contradicts itself (a broken disk, a truncated file, somebody else's writes).
	ErrDamaged = errors.New("store: damaged")
)

// A store that cannot be opened. The operator has to act.
var (
	// ErrLocked: another process has it.
	ErrLocked = errors.New("in use by another process: stop the other madoguchi first")

	// ErrForeign: there is something, but madoguchi did not make it. It is left as it is.
	ErrForeign = errors.New("not a madoguchi store")

	// ErrNewer: the store, or a record in it, has a format that this program does not know.
	ErrNewer = errors.New("written by a newer madoguchi")
)

// Records.
var (
	// ErrOldRecord: a record has an old version and its table has no way to upgrade it.
	ErrOldRecord = errors.New("store: record of an old version without an upgrade")
)

// Sealing.
var (
	// ErrNoKeyFile: there is no key file at that path.
	ErrNoKeyFile = errors.New("no key file there")

	// ErrKeyFile: the file is not a key file.
	ErrKeyFile = errors.New("not a key file")

	// ErrKeyFileExists: a key file is never overwritten: what it has sealed would be lost.
	ErrKeyFileExists = errors.New("exists already and is not overwritten")

	// ErrWrongKey: the store was sealed with another desk key.
	ErrWrongKey = errors.New("the desk's key is not the one this store was sealed with")

	// ErrKeyAway: the desk's key lies in a key service, which did not do what it was asked; the text says why. Nothing is
	// known to be wrong with the store or the key.
	ErrKeyAway = errors.New("the desk's key cannot be used now")

	// ErrNothingSealed: the store has no root secret yet.
	ErrNothingSealed = errors.New("nothing is sealed in the store yet")

	// ErrSealedSo: the root secret is sealed by that key already, and no longer by the other one.
	ErrSealedSo = errors.New("the store is sealed by that key already")

	// ErrErased: the conversation has no data key: it was erased, or never had one.
	ErrErased = errors.New("store: conversation erased")

	// ErrUnseal: a sealed record does not open with its conversation's key at this place: it was changed or moved.
	ErrUnseal = errors.New("store: sealed record changed or moved")
)
