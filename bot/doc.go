// Package bot is the loop around the dialog: events in, messages out, tickets, hours. It names no platform; adapters stand
// above it.
//
//	bot.go       Bot: Receive steps and stores an event in one commit; Transcript and Follow for adapters; Advisor, what a step
//	             is taken with. Secrets are taken out of every text here, so that no adapter can forget it
//	records.go   what is stored, sealed, and under which keys: conversations, transcripts, tickets
//	calendar.go  Calendar: when somebody is at the desk, Japanese public holidays and the turn of the year included
package bot
