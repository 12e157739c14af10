// Package knowledge holds what the desk knows, as plain values that hang on no library but the
// reading of Unicode, and the data files they are made from.
//
//	base.go       Base: all of it in one version; Category, Slot, Choice
//	faq.go        FAQ: a vetted answer, its lines with their conditions
//	asking.go     which questions change what an entry tells
//	opening.go    Opening: what an urgent answer says at first, and what comes later
//	condition.go  Condition: an expression over facts, such as os in [windows7, windows10]
//	spell.go      Speller: a condition in words for people
//	facts.go      Facts: what is known of a consultation
//	followup.go   Followup: what is asked, feared or told after an answer, and the reply
//	answer.go     Answers: how people answer what is asked; Answerer, what reads a text as one
//	deed.go       Deed: what was done or suffered, and its first aid whatever the story
//	form.go       Form: a paper to hand over, as a template; Paper: one that is filled in
//	term.go       Term: a word that people ask about: what it is, how it is done
//	told.go       Told: how deeds are told, from which they are heard; Teller, what hears them
//	voice.go      Voice: what may be said at any time besides the matter, and the reply
//	desk.go       Desk: who the desk is
//	area.go       Prefectures: where a desk or a body may be
//	contact.go    Contact: whom to call, and whether somebody answers now
//	language.go   Language: another one in which what does not wait is heard and answered; Matter
//	word.go       Word: what is looked for in a text of such a language
//	easy.go       EasyLine: a line in easy Japanese beside the plain one
//	case.go       Case: a masked row of the desk's table, never shown to a consulter
//	match.go      Match: what matching makes of a text; Given, what the facts leave of it
//	senses.go     Senses: what texts are understood with
//	said.go       which lines stand in what was said: LineID, Said
//	fold.go       Fold: the one form in which texts are compared
//	pairs.go      Pairs: how alike two texts are
//	shape.go      what a telephone number, a mail address and a URL look like
//	files.go      Files: the base that the binary carries
//
//	faq/        an entry a file                   contacts.yaml    bodies to refer to
//	questions/  more to learn from                categories.yaml  the desk's scheme
//	followups/  after each answer                 slots.yaml       what can be asked
//	answers/    how people answer what is asked   phrases.yaml     the flow's own words
//	voices/     despair, the desk, …              deeds.yaml       first aid by deeds
//	languages/  words and texts of each           matters.yaml     what is heard in them
//	easy/       lines in easy Japanese            cases.jsonl      the masked cases
//	forms/      papers to hand over               terms.yaml       words that people ask about
//	told/       how deeds are told                firms.yaml       how to reach companies
//	sources.yaml  on what lines with numbers rest
//
// The packages below this one read and use them: base, ja, mask, match, reading, table.
package knowledge
