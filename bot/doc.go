// Package bot holds the rules of the desk as plain values: what follows from what a consulter, a
// member of staff, the clock or a platform does. It names no platform and keeps nothing; package
// loop reads, commits and sends, adapters stand above it and import only this.
//
// [Apply] is the way in: a [Conversation], one [Input], a [Lookup] for the few other things that
// are read, and the [World] go in; [Changes] come out, data that is committed together or not at
// all. The same arguments give the same changes, so that a ticket's life is a text file in
// testdata/desks.
//
//	apply.go         Apply, Changes, Lookup, World; saying, posting, reminding
//	event.go         Event, as an adapter hands it over; InboxEvent, as it waits
//	channel.go       what adapters implement: Endpoint, Sender and how it fails, Desk, Notice
//	conversation.go  Conversation, its transcript's entries, when it is to be erased
//	edition.go       a version of the base, ready to be used; what staff may want to look at
//	consulter.go     an event becomes state and answers; the rule that the bot is silent
//	together.go      what comes together is answered together
//	correct.go       unsent and edited messages
//	queue.go         what who waits can ask; carryon.go: a case carried on from elsewhere;
//	                 again.go: one that goes on after it was closed; going.go: it is asked
//	                 whether it does
//	ticket.go        Ticket, where it may go from where it stands
//	filing.go        a ticket is opened, kept up with what is known, and goes where it may
//	staff.go         what staff do with it; reply.go: what they write
//	template.go      what they can put into it, in templates.yaml
//	colleagues.go    what they do that the consulter does not see: notes, categories, marks
//	case.go          a ticket that is over as a row of the desk's table
//	bulletin.go      what is said to everybody who comes
//	pass.go          pages of a conversation that open to whoever holds their address
//	reach.go         how a consulter can be reached, kept apart from what was said
//	call.go          who calls in the desk's name is proved, or not
//	drill.go         invented consulters, who count in no figures
//	follow.go        reminders of what is due, and whether it is solved
//	mend.go          which lines were told; what was wrong is taken back
//	defang.go        a stranger's words without links
//	sending.go       what follows from how a delivery ended, or a file came
//	turn.go          whose turn it is in a ticket; overdue.go: timers and reminders;
//	                 list.go: the lists that staff are shown, in the morning and then
//	wake.go          whoever is on call hears by mail of what does not wait
//	shown.go         consulters are told when the desk cannot see their ticket
//	retention.go     what goes by and by when nobody says anything more
//	forget.go        everything is erased when the consulter asks for it; kept.go: they see all that
//	                 is kept, and are told how it is treated
//	outline.go       a conversation without words, for the desk's figures
//	phrases.go       the bot's own words, in phrases.yaml
package bot
