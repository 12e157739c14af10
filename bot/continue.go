package bot

import (
	"crypto/rand"
	"math/big"
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
	"madoguchi/store"
)

// A case can be carried on from elsewhere: LINE at home, the web chat at work. Who asks for it names the case's number and its
// word, which was told when the ticket was opened. From then on what is written there belongs to the same conversation, and answers
// go to where the consulter wrote last.

// Guessing is bounded for who asks and for what is asked for.
const (
	maxGuesses       = 3
	maxTicketGuesses = 10
	guessesForget    = 24 * time.Hour
)

// joining is a consulter who wants to carry on a case from here.
type joining struct {
	Number string    `json:"number"`
	Wrong  int       `json:"wrong,omitempty"`
	Since  time.Time `json:"since"`
}

// newWord makes the word of a ticket: two plain words and a number, easy to say on the telephone. Words is the list from the data
// file; three draws from 40 words and 90 numbers are 144,000, against ten guesses a day.
func newWord(words []string) string {
	pick := func(n int) int {
		i, _ := rand.Int(rand.Reader, big.NewInt(int64(n))) // never fails
		return int(i.Int64())
	}
	return words[pick(len(words))] + words[pick(len(words))] + big.NewInt(int64(10+pick(90))).String()
}

// carryOn takes the two sentences with which somebody carries on a case. It is false when the text is about something else.
func (m *move) carryOn(text, number string) (bool, error) {
	if m.c.Return.Public { // others would read the word
		return false, nil
	}
	if number != "" && reading.QueueCarryOn.In(text) {
		if t, err := m.ticket(number); err != nil || t != nil {
			return false, err // it is this conversation's own
		}
		m.join(number)
		m.tell(OfDesk, m.phrases().plain("carry_on_ask", number), parcel{})
		return true, nil
	}
	if m.c.Joining == nil || m.c.Joining.Number == "" {
		return false, nil
	}
	return m.guess(text)
}

func (m *move) join(number string) {
	wrong := 0
	if j := m.c.Joining; j != nil && m.now.Sub(j.Since) < guessesForget {
		wrong = j.Wrong
	}
	m.c.Joining = &joining{Number: number, Wrong: wrong, Since: m.now}
}

// guess compares a text with the word of the case. Whether the case exists cannot be told from the answer.
func (m *move) guess(text string) (bool, error) {
	j := *m.c.Joining
	conv, t, err := m.anyTicket(j.Number)
	if err != nil {
		return false, err
	}
	guesses := 0
	if t != nil {
		guesses, err = m.guesses(j.Number)
		if err != nil {
			return false, err
		}
	}
	text = strings.Join(strings.Fields(text), "")
	right := t != nil && t.Word != "" && strings.Contains(text, knowledge.Fold(t.Word))
	if right && j.Wrong < maxGuesses && guesses < maxTicketGuesses {
		m.c.Joining = nil
		from, to := store.K(string(m.conv)), conv
		m.write(func(tx store.Txn) error { return m.b.records.aliases.Put(tx, from, string(to)) })
		m.note("carried on by " + string(m.conv))
		m.tell(OfDesk, m.phrases().plain("carry_on_done", j.Number), parcel{})
		return true, nil
	}
	j.Wrong++
	m.c.Joining = &j
	if t != nil {
		at := store.K(j.Number)
		since := m.now
		m.write(func(tx store.Txn) error { return m.b.records.guesses.Put(tx, at, guessed{guesses + 1, since}) })
	}
	if j.Wrong >= maxGuesses {
		m.c.Joining.Number = ""
		m.tell(OfDesk, m.phrases().plain("carry_on_no"), parcel{})
		return true, nil
	}
	m.tell(OfDesk, m.phrases().plain("carry_on_again"), parcel{})
	return true, nil
}

// guessed is the stored form of wrong words for a ticket.
type guessed struct {
	Wrong int       `json:"wrong"`
	Since time.Time `json:"since"`
}

func (m *move) guesses(number string) (int, error) {
	g, _, err := m.b.records.guesses.Get(m.r, store.K(number))
	if m.now.Sub(g.Since) > guessesForget {
		return 0, err
	}
	return g.Wrong, err
}

// anyTicket finds a ticket of any conversation, to be read only.
func (m *move) anyTicket(number string) (ConversationID, *Ticket, error) {
	n, ok := parseNumber(number)
	if !ok {
		return "", nil, nil
	}
	at, ok, err := m.b.records.numbers.Get(m.r, store.Key{}.Uint(n))
	if err != nil || !ok {
		return "", nil, err
	}
	t, ok, err := m.b.records.tickets.Get(m.r, store.K(string(at.Conversation), number))
	if err != nil || !ok {
		return "", nil, err
	}
	return at.Conversation, &t, nil
}

// real follows a conversation that was carried on elsewhere to where it is kept.
func (b *Bot) real(r store.Reader, conv ConversationID) (ConversationID, error) {
	to, ok, err := b.records.aliases.Get(r, store.K(string(conv)))
	if err != nil || !ok {
		return conv, err
	}
	return ConversationID(to), nil
}
