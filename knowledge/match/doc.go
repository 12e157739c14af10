// Package match finds the FAQ entries that a consulter's words may mean.
//
//	features.go     text → features: runs of one script, words, how they are read, pairs of characters, words in letters
//	words.txt       the words that are looked for, cut by the dictionary once; words_test.go writes it
//	emptywords.txt  words that say nothing about the matter; a text of these alone fits nothing
//	lesson.go       what is seen of a text while it is learnt: a part, at times as it is read, at times with something said besides
//	asides.txt      what may be said besides any matter
//	model.go        features → belief: a linear classifier over the entries, trained from their material when a base is loaded
//	index.go        Index: New trains it, Match ranks entries with a calibrated confidence and says when none fits
//	followups.go    Followups: which follow-up of an entry, its sisters or of any matter is meant, or none
//	evidence.go     what speaks for a follow-up, and how much
//	concepts.go     text → features of follow-ups: words, kana as read, clause ends, and the concepts of concepts.txt
//	readings.go     how words in kanji are read (readings.txt; readings_test.go writes it)
//	embed.go        a space in which wordings of one follow-up lie near to each other
//	voices.go       Voices: what is said besides the matter: despair, the desk itself, a person wanted in another language
//	answers.go      Answers: what a text answers to what is asked
//	told.go         Told: what was done or has happened, in whatever voice a sentence tells it
//	learn.go        Learn: all of it from a base, side by side
//	keep.go         Write, Read: what was learnt, for the next start
//	explain.go      why a match came out as it did: terms, weights, margin, nearest past cases
//
// Its material is the titles, meanings, examples and keywords of the entries, questions/*.jsonl,
// and the past cases whose rows an entry names. Of the questions, outside.jsonl holds what this
// desk cannot help with, and contrast.jsonl pairs that must not be taken for each other: a fake
// warning and a real find, received and typed in, asked to pay and paid. Training is deterministic.
//
// # How good it is
//
// The figures, and what each part gave, stand in testdata/eval/README.md.
//
// # Time and growth
//
// Measured before words were known by how they are read, which takes a quarter more of training and
// an eighth more terms. Training takes 1.6 to 1.9 s on two cores, and a server that starts takes
// webhooks meanwhile; a match 0.1 ms (p99 0.2 ms), and reads 2,000 characters at most. The
// dictionary is not needed. With cases made up by recombining examples (BenchmarkGrowth):
//
//	cases     training   held    terms    p50       p99
//	159        1.9 s     23 MB   34,098   0.09 ms   0.23 ms
//	10,000     2.6 s     24 MB   36,397   0.09 ms   0.20 ms
//	100,000   11.1 s     24 MB   36,490   0.07 ms   0.16 ms
//
// Training grows with the cases, by some 0.1 ms each; the memory that stays and the time of a match
// grow with the vocabulary and the entries, not with the cases.
package match
