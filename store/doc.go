// Package store keeps everything madoguchi must not lose: an ordered key space with transactions,
// and above it typed tables and sealing. It knows nothing of chats.
//
// # Map
//
//	engine.go    Engine, Reader, Txn, Change: the contract every engine keeps
//	errors.go    every sentinel error, by situation
//	limits.go    what one key, value and transaction may hold, and why
//	key.go       Key: the one encoder of keys; keyread.go reads keys back
//	record.go    the bytes of one stored record: kind, version, check sum, JSON
//	table.go     Table[T]: records of one type under one name
//	sealed.go    SealedTable[T]: the same, encrypted for a conversation
//	sealer.go    Sealer: data keys, sealing, keyed hashes; erase.go; keyfile.go: the desk's key in a file; rewrap.go: another one
//	memory.go    Memory: an engine without a disk; tree.go is its immutable tree
//	formats.go   Formats: which versions of records are in a store; an older program is refused
//	dump.go      WriteDump, CheckDump, ReadDump: a whole store as one stream, for any engine
//	presence.go  Presencer: what an engine can do that several processes share
//	pending.go   Pending and Feed (feed.go): what engines are made of; nobody else needs them
//
// store/bolt is the engine on one file, store/etcd the one on a cluster, store/storetest the suite
// that all of them pass. store/kms is the desk's key in a key management service.
//
// # Keys
//
// All keys are made by [Key], part by part: K("conv", id).Uint(seq). A part cannot run over into
// the next one, and keys sort as their parts do: numbers as numbers, text by bytes, and a key before
// all that extend it. The first part is always the name of the table or, for records that are in no table, of
// the mechanism. Every package that stores something lists its keys in its package comment like this:
//
//	"seal", "root"                        the root secret, sealed by the desk's key (this package)
//	"seal", "data", conversation          a conversation's data key, wrapped (this package)
//	"seal", "erased", conversation, id    a data key that was destroyed (this package)
//	"format", table                       the highest version of its records (this package)
//
// Names are claimed by that list; two packages never share one. "seal" and "format" are this package's.
//
// # Values
//
// A value is a record: see [Table]. A change that old code could misread raises the table's Version and
// brings an Upgrade; old encodings stay in testdata/records for good and a test reads them (store/recordtest).
package store
