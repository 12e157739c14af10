//go:build !race

package dialog_test

const underRace = false
