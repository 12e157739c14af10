// Package line is the adapter to the LINE Messaging API: webhooks in, replies and pushes out. It translates and classifies;
// what is said, when it is tried again and what is kept are the loop's affair.
//
//	line.go      Options, Channel: one account
//	webhook.go   receiving: the signature before anything else, 200 only for what is durable
//	event.go     LINE's events → bot.Event, one by one
//	group.go     groups and rooms: spoken to, spoken in, left
//	send.go      replies and pushes; what each failure means
//	client.go    one bounded call to LINE, its log line and its figures
//	budget.go    pushes cost: quota, forecast, the reserve for urgent cases
//	profile.go   loading animation, mark as read, names; content.go: pictures and files
//	render.go    []dialog.Message → LINE's messages within LINE's limits
//	flex.go      bubbles that read better than text: first aid, steps, contacts
//	count.go     lengths as LINE counts them
//	richmenu.go  the menu under the chat: richmenu.yaml, two pictures, and their installation
//	doctor.go    what is wrong with an account's settings, and where to mend it
//	metrics.go   what operators watch
//	texts.yaml   the few words that are LINE's, not the desk's
//	linetest/    a LINE to test against and to try the desk in
//
// REF in comments is https://developers.line.biz/en/reference/messaging-api/, LD/x is
// https://developers.line.biz/en/docs/messaging-api/x/. This is the only package that knows the LINE SDK.
package line
