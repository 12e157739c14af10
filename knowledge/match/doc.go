// Package match finds the FAQ entries that a consulter's words may mean.
//
//	features.go  text → features: words in dictionary form, runs of two and three characters
//	model.go     features → belief: a linear classifier over the entries, trained from their examples when a base is loaded
//	index.go     Index: New trains it, Match ranks entries with a calibrated confidence and says when none fits
//	explain.go   why a match came out as it did: terms, weights, margin, nearest past cases
//
// Training is deterministic and takes less than a second on two cores. Its material is the examples, titles and keywords of
// the entries; past cases count for the entry that names their row.
package match
