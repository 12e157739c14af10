// Package written reads files that people write with whatever program their office has: text in
// UTF-8, UTF-16 or CP932, with or without a byte-order mark; secrets of one line; YAML whose texts
// stay the texts that were written.
//
//	text.go   Text: the bytes of a file in UTF-8, with plain line ends; Wide: whether it is UTF-16; Secret: its one line; Tidy: a
//	          setting in plain characters; Label: a stranger's name on one line
//	yaml.go   Decode: YAML, in which a number is no text, none is cut off by a remark, and nothing is
//	          left unread; Encode
package written
