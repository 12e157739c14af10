// Package ja reads Japanese text: Tokenize cuts it into morphemes. It is the only package that knows the tokenizer;
// masking stands on it. knowledge.Fold makes the many ways of typing a word one before that.
//
//	ja.go    Token, Tokenize
//	runs.go  cutting endless runs, on which the tokenizer would be slow
package ja
