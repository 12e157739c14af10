package bottest

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/bot"
)

// lookup is a desk as the rules read it for one conversation.
type lookup struct {
	d    *desk
	conv bot.ConversationID
}

var _ bot.Lookup = lookup{}

func (l lookup) Ticket(number string) (*bot.Ticket, error) {
	t, ok := l.d.tickets[number]
	if !ok {
		return nil, nil
	}
	return &t, nil
}

func (l lookup) OpenTickets() (out []bot.Ticket, err error) {
	for n := range l.d.given {
		if t, ok := l.d.tickets[number(n)]; ok && !t.Over() {
			out = append(out, t)
		}
	}
	return out, nil
}

func (l lookup) NextNumber() (string, error) { return number(l.d.given), nil }

// number is the number of the n-th ticket.
func number(n int) string { return fmt.Sprint(1001 + n) }

func (l lookup) Said(message string) (out []bot.Entry, err error) {
	for _, e := range l.d.entries[l.conv] {
		if e.Of == message {
			out = append(out, e)
		}
	}
	return out, nil
}

func (l lookup) Entry(n uint64) (*bot.Entry, error) {
	all := l.d.entries[l.conv]
	if i := slices.IndexFunc(all, func(e bot.Entry) bool { return e.N == n }); i >= 0 {
		e := all[i]
		return &e, nil
	}
	return nil, nil
}

func (l lookup) Pickups() ([]time.Duration, error) { return slices.Clone(l.d.pickups), nil }

func (l lookup) WrongGuesses(number string) (int, error) { return l.d.guesses[number], nil }

func (l lookup) Mend(id string) (*bot.Mend, error) { return l.d.mends[id], nil }

// Bulletin is what the desk's manager has said to everybody: here nothing.
func (l lookup) Bulletin() (bot.Bulletin, error) { return bot.Bulletin{}, nil }

func (l lookup) Reach() (bot.Reach, error) { return l.d.reach[l.conv], nil }

func (l lookup) Own() (out []bot.Ticket, err error) {
	for n := range l.d.given {
		if t, ok := l.d.tickets[number(n)]; ok && t.Conversation == l.conv {
			out = append(out, t)
		}
	}
	return out, nil
}
