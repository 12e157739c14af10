// Package bot is the loop around the dialog: events in, messages out, tickets, hours. It names no platform.
package bot
