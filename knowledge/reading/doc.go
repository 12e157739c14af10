// Package reading reads what people write, each message once: Reader.Read makes a Reading of it,
// which holds what the text wishes, whether it is a yes or a no, which facts it states and which
// entries it may mean. 「事務所のWin10が3台」 holds os and pcs, 「電話したけど払ってません」 holds called and not paid.
// It is rules over folded text, pure and without a clock; what it is not sure of it leaves out.
//
//	reader.go       Reader and Reading: a text, read
//	decoration.go   pictographs, faces, laughs: what stands around words and changes nothing
//	sensed.go       what is learnt of a text: the follow-up that it is, how it answers
//	told.go         deeds and events that are heard where no pattern reads them
//	grave.go        despair and danger in the middle of something else
//	asides.go       sentences that say nothing of the matter
//	intent.go       what may be wished at any time: 人と話したい, 最初から, thanks, despair
//	spaced.go       kana with blanks between the words: who reads little Japanese
//	term.go         the word that a text asks about: 「LANってどれ」
//	choice.go       which of the choices that are offered a text names
//	patterns.go     patterns/*.txt, the patterns that are data; groups.go, their names
//	length.go       how much is how little: the lengths that decide what may be made of a text
//
//	read.go         the facts of a text
//	answer.go       a text as the answer to a question; answerwords.go, the words that answer each slot
//	spelling.go     kana and dialects, spelled as the lexicon spells them
//	mood.go         the sentences, and whether they tell, ask, suppose, or speak of others and of what is over
//	untold.go       whether a text tells of anything that was done or has happened
//	verbs.go        how the verbs of the field are bent; form.go, what their forms tell: 払った, 払ってない
//	scope.go        whose deed it was, and whether it is told or only asked, supposed or quoted
//	lexicon.go      patterns/deeds/: the verbs by meaning, which of them with which object is which fact, how words are spelled
//	deeds.go        what table.txt there says: which verb with which object is which fact
//	verge.go        what is demanded or about to be done: it is no deed, and is to be kept from happening
//	burst.go        what has lost its object to the message before
//	mend.go         what puts right what was said before
//	calls.go        whose call is one with somebody who does no harm
//	events.go       finding the deeds in a text; happen.go, what happens by itself: what stands together in a sentence, and phrases
//	text.go         finding and cutting in folded text
//	needles.go      words without which a pattern cannot match, for speed
//	content.go      the words of a text that are not written in hiragana
//	states.go       how things are: encrypted, backup, network, who writes
//	abroad.go       what a text in another language tells: concepts that stand together in a sentence
//	abroad_mood.go  what it only asks, and what it asks back
//	amounts.go      amounts of money, numbers of people
//	device.go os.go what the trouble is with; number.go pcs.go  how many; when.go  さっき, 先週の金曜 → a date, if it was noticed then
//
// The examples that hold it right stand in patterns/ beside each pattern, and in testdata/facts at
// the root of the repository.
package reading
