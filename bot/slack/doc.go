// Package slack is Slack: consulters' chat by direct messages and mentions, and the desk's channel,
// in which staff work. It only translates; conversations and tickets are kept by package loop. It
// uses the SDK for Block Kit's types and for Socket Mode; what Slack sends and answers is read by
// types of its own, since the SDK gives up a whole message for one block that it does not know.
//
//	slack.go     Options, New, Run; what is done after acknowledging
//	webhook.go   HTTP: the signature, the time within which Slack is answered
//	socket.go    Socket Mode: the same in envelopes, kept connected
//	inbound.go   what Slack sends, as far as it is read
//	events.go    messages, edits, deletions → bot.Event
//	press.go     buttons, /soudan
//	home.go      App Home
//	send.go      bot.Delivery → Slack; names; files
//	render.go    dialog.Message → Block Kit: how a consultation looks; card.go, modal.go: how the
//	             desk looks, its cards and lines and what staff fill in; all of it is type look
//	blocks.go    Slack's limits, and blocks that keep to them
//	words.go     Slack's way of writing texts: escaping, entities, defanging, cutting
//	read.go      type reader, what a message says: marks, emoji, what is struck out; shapes.go:
//	             blocks and what is passed on
//	post.go      type poster: posts with names, so that none is posted twice
//	gate.go      whose turn it is in a channel that takes a post a second
//	api.go       the Web API, and what its refusals mean
//	cache.go     what is kept in mind, bounded
//	desk.go      type desk; bot.Notice → the desk's channel: a thread for each ticket
//	forget.go    a ticket that was erased is not to be read here either
//	told.go      what was said, as staff are shown it
//	list.go      lists of tickets: the morning's, and reminders
//	picture.go   consulters' pictures, made anew, for staff
//	staff.go     what staff press; submit.go: what they fill in
//	reach.go     how a consulter can be reached, for who asks
//	find.go      what staff look up
//	thread.go    what staff write: a reply begins with ">", everything else is a note;
//	             asking.go: what they are asked before it goes
//	install.go   many workspaces, by OAuth
//	doctor.go    a look at the settings; scopes.go: what the app must be allowed to do
//	texts.yaml   everything it says by itself; texts.go reads it
//
// The way of a message: webhook.go or socket.go → onEvent → Events.Accept, which commits → Slack is
// told that it arrived → anything that needs Slack's Web API. Nothing is acknowledged before it is
// durable, and no call of the Web API comes before the acknowledgement. The rules of the platform
// are quoted from docs.slack.dev.
package slack
