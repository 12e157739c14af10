// Package web is the web chat: a page, a stream of what is said (server-sent events), and a way to
// say something. It only translates; conversations are kept by package loop.
//
//	web.go     the routes and what guards them
//	limits.go  how much one visitor, or one address, may do at a time
//	chat.go    one visitor's conversation: cookie, stream, messages
//	picture.go a picture that a visitor sends
//	record.go  the conversation as a page to print; who may show the chat in a frame
//	pass.go    the same, and the days of the law, by an address that was given
//	pages/     the pages of both, with one head
//	static/    the page: plain HTML, CSS and JavaScript, embedded, no build step
package web
