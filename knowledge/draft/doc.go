// Package draft finds what a desk is asked about, in its own masked cases: groups of cases that tell
// of the same, with a title, keywords and questions out of them. It writes no answer; that is for
// people.
//
//	draft.go   Groups: the groups of a table, the largest first
//	vector.go  what a case is about, as words with weights
//	link.go    average linkage: which cases belong together
package draft
