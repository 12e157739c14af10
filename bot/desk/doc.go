// Package desk is the desk's side on the web: a console at /desk, in which staff sign in, see who
// waits, read what was said, and answer. Conversations and tickets are kept by package loop, by the
// rules of package bot; here is only who may see and do what, and how it looks.
//
//	desk.go      Options, Console, and the headers that guard its pages
//	routes.go    all that can be asked for, and which roles may ask
//	serve.go     one request: who asks, may they, the answer as a page
//	account.go   Account, its roles, what a login and a password must be, when one is locked
//	accounts.go  Accounts: kept in the store, with the audit log; the key schema
//	session.go   signing in and out, sessions; password.go: argon2id
//	second.go    the second factor: a number from an app
//	signin.go    the sign-in page, and how often it may be tried; own.go: one's own account
//	people.go    who may sign in, the audit log
//	queue.go     who waits: lists, order, search
//	ticket.go    one ticket: what was said, what is known; act.go: what is done with it
//	reach.go     how a consulter can be reached, for who asks
//	paper.go     papers drafted from a case
//	known.go     what is known, the words it came from, what staff write down; why an entry may fit
//	canned.go    phrases that staff write again and again (canned.yaml)
//	editing.go   an entry written in a form, kept as a draft; entryform.go: the form
//	problems.go  what is wrong with an entry, in Japanese (problems.yaml); conditions in words
//	rehearse.go  a consultation that nobody holds: how an entry reads, a talk with the draft
//	trial.go     all that is drafted put to the test; drafts.go: its page, publishing
//	releases.go  what was in force when, compared, put in force again
//	learning.go  what the base did not answer, gathered for who writes entries
//	bulletin.go   what is said to everybody who comes
//	figures.go   what the desk hears, counted; chart.go: as bars
//	reading.go   FAQ, contacts, a case as a page to print
//	presence.go  who else has a ticket open, or is writing
//	words.go     how times, facts, strangers' words read
//	texts.yaml   everything the console says; views/: its pages; static/: style, a little script
//
// Pages are made by the server and work without script; htmx (static/htmx.min.js) looks again for
// what is new, static/desk.js sends with Ctrl+Enter. All addresses in them are relative, so that a
// proxy may show the console under any path.
package desk
