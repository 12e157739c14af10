// Package bot is the loop around the dialog: events in, messages out, tickets, hours. It names no platform; adapters stand
// above it.
//
// The way of one message: an adapter hands an [Event] to Accept, which puts it into the inbox in one commit; only then is the
// platform told that it arrived. A lane steps the conversation: a move reads it in a snapshot, lets the dialog work out
// what follows, and commits state, transcript, deliveries and ticket together, if nothing has changed meanwhile. Another
// lane sends the deliveries in order; a third shows the desk its notices; a fourth fetches files. Everything that is left
// in the store by a crash is found there and taken up.
//
//	bot.go        Bot: New, Run, Transcript, Follow
//	channel.go    what adapters implement: Outlet, Sender and how it fails, Desk, Notice
//	inbox.go      Event, Accept: masked, once, durable
//	move.go       move: the one way in which a conversation changes
//	step.go       an event becomes state and answers; what cannot be stepped; the rule that the bot is silent
//	correct.go    unsent and edited messages
//	outbox.go     sending: tokens, retry keys, doubts, budgets
//	notice.go     showing the desk what happens; ledger.go: the morning's list
//	files.go      pictures and files: fetched, sealed, encoded anew or kept in quarantine
//	lane.go       one conversation at a time, many at once; the one place for retries
//	replica.go    several processes on one store: claims, what was left behind
//	ticket.go     Ticket, its life and its words; tickets.go: what staff do with it
//	timers.go     looking again later; retention.go: erasing
//	courtesy.go   signs that an answer is on its way, that somebody has read
//	advisor.go    Advisor: what a consultation is taken with, in which edition of the base
//	calendar.go   when somebody is at the desk: Japanese public holidays, the turn of the year; exceptions.go: a desk's own days
//	ical.go       days and times from an iCal file; icalevent.go: how long and how often; icalzone.go: where (windowszones.txt)
//	phrases.go    the bot's own words; metrics.go: what operators watch
//	records.go    what is stored, under which keys
package bot
