// Package mail writes mails to the desk's staff: to whoever is on call at night, and to all when
// their chat is down. It is a channel as others are: what is to be sent stands in the store, is
// tried until it is taken, and goes once. Package bot decides who is written to and what of: a
// number, how urgent it is, where to read it. No mail holds a word of a consulter.
//
//	mail.go   Options, New, Send; how failures are classified
//	address.go  the mail server's address as operators write it
//
// A server is spoken to over TLS, or on this machine. go-mail knows how servers want to be told who
// one is; net/smtp, which is frozen, does not know half of it.
package mail
