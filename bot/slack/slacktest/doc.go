// Package slacktest is a Slack for tests: a real HTTP server that keeps Slack's rules, plays
// consulters and staff, and keeps books of what an app did. It imports neither the adapter nor
// package testing, so that it can stand beside a running program too.
//
//	fake.go     Fake: the server, its workspace, faults on demand
//	books.go    what stands in each channel and thread: Posts, with edits, deletions, reactions
//	api.go      the Web API's gate: tokens, rates, faults, the table of methods
//	chat.go     chat.*, reactions.*
//	rooms.go    conversations.*, users.*, views.*, oauth.*
//	files.go    files.*: what people attach, what the app uploads
//	check.go    Block Kit's limits, checked independently of the adapter
//	deliver.go  events over HTTP, signed and retried, and over Socket Mode
//	people.go   Person: edits, deletes, presses, fills in modals, opens App Home; write.go: writes, with the editor too, and forwards
//
// The rules are those of docs.slack.dev, quoted where they are kept, and what people met with who
// built on Slack.
package slacktest
