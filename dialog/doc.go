// Package dialog is the consultation as a state machine: Step takes a state, what the consulter did, and what may be known,
// and returns the next state and what to say. It is pure: no I/O, no clock, no randomness, no goroutine. The same
// arguments give the same outcome, so a conversation is a test file (testdata/dialogs) and a bug report is one too.
//
//	greeting → symptom → (first aid at once if urgent) → questions → answer → did it help? → done or hand-off
//
// A turn sorts what was done or said. Where that is a matter of judgement, a view of the state decides, purely, and returns a
// move. The flow makes the move, and the consultation under way holds the state and the reply. Calls go down this list.
//
//	step.go          Step, FirstAidOnly, Resume; turn: one event, sorted
//	wish.go          what may be wished at any time
//	hear.go          texts: answers, what is said instead, what follows something taken back
//	after.go         what a button does after the answer; who gave how to be reached
//	task.go          the urgent steps that were told, and which of them are done
//	done.go          who was called already, and what was done
//
//	talk.go          flow: talking about what was said, and going on after it
//	crisis.go        vigil: staying with despair and danger
//	waits.go         vigil: what who waits for a person says to the desk
//	care.go          flow: what is asked of the desk itself, other languages, a kind clause
//	explain.go       flow: what a word means, how a thing is done, what a question is good for
//	abroad.go        guest: who writes in another language
//	abroad_talk.go   guest: replies to what is asked back, and to what no reply is known for
//	abroad_say.go    guest: first aid, whom to call, and what is asked, in that language
//	burst.go         what has lost its object to the message before: 「送った」, 「もう切っていい？」
//	later.go         comeback: how it went, hours or days later; whether the old matter goes on
//	again.go         comeback: what is asked once more
//	off.go           comeback: the alarm called off
//	kept.go          the other matter that was told, asked for
//	news.go          flow: what is heard besides an answer, and other matters
//	meaning.go       flow: which entry is meant
//	guess.go         the likeliest named as a guess, another way than those that were told
//	happens.go       flow: whether it has happened at all, where nothing that was said tells so
//	friend.go        what somebody else should do, whom the consulter knows
//	flow.go          flow: understand, proceed, ask, repeat
//
//	advice.go        consultation: the answer, and what follows it
//	aid.go           consultation: first aid, the hand-off
//	door.go          consultation: how to reach the companies that were named
//	consultation.go  consultation: a step's state, reply and journal
//	recall.go        messages taken back and edited, and what was concluded from them
//	deadline.go      by when the law wants a report, and by when a term ends
//	press.go         which question a press answers, the one in hand or an earlier one
//
//	sense.go         view: what a text is about, seen from the matter in hand
//	policy.go        view: the next move: which meaning, which question, the answer
//	gain.go          whether it is worth asking which is meant
//	replay.go        a kept consultation with another base
//	decide.go        Judge: the same for a single question, without a conversation
//	deeds.go         what was done and does not wait
//
//	reply.go         what a step says
//	record.go        speaker: the record, for staff, and to read out to the police
//	paper.go         papers drafted from what was said, and asking which is meant
//	sheet.go         speaker: the consultation at a glance, for staff
//	answer.go        speaker: an entry as bubbles for a consulter's facts
//	question.go      speaker: what is asked, and its choices
//	referral.go      speaker: contacts
//	speaker.go       speaker: phrases, dates, lists
//
//	journal.go       what each of the latest messages brought, so that it can be taken back
//	state.go         State, the conversation between two messages, bounded in size
//	matter.go        Matter: what is wrong, and what was advised
//	asked.go         Asked: what is and was asked
//	agenda.go        Agenda: other matters
//	phase.go         the phase and its only writers
//	event.go         what goes in and comes out: Event, Message, Question, Handoff, Outcome, World
//
// All words that are said come from the base (FAQ entries, phrases, slots), and what is understood
// of what people write is a reading.Reading; no word and no pattern stands here.
package dialog
