package bot

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
	"madoguchi/store"
)

// What a consulter who waits can ask and do: how long it takes, what became of the case, leave the queue. The answers are the
// truth as the store has it, so that they are given here and not by the dialog.

// caseNumber reads the number of a case out of a text. It is read before the text is masked, which takes out numbers of this kind.
func caseNumber(text string) string {
	for _, found := range reading.QueueNumber.Find(text) {
		if _, ok := parseNumber(found); ok {
			return found
		}
	}
	return ""
}

// attend answers what concerns the queue and not the matter. It is false when the dialog is to answer.
func (m *move) attend(a arrival) (bool, error) {
	text := knowledge.Fold(a.Text)
	if a.Kind != dialog.Text || utf8.RuneCountInString(text) > reading.ToDesk {
		return false, nil
	}
	t, err := m.ticket(m.c.Ticket)
	if err != nil || t != nil && t.Held() { // a person has it: the bot is silent
		return false, err
	}
	if done, err := m.carryOn(text, a.Case); done || err != nil {
		return done, err
	}
	if t != nil && t.Status == Waiting && reading.QueueLeave.In(text) {
		return true, m.leave(t)
	}
	if reading.QueueStatus.In(text) {
		return m.tellStatus(a.Case)
	}
	return false, nil
}

// handover adds to what the dialog says at a hand-off: how many wait, and the ticket's word.
func (m *move) handover(out *dialog.Outcome) (word string, err error) {
	queue, err := m.queue()
	if err != nil {
		return "", err
	}
	text := queue
	if !m.c.Return.Public { // whoever knows the word can carry the case on
		word = newWord(m.b.words)
		text = strings.TrimSpace(text + "\n\n" + m.phrases().text("word", word))
	}
	if text == "" {
		return "", nil
	}
	out.Messages = slices.Clone(out.Messages)
	at := slices.IndexFunc(out.Messages, func(msg dialog.Message) bool { return strings.Contains(msg.Text, out.Handoff.Ticket) })
	if at < 0 || len(out.Messages[at].Choices) > 0 { // choices stay on the last message
		at = max(-1, len(out.Messages)-2)
	}
	if at >= 0 && len(out.Messages) >= maxMessages {
		out.Messages[at].Text += "\n\n" + text
		return word, nil
	}
	out.Messages = slices.Insert(out.Messages, at+1, dialog.Message{Kind: dialog.Plain, Text: text})
	return word, nil
}

// leave takes the consulter out of the queue.
func (m *move) leave(t *Ticket) error {
	t.End = Left
	m.become(t, Closed, Staff{}, "the consulter left the queue")
	m.c.Ticket = ""
	m.tell(OfDesk, m.phrases().plain("left", t.Number), parcel{})
	return nil
}

// tellStatus says how a case stands: the one named, if it is this consulter's, or the one in hand.
func (m *move) tellStatus(number string) (bool, error) {
	if number == "" {
		number = m.c.Ticket
	}
	if number == "" {
		return false, nil
	}
	t, err := m.ticket(number)
	if err != nil {
		return false, err
	}
	p := m.phrases()
	if t == nil { // it may be another's: nothing is said of whether it exists
		m.tell(OfDesk, p.plain("status_unknown", number), parcel{})
		return true, nil
	}
	switch t.Status {
	case Claimed:
		m.tell(OfDesk, p.plain("status_claimed", number), parcel{})
	case Answered:
		m.tell(OfDesk, p.plain("status_answered", number), parcel{})
	case Closed, Returned:
		m.tell(OfDesk, p.plain("status_closed", number), parcel{})
	default:
		when := t.Promised
		if when.Before(m.now) { // it was promised for a time that has passed: the next one is the truth
			when = m.b.Advisor.Calendar.NextReading(m.now)
		}
		m.tell(OfDesk, p.plain("status_waiting", number, p.when(when)), parcel{})
	}
	return true, nil
}

// maxPickups is how many measured times are kept, and minPickups how many are needed to speak of them.
const (
	maxPickups = 30
	minPickups = 5
)

// pickedUp remembers how long a ticket waited in the desk's hours.
func (m *move) pickedUp(t *Ticket) {
	waited := m.now.Sub(t.Promised)
	if t.Promised.Before(t.Opened) || waited < 0 {
		waited = 0
	}
	m.write(func(tx store.Txn) error {
		all, _, err := m.b.records.pickups.Get(tx, store.K("all"))
		if err != nil {
			return err
		}
		if all = append(all, waited); len(all) > maxPickups {
			all = slices.Delete(all, 0, len(all)-maxPickups)
		}
		return m.b.records.pickups.Put(tx, store.K("all"), all)
	})
}

// queue says how many wait and how long it took so far; nothing when the desk is closed or there is too little to go by.
func (m *move) queue() (string, error) {
	if !m.b.Advisor.Calendar.Open(m.now) {
		return "", nil
	}
	waiting := 0
	for row, err := range m.b.records.open.Scan(m.r, nil) {
		if err != nil {
			return "", err
		}
		t, ok, err := m.b.records.tickets.Get(m.r, store.K(string(row.Value.Conversation), row.Value.Number))
		if err != nil {
			return "", err
		}
		if ok && t.Status == Waiting {
			waiting++
		}
	}
	times, _, err := m.b.records.pickups.Get(m.r, store.K("all"))
	if err != nil || len(times) < minPickups {
		return "", err
	}
	slices.Sort(times)
	typical := times[len(times)*3/4].Round(5*time.Minute) + 5*time.Minute // rather too long than too short
	if typical >= 2*time.Hour {
		return m.phrases().text("queue_hours", waiting, int(typical.Hours())), nil
	}
	return m.phrases().text("queue_minutes", waiting, int(typical.Minutes())), nil
}
