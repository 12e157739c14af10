// Package harness is what the tests of the bot's parts share when they play a desk: real code, no
// part of the program.
//
//	clock.go  Clock: a clock that tests move
//	log.go    Log: a log that many write and a test reads
//	until.go  Until: waiting for what is done elsewhere
package harness
