package bot

import (
	"context"
	"fmt"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/store"
)

// wakeLedger sets the timer for the next morning, and gives the desk's pseudo-conversation its key.
func (b *Bot) wakeLedger(ctx context.Context) error {
	return b.Engine.Update(ctx, func(tx store.Txn) error {
		if err := b.Sealer.Ensure(tx, string(deskConversation)); err != nil {
			return err
		}
		at := b.Advisor.Calendar.NextOpening(b.Advisor.Now())
		return b.records.timers.Put(tx, timerKey(at, deskConversation, timerLedger, ""), timer{})
	})
}

// ledger tells the desk in the morning what waits: by urgency, with the times that were promised.
func (m *move) ledger() error {
	m.remind(m.b.Advisor.Calendar.NextOpening(m.now), timerLedger, "")
	open, err := m.b.records.listed(m.r, m.b.records.open)
	if err != nil {
		return err
	}
	p := m.phrases()
	var urgent, normal []string
	for _, t := range open {
		if t.Status != Waiting {
			continue
		}
		what := ""
		if f := m.b.Advisor.Current().Base.FAQ(t.FAQ); f != nil {
			what = f.Title
		}
		line := p.text("ledger_line", t.Number, t.Channel, what, p.when(t.Promised))
		if t.Urgency == string(knowledge.High) {
			urgent = append(urgent, line)
		} else {
			normal = append(normal, line)
		}
	}
	text := p.text("ledger_none")
	if n := len(urgent) + len(normal); n > 0 {
		parts := []string{p.text("ledger_head", n)}
		for _, g := range []struct {
			head  string
			lines []string
		}{{"ledger_urgent", urgent}, {"ledger_normal", normal}} {
			if len(g.lines) > 0 {
				parts = append(parts, fmt.Sprintf("【%s %d件】", p.text(g.head), len(g.lines)))
				parts = append(parts, g.lines...)
			}
		}
		text = strings.Join(parts, "\n")
	}
	m.notify(notice{Kind: Ledger, Text: text})
	return nil
}
