// Madoguchi (窓口) is a consultation bot for the public desks that small businesses turn to when
// something is wrong with their computers.
//
// A tour of the code, from the bottom up. A package imports only what stands above it in this list;
// a test (floors_test.go) holds it to that.
//
//	madoguchi/written          reading files that people write: any encoding, one-line secrets, YAML whose texts stay texts
//	madoguchi/store/internal/gate    who is inside a store, so that closing it can wait
//	madoguchi/store            an ordered space of keys and values with transactions: the contract, typed tables, sealing
//	madoguchi/store/bolt       the store in one bbolt file
//	madoguchi/store/etcd       the store on an etcd cluster
//	madoguchi/store/kms        the desk's key in a key management service
//	madoguchi/store/kms/vaulttest    a key service to test against
//	madoguchi/store/storetest  what every store must pass
//	madoguchi/store/recordtest       old records against today's code
//	madoguchi/knowledge        what the desk knows, as plain values, and the data files: faq/, contacts, slots, phrases, cases
//	madoguchi/knowledge/ja     reading Japanese: the only package that knows the tokenizer
//	madoguchi/knowledge/mask   taking private data and secrets out of texts
//	madoguchi/knowledge/table  the desk's case table: CSV in, masked cases out, and back
//	madoguchi/knowledge/reading      what a message says, read once: facts, wishes, yes and no, subjects; its patterns/ are data
//	madoguchi/knowledge/base   data files → a base; checking it; keeping it in the store
//	madoguchi/knowledge/draft  cases → what entries of a new desk may be about
//	madoguchi/knowledge/match  words → the entries they may mean
//	madoguchi/knowledge/match/eval   how well judgements agree with labelled questions
//	madoguchi/dialog           the consultation as a pure state machine
//	madoguchi/dialog/transcript      a conversation as a text file
//	madoguchi/bot/calendar     the desk's days and hours
//	madoguchi/bot/caller       who makes a request on the web, and how much of it they may do
//	madoguchi/bot/harness      a clock and a log that tests of the bot's parts share
//	madoguchi/bot/harness/browser    a page in a real browser, for tests of what is served on the web
//	madoguchi/bot/intake       bodies of requests within bounds, until it is known who sends them
//	madoguchi/bot              the rules: what follows from an event, what staff do, the clock
//	madoguchi/bot/loop         the engine: events in, messages out, each once and in order, whatever crashes
//	madoguchi/bot/web          the web chat
//	madoguchi/bot/desk         the console in which staff answer on the web
//	madoguchi/bot/line         LINE: webhooks, replies and pushes, the budget, the menu
//	madoguchi/bot/line/linetest      a LINE to test against, and to try the desk in
//	madoguchi/bot/mail         mails to whoever is on call
//	madoguchi/bot/mail/mailtest      a server for mail to test against
//	madoguchi/bot/slack        Slack: consulters' chat, and the channel in which staff work
//	madoguchi/bot/slack/slacktest    a Slack to test against
//	madoguchi/bot/bottest      a ticket's life as a text file, played against the rules
//	madoguchi/cmd/madoguchi    this command: settings, wiring, exit codes
//
// To follow one message: an adapter (web.Chat.receive, line's webhook.go) → loop.Loop.Accept (masked,
// one commit) → the queue of steps: loop's step.go → bot.Apply → dialog.Step → reading.Reader.Read →
// dialog's flow.go, advice.go, reply.go → one commit (loop's commit.go) → the queue of deliveries:
// deliver.go → the adapter's Send, or the page's stream in web.Chat.stream.
package main
