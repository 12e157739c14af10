// Package etcd is the store's engine on an etcd cluster: for several processes on several machines.
//
// # Map
//
//	options.go   Options, ParseURI: where the cluster is and who we are
//	open.go      Open: the format below the prefix; connect.go: the first contact
//	engine.go    View, Snapshot, Close; requests that are repeated
//	reader.go    Reader at one revision; pages.go: big ranges piece by piece
//	reads.go     what an Update has read, as comparisons
//	update.go    Update: try, and try again after a conflict; lane.go: conflicting writers in a row
//	commit.go    one commit and, when its answer is lost, finding out; slots.go: the keys by which that works
//	watch.go     Watch, over reconnections
//	presence.go  Present: a key on a lease
//	errors.go    which errors pass, which say that nothing was written
//
// # Keys in etcd
//
//	PREFIX/format              "madoguchi 1": the format, the only one so far
//	PREFIX/data/KEY            what the store holds
//	PREFIX/commit/SESSION/N    a writer's slot, on the session's lease; see slots.go
//
// Nothing else may lie below PREFIX, and nothing of ours lies elsewhere: a role with read and write for PREFIX/ is all
// that the user needs.
//
// # Snapshots and commits
//
// Every commit in etcd has a revision, and the past can be read until it is compacted. A View reads at the
// revision that a linearizable read gave it at its start. An Update reads at the revision of its first read, without locks; its
// commit is one etcd transaction that compares the modification revision of every key it got or stepped over (0 for a missing
// one), and for every range it scanned that nothing in it is newer than the revision. The first catches changes and
// deletions, the second what appeared. The part of a range behind an early break is not compared. Updates that only read
// need no commit: what they read at one revision was true at that moment.
//
// # What the cluster needs
//
// etcd keeps all history unless told otherwise: run it with --auto-compaction-mode=periodic
// --auto-compaction-retention=10m or longer. Its defaults for --max-txn-ops (128) and
// --max-request-bytes (1.5 MiB) are what [madoguchi/store.MaxWrites] and its neighbours rest on.
package etcd
