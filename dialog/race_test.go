//go:build race

package dialog_test

const underRace = true // everything takes ten times as long
