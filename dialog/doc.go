// Package dialog is the consultation as a state machine: Step takes a state, what the consulter did, and what may be known,
// and returns the next state and what to say. It is pure: no I/O, no clock, no randomness, no goroutine. The same
// arguments give the same outcome, so a conversation is a test file (testdata/dialogs) and a bug report is one too.
//
//	greeting → symptom → (first aid at once if urgent) → questions → answer → did it help? → done or hand-off
//
//	event.go    what goes in and comes out: Event, Message, Question, Handoff, Outcome, World
//	state.go    State, the conversation between two messages, bounded in size
//	step.go     Step: sessions, intents, and the way to the phase in hand
//	wish.go     doing what was wished
//	journal.go  what each of the latest messages brought, so that it can be taken back
//	recall.go   messages taken back and edited, and what was concluded from them
//	desk.go     while a person has the chat, and when the bot has it again: FirstAidOnly, Resume
//	easy.go     やさしい日本語
//	symptom.go  from words to an entry: settle, ask which is meant, ask to say it again, say that nothing fits
//	clarify.go  asking which is meant, and what comes back
//	gain.go     whether that is worth a question
//	ask.go      which fact changes the answer
//	reply.go    taking what comes back: an answer, other facts, a question, another matter
//	beside.go   what is said beside the question: a question in the middle, whom to call, first aid that is done
//	topics.go   two matters at once, a new matter in the middle, and taking up what was kept
//	aid.go      first aid and red flags
//	answer.go   an entry as bubbles for this consulter's facts
//	after.go    did it help? more, another meaning, a person
//	handoff.go  tickets, and words of despair
//	record.go   the record: for staff, and to read out to the police
//	decide.go   the same judgement for a single question, without a conversation
//	say.go      bubbles and phrases
//
// All words that are said come from the base (FAQ entries, phrases, slots), and what is understood
// of what people write is a reading.Reading; no word and no pattern stands here.
package dialog
