// Package ja reads Japanese text: Fold makes the two hundred ways of typing a word one, Tokenize cuts a sentence into
// morphemes. It is the only package that knows the tokenizer; matching and masking stand on it.
package ja
