// Package bottest plays a ticket's life against the rules of package bot: a text file says what
// consulters, staff, the clock and the platform do, and the runner writes between the lines what
// follows. There is no store, no goroutine and no clock; what is read are maps.
//
//	script.go  Play: the lines of a file, and what they mean
//	desk.go    a desk in memory: Apply, what it leaves, and how deliveries end
//	lookup.go  what the rules read
//	world.go   the base, the hours and the matcher that scripts are played with
//	words.yaml the words that scripts use
package bottest
