// Package loop is the engine around the rules of package bot: events in, messages out, each once
// and in order, whatever crashes. What follows from an event is bot.Apply's affair; here it is
// read, committed, sent, shown and tried again.
//
// The way of one message: an adapter hands a bot.Event to Accept, which puts it into the inbox in
// one commit; only then is the platform told that it arrived. A work queue steps the conversation:
// it is read in a snapshot, the rules work out what follows, and state, transcript, deliveries and
// ticket are committed together, if nothing has changed meanwhile. Another queue sends the
// deliveries in order; a third shows the desk its notices; a fourth fetches files. Everything that
// is left in the store by a crash is found there and taken up.
//
//	loop.go        Loop: Open, Run; where things go that leave the desk
//	inbox.go       Accept: masked, once, durable; seen.go: what a platform may deliver again
//	flood.go       who writes faster than is read
//	commit.go      change: the one way in which a conversation changes; snapshot.go: what the rules
//	               read
//	step.go        the inbox is worked off; what cannot be stepped, what cannot be read
//	deliver.go     sending: tokens, retry keys, doubts; join.go: several answers as one;
//	               settle.go: what was sent goes, several at a time
//	notify.go      showing the desk what happens
//	upload.go      a file that comes with its event, until it is fetched like any other
//	files.go       pictures and files: fetched, sealed, encoded anew or kept in quarantine
//	picture.go     pictures made anew: upright, on white, within a bound of memory
//	burst.go       waiting a moment for what belongs together
//	workqueue.go   one conversation at a time, many at once; the one place for retries
//	channels.go    a queue for each channel
//	replica.go     several processes on one store: claims, what was left behind
//	outline.go     conversations without words, for figures
//	tickets.go     what staff do with tickets; transcript.go: what was said, and the signal that
//	               more was
//	timers.go      looking again later; clock.go: by a time that is believed; retention.go: erasing what is
//	               old or unwanted; erase.go: how; bare.go: the words before the rest;
//	               due.go: what is due
//	paper.go       papers drafted from a consultation, and the days of the law; pass.go: pages
//	               that open by an address; bulletin.go: what is said to everybody who comes
//	archive.go     the conversations that are kept, read where they lie
//	replay.go      what another base would make of them
//	mend.go        who was told something wrong is found, and told what holds
//	courtesy.go    signs that an answer is on its way, that somebody has read
//	advisor.go     Advisor: what a consultation is taken with, in which edition of the base;
//	               readings.go: each text is read once
//	metrics.go     what operators watch; writable.go: whether anything can be kept
//	records.go     what is stored, under which keys; formats.go: in which versions
package loop
