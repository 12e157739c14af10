// Package bolt is the store's engine on one bbolt file: the default, for one process on one machine.
//
// # Map
//
//	open.go      Open, Options: folder, file, lock, format
//	file.go      a look at the file before bbolt maps it: foreign, newer, cut off
//	walk.go      the pages examined one by one, for Check; at the start the shape of the tree only
//	tuning.go    the settings of bbolt, and the measurements behind them
//	engine.go    View, Watch, Snapshot, Check, Close
//	update.go    Update: the group commit; line.go: the writers' queue
//	reader.go    Reader over a bbolt transaction; faults of the file become errors
//
// # File
//
// Two buckets: "madoguchi" holds "format" (a decimal number), "data" holds all keys. Format 1 is the only one so far.
//
// # Durability
//
// A commit is acknowledged after bbolt has written its pages, synced, written its meta page and synced again. A crash between the two
// leaves the state before. bbolt keeps no check sums of pages: what a disk falsifies is found by the records' own sums, by
// the seals, and by Check.
package bolt
