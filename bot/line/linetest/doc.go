// Package linetest is a LINE to test against, and to try the desk in without an account. It holds its callers to the rules of
// LINE's reference (REF: https://developers.line.biz/en/reference/messaging-api/, LD/x: …/en/docs/messaging-api/x/), keeps books
// of what people saw, and notes every violation.
//
//	server.go     Server: the API over HTTP; tokens, request ids, violations
//	faults.go    faults on demand, rate limits
//	people.go     who is there: people, groups, what each sees; profiles, contents, loading animation, read marks
//	send.go       reply and push: tokens, retry keys, quota, limits
//	check.go      message objects against LINE's limits
//	flex.go       Flex messages against LINE's rules
//	count.go      lengths as LINE counts them, written apart from the adapter's
//	account.go    bot info, webhook settings, quota, rich menus
//	events.go     webhook events, as people cause them
//	sender.go     delivering them: signed, in batches, again, out of order, on a slow day
//	simulator.go  Simulator: a page like a phone, on which one is a person on LINE
//	static/       the page: plain HTML, CSS and JavaScript, embedded
//
// It is written from the reference, not from the adapter, and imports neither that nor LINE's SDK nor package testing: the
// program's demo links it.
package linetest
