package bot

import (
	"slices"

	"madoguchi/dialog"
	"madoguchi/store"
)

// correct does what an unsent or edited message asks for: what was said is gone, or changed, everywhere, and what was
// concluded from it too. The audit keeps that it happened, without words.
func (m *move) correct(a arrival) error {
	var numbers []uint64
	for row, err := range m.b.records.lines.Scan(m.r, store.K(string(m.conv))) {
		if err != nil {
			return err
		}
		l := row.Value
		if l.From != FromConsulter || l.Of != a.Message || a.Message == "" || l.Unsent {
			continue
		}
		numbers = append(numbers, l.N)
		if a.Kind == dialog.Edit {
			l.Text, l.Edited = a.Text, true
		} else {
			if l.File != nil {
				m.dropPieces(l.N, l.File.Pieces)
			}
			l.Text, l.Unsent, l.File = m.b.phrases.text("unsent"), true, nil
		}
		m.lines = append(m.lines, l)
	}
	if a.Kind == dialog.Unsend && len(numbers) == 0 && a.Message != "" { // it was overtaken, and is still to come
		m.c.Unsent = append(m.c.Unsent, m.b.messageHash(a))
		m.c.Unsent = m.c.Unsent[max(0, len(m.c.Unsent)-maxUnsent):]
	}
	m.note(string(a.Kind), numbers...)
	if m.c.Ticket != "" {
		m.notify(notice{Kind: Withdrawn, Ticket: m.c.Ticket, Lines: numbers, Text: m.b.phrases.text("desk_withdrawn")})
	}
	if a.Kind == dialog.Edit {
		return m.answer(a, numbers)
	}
	return m.answer(a, nil)
}

// maxUnsent is how many messages are remembered that were taken back before they came.
const maxUnsent = 20

// unsentBefore reports whether a message was taken back before it came.
func (m *move) unsentBefore(a arrival) bool {
	return a.Message != "" && slices.Contains(m.c.Unsent, m.b.messageHash(a))
}

func (b *Bot) messageHash(a arrival) string { return b.Sealer.Hash("message", a.Message)[:16] }
