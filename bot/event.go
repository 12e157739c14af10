package bot

import (
	"strconv"
	"strings"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/reading"
)

// ConversationID names one conversation with one consulter. It is made of keyed hashes or random
// bytes, never of a platform's own id.
type ConversationID string

// EventID is the platform's name for one thing that happened, unique within its conversation. A
// second event of the same id is the same event delivered again.
type EventID string

// Event is something a consulter did, as an adapter hands it over.
type Event struct {
	Conversation ConversationID
	ID           EventID
	At           time.Time // when it happened, by the platform's clock; zero: it does not say
	ReplyTo      ReplyTo
	File         *Attachment
	Album        Album
	dialog.Event
}

// Album is what pictures have in common that were sent together.
type Album struct {
	ID string `json:"id"`
	Of int    `json:"of,omitempty"` // how many there are; 0: not known
}

// Gone is what happened when a consulter blocked the account, deleted it, or removed the bot from
// the group.
const Gone dialog.Kind = "gone"

// TooFast stands for what a consulter wrote faster than anybody reads: it was not taken.
const TooFast dialog.Kind = "too_fast"

// InboxEvent is an event that was taken: masked, on the disk, not acted upon yet.
type InboxEvent struct {
	ID       EventID     `json:"id"`
	At       time.Time   `json:"at"`       // by the platform's clock, or zero; never later than Received
	Received time.Time   `json:"received"` // by ours
	ReplyTo  ReplyTo     `json:"return"`
	Kind     dialog.Kind `json:"kind"`
	Message  string      `json:"message,omitempty"`
	Text     string      `json:"text,omitempty"` // masked
	Choice   string      `json:"choice,omitempty"`
	Question string      `json:"question,omitempty"`
	Case     string      `json:"case,omitempty"` // the number of a case that the text names
	Secrets  bool        `json:"secrets,omitempty"`
	Called   []string    `json:"called,omitempty"` // what the text may call somebody by, each hashed: names are masked

	Given     []mask.Given `json:"given,omitempty"`      // by which the consulter may be reached; not in Text
	GivesOnly bool         `json:"gives_only,omitempty"` // the text says no more than that
	AsksCall  bool         `json:"asks_call,omitempty"`  // it asks to be called there

	File  *Attachment `json:"file,omitempty"`
	Album Album       `json:"album,omitzero"`
	Why   string      `json:"why,omitempty"` // of a dead letter: what happened, without words

	parts []dialog.Part // see merged
	with  dialog.Kind   // what came with its words; see merged
}

// Dialog is the event as the dialog takes it.
func (e InboxEvent) Dialog() dialog.Event {
	return dialog.Event{
		Kind: e.Kind, Message: e.Message, Text: e.Text, Choice: e.Choice, Secrets: e.Secrets, Question: e.Question, At: e.happened(), Came: e.Received, Parts: e.parts, With: e.with,
		Call: e.AsksCall,
	}
}

// happened is when the event happened, as far as is known: by the platform's clock, or when it
// came.
func (e InboxEvent) happened() time.Time {
	if e.At.IsZero() {
		return e.Received
	}
	return e.At
}

// Mask takes over what was written, without what is private: what is given for being reached stands
// beside the text, secrets nowhere. It is read in the light of what the message before left open, and
// returns what it leaves open itself.
func (e *InboxEvent) Mask(text string, left mask.Open, hash func(kind, text string) string) mask.Open {
	e.Case, e.Called = caseNumber(text), calledIn(text, hash)
	if e.Kind == dialog.Text || e.Kind == dialog.Edit {
		offer := mask.Reach(text)
		text, e.Given, e.GivesOnly, e.AsksCall = offer.Text, offer.Given, offer.Only, offer.Call
	}
	masked, found, leaves := mask.After(left, text)
	if e.Case != "" { // a number that the desk gave itself is no secret
		masked = strings.Replace(masked, string(mask.Number), e.Case, 1)
	}
	e.Text, e.Secrets = masked, found[mask.Secret]+found[mask.Card]+found[mask.MyNumber] > 0
	return leaves
}

// caseNumber reads the number of a case out of a text. It is read before the text is masked, which
// takes out numbers of this kind.
func caseNumber(text string) string {
	for _, found := range reading.QueueNumber.Find(text) {
		if _, err := strconv.ParseUint(found, 10, 63); err == nil {
			return found
		}
	}
	return ""
}

// calledKind sets hashes of names apart from others; maxCalled is how many people a text calls by
// name, longestName how many characters a family name has.
const (
	calledKind  = "called"
	maxCalled   = 3
	longestName = 5
)

// calledIn reads what a text may call somebody by, before it is masked: whatever could be the name
// before 「さん」. A name itself is kept nowhere; by its hash it is known whether it is a colleague's.
func calledIn(text string, hash func(kind, text string) string) (out []string) {
	found := reading.Called.FindAll(knowledge.Fold(text))
	for _, who := range found[:min(maxCalled, len(found))] {
		name := []rune(who)
		for n := 1; n <= min(longestName, len(name)); n++ {
			out = append(out, hash(calledKind, string(name[len(name)-n:])))
		}
	}
	return out
}
