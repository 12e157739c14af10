package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/knowledge"
	"madoguchi/store"
)

// Kinds of timers. A timer is only a reason to look again: what it finds decides, so that one too many does no harm.
const (
	timerPickup    = "pickup"    // has somebody taken the ticket?
	timerAnswer    = "answer"    // has whoever took it written?
	timerRetention = "retention" // is the conversation old enough to be erased?
	timerLedger    = "ledger"    // the desk opens: what came in the night?
)

// How long a ticket may wait while the desk is open.
const (
	pickupUrgent = 15 * time.Minute
	pickupNormal = 2 * time.Hour
)

// maxReminders is how often the desk is reminded of one ticket before it stands in the morning's ledger only.
const maxReminders = 5

func timerKey(at time.Time, conv ConversationID, kind, ref string) store.Key {
	return store.Key{}.Time(at).Str(string(conv)).Str(kind).Str(ref)
}

// due is when a ticket that nobody has taken is overdue: some time after the moment that was promised.
func (a *Advisor) due(t Ticket) time.Time { return a.answerDue(t.Promised, t.Urgency) }

// answerDue is when something that begins at a time should be done, in the desk's hours.
func (a *Advisor) answerDue(from time.Time, urgency string) time.Time {
	within := pickupNormal
	if urgency == string(knowledge.High) {
		within = pickupUrgent
	}
	return a.Calendar.NextReading(a.Calendar.NextReading(from).Add(within))
}

// timerEvery is how often the clock is looked at.
const timerEvery = time.Second

// tick fires what is due until ctx ends.
func (b *Bot) tick(ctx context.Context) {
	for ctx.Err() == nil {
		due, err := b.dueTimers(ctx)
		if err != nil && ctx.Err() == nil {
			b.Log.Error("read the timers", "err", err)
		}
		for _, t := range due {
			if err := b.fire(ctx, t); err != nil && ctx.Err() == nil {
				b.Log.Error("a timer failed; it is tried again", "conversation", t.conv, "kind", t.kind, "err", err)
				sleep(ctx, timerEvery)
			}
		}
		if len(due) == 0 {
			sleep(ctx, timerEvery)
		}
	}
}

// alarm is a timer that is due.
type alarm struct {
	at        time.Time
	conv      ConversationID
	kind, ref string
	key       store.Key
}

func (b *Bot) dueTimers(ctx context.Context) (out []alarm, err error) {
	now := b.Advisor.Now()
	err = b.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		for row, err := range b.records.timers.Range(r, nil, store.Key{}.Time(now)) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			a := alarm{at: k.Time(), conv: ConversationID(k.Str()), kind: k.Str(), ref: k.Str(), key: row.Key}
			if err := k.End(); err != nil {
				return err
			}
			if out = append(out, a); len(out) == 100 {
				break
			}
		}
		return nil
	})
	return out, err
}

// fire looks at what a timer is about, and takes the timer away in the same commit as what follows.
func (b *Bot) fire(ctx context.Context, a alarm) error {
	if a.kind == timerRetention {
		return b.retire(ctx, a)
	}
	err := b.change(ctx, a.conv, func(m *move) error {
		m.write(func(tx store.Txn) error { return b.records.timers.Delete(tx, a.key) })
		switch a.kind {
		case timerLedger:
			return m.ledger()
		case timerPickup, timerAnswer:
			return m.overdue(a)
		}
		return nil
	})
	if errors.Is(err, store.ErrErased) { // nothing is left to look at
		return b.Engine.Update(ctx, func(tx store.Txn) error { return b.records.timers.Delete(tx, a.key) })
	}
	return err
}

// overdue reminds the desk of a ticket that waits too long, and tells the consulter the truth, once.
func (m *move) overdue(a alarm) error {
	t, err := m.ticket(a.ref)
	if err != nil || t == nil || t.Over() {
		return err
	}
	waits := t.Status == Waiting && a.kind == timerPickup
	idle := t.Status == Claimed && a.kind == timerAnswer
	if !waits && !idle {
		return nil
	}
	if due := m.b.Advisor.answerDue(t.Changed, t.Urgency); due.After(m.now) && t.Late == 0 && m.b.Advisor.due(*t).After(m.now) {
		m.remind(due, a.kind, t.Number) // somebody did something meanwhile
		return nil
	}
	t.Late++
	m.deed(t, Staff{}, fmt.Sprintf("overdue, reminder %d", t.Late))
	m.notify(notice{Kind: Overdue, Ticket: t.Number, Text: m.b.phrases.text("desk_overdue_"+a.kind, t.Number)})
	if t.Late == 1 && waits {
		m.tell(OfDesk, m.phrases().plain("overdue", t.Number), parcel{Urgent: t.Urgency == string(knowledge.High)})
	}
	if t.Late < maxReminders {
		m.remind(m.b.Advisor.answerDue(m.now, t.Urgency), a.kind, t.Number)
	}
	return nil
}
