// Package slack is a work in progress.
package slack
