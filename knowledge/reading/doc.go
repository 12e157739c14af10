// Package reading reads facts out of what people write: 「事務所のWin10が3台」 holds os and pcs, 「電話したけど払ってません」 holds
// called and not paid. It is rules over folded text, pure and without a clock; what it is not sure of it leaves out.
//
//	read.go         Read, all facts of a text
//	answer.go       Answer, a text as the answer to a question; answerwords.go, the words that answer each slot
//	spelling.go     kana and dialects, spelled as the lexicon spells them
//	mood.go         the sentences, and whether they tell, ask, suppose, or speak of others and of what is over
//	verbs.go        how the verbs of the field are bent; form.go, what their forms tell: 払った, 払ってない, 払えと言われただけ
//	scope.go        whose deed it was, and whether it is told or only asked, supposed or quoted
//	lexicon.go      patterns/deeds/: the verbs by meaning, which of them with which object is which fact, how words are spelled
//	events.go       finding the deeds in a text; happen.go, what happens by itself: what stands together in a sentence, and phrases
//	needles.go      words without which a pattern cannot match, for speed
//	states.go       how things are: encrypted, backup, network, who writes
//	device.go os.go what the trouble is with; number.go pcs.go  how many; when.go  さっき, 先週の金曜 → a date
//
// The examples that hold it right are in testdata/facts at the root of the repository.
package reading
