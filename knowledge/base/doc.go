// Package base makes a knowledge.Base out of data files and says what is wrong with them.
//
//	load.go   Load reads the files strictly; Embedded is the base that the binary carries
//	check.go  what makes a base unusable: unknown ids, conditions that can never hold. Load refuses it
//	lint.go   what makes a base bad for people: long bubbles, banned words (banned.txt), entries past their review. Lint reports it
//	stored.go   Save puts the files into the store, Stored takes up those in force, Replace changes one
package base
