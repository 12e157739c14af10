// Package mask takes private data out of Japanese text: pure functions over strings, no I/O, no
// state beyond the embedded word lists and the tokenizer's dictionary.
//
// Table is the thorough form for the desk's case table, Row the same over the cells of one row, so
// that a name that one cell gives away goes from all of them. Chat is the guard at the door of the
// chat: it takes only what nobody should have typed, and leaves everything that facts are read
// from.
//
//	mask.go        Table, Row, Chat: rounds until nothing changes, spans resolved, text rebuilt
//	kind.go        Kind and Counts
//	source.go      one text folded for matching, with the way back to its original bytes; tokens; what stays
//	words.go       the word lists of data/, read once; find.go, finding their words in a text
//	contact.go     mail addresses, URLs, domains
//	phone.go       telephone numbers
//	secret.go      cards, My Number, passwords and codes after cue words
//	digits.go      groups of digits in any script and parted by anything: cards, My Number
//	spoken.go      what stands near a cue word and can only be its secret; key.go, keys and tokens by their form
//	open.go        After: a secret on the line, or in the message, behind the one that speaks of it
//	pieces.go      parts of a secret, and what stands beside one
//	number.go      order, licence, member and account numbers
//	sensitive.go   health of a person, obscene words
//	address.go     places, addresses, buildings, police stations
//	company.go     names of companies and other bodies
//	person.go      names of persons; cue.go, those that only their context gives away
//	nouns.go       words that are no names
//	names.go       names by their form alone: Mr. X, kana, written apart, in brackets behind a post
//	reach.go       Reach: what somebody gives for being reached, read before Chat
//	reachname.go   the names and the times in it
//	signature.go   blocks of lines that sign a message
//
// What a rule finds is a candidate span over the folded text. Spans that spell exactly an entry of
// data/stays.txt (public bodies, products, platforms) are dropped; the others are merged and
// replaced by their kind's label. Masking is repeated until a round changes nothing, which makes it
// idempotent by construction; each round removes at least one unmasked character, so it ends.
package mask
