package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// tooOld is the age from which an event that comes after newer ones is written down and not acted upon.
//
// A younger text that comes late is acted upon: it may hold what matters most (「お金を払ってしまいました」), and the dialog takes facts in
// any order. A press of a button that comes late is not: it would answer a question that is no longer asked.
const tooOld = 24 * time.Hour

// stepAll steps a conversation until its inbox is empty. What comes in after the last look wakes the lane again.
func (b *Bot) stepAll(ctx context.Context, conv ConversationID) error {
	for more := true; more; {
		var took *arrival
		err := b.change(ctx, conv, func(m *move) (err error) {
			took, more, err = m.oldest()
			if err != nil || took == nil {
				return err
			}
			return m.step(*took)
		})
		switch {
		case err == nil && took == nil:
			return nil
		case errors.Is(err, errStep):
			err = b.bury(ctx, conv, *took, err)
		case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrUnseal):
			err, more = b.setAside(ctx, conv, err), true // the event is still to be stepped
		}
		if err != nil {
			return err
		}
		b.metrics.stepped.Inc()
		if took != nil {
			b.metrics.waited.Observe(b.Advisor.Now().Sub(took.Received).Seconds())
		}
	}
	return nil
}

// step takes an event out of the inbox and does what follows from it.
func (m *move) step(a arrival) error {
	m.write(func(tx store.Txn) error { return m.b.records.inbox.Delete(tx, a.key) })
	late := a.At.Before(m.c.Latest)
	if !late {
		m.c.Latest = a.At
	}
	if m.raw == nil {
		m.remind(m.now.Add(m.b.Retention), timerRetention, "")
	}
	m.c.Active, m.arrived = m.now, a.Received
	if a.Kind == Gone {
		return m.gone()
	}
	m.c.Return = a.Return
	came := m.c.Gone
	m.c.Gone = false
	switch {
	case a.Kind == dialog.Start && m.c.Lines > 0: // who has been greeted is not greeted again
		if came {
			m.tell(OfDesk, m.phrases().plain("returned"), parcel{})
		}
		return nil
	case a.Kind == dialog.Unsend || a.Kind == dialog.Edit:
		return m.correct(a)
	case m.unsentBefore(a):
		l := m.heard(a, true)
		l.Text, l.Unsent, l.File = m.b.phrases.text("unsent"), true, nil
		m.say(l)
		return nil
	case late && (a.Kind == dialog.Choose || m.now.Sub(a.At) > tooOld):
		m.say(m.heard(a, true))
		m.b.metrics.late.Inc()
		return nil
	}
	if a.Kind == dialog.Start {
		return m.answer(a, nil) // there is nothing to show of it
	}
	line := m.say(m.heard(a, false))
	if a.File != nil {
		m.order(line, a.Return, *a.File)
	}
	if done, err := m.attend(a); done || err != nil {
		return err
	}
	return m.answer(a, []uint64{line})
}

// heard is the transcript's line of what the consulter did.
func (m *move) heard(a arrival, late bool) Line {
	text := a.Text
	if a.Kind != dialog.Text && a.Kind != dialog.Choose && a.Kind != dialog.Edit {
		text = m.b.phrases.text("heard_" + string(a.Kind))
	}
	return Line{At: m.now, From: Consulter, Message: dialog.Message{Kind: dialog.Plain, Text: text}, Of: a.Message, File: a.File, Late: late}
}

// answer steps the dialog and says what it says; heard are the lines of what the consulter did. While a person has the
// ticket the bot is silent, whatever the dialog would say; the one exception is first aid on a red flag.
func (m *move) answer(a arrival, heard []uint64) error {
	t, err := m.ticket(m.c.Ticket)
	if err != nil {
		return err
	}
	number, err := m.nextNumber()
	if err != nil {
		return err
	}
	edition, err := m.b.Advisor.edition(m.c.State, m.now)
	if err != nil {
		return &later{err: err}
	}
	silent := t != nil && t.Held()
	out, err := m.b.Advisor.step(edition, m.c.State, a.event(), number, silent)
	if err != nil {
		return err
	}
	m.c.State = out.State
	handover := out.Handoff != nil && t == nil
	word := ""
	if handover {
		if word, err = m.handover(&out); err != nil {
			return err
		}
	}
	said := m.tell(OfDesk, out.Messages, parcel{Urgent: out.Urgency == knowledge.High})
	m.tellHeld()
	if handover {
		return m.open(edition, out, string(out.Handoff.Reason), word)
	}
	if t == nil {
		return nil
	}
	m.refresh(t, edition, out)
	if !silent {
		said = nil // what the bot says while the ticket waits is in the transcript; staff do not need it twice
	}
	if lines := append(heard, said...); len(lines) > 0 {
		m.notify(notice{Kind: Said, Ticket: t.Number, Lines: lines})
	}
	return nil
}

var errStep = errors.New("the event cannot be stepped")

// step calls the dialog, and turns a panic into an error that names no words.
func (a *Advisor) step(e *Edition, s dialog.State, event dialog.Event, ticket string, silent bool) (out dialog.Outcome, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: panic of type %T\n%s", errStep, r, debug.Stack())
		}
	}()
	if silent {
		return dialog.FirstAidOnly(s, event, a.world(e, ticket)), nil
	}
	return dialog.Step(s, event, a.world(e, ticket)), nil
}

// gone ends what cannot go on without the consulter: nothing more is sent.
func (m *move) gone() error {
	if m.c.Gone {
		return nil
	}
	m.c.Gone = true
	t, err := m.ticket(m.c.Ticket)
	if err != nil || t == nil {
		return err
	}
	m.notify(notice{Kind: NotTaken, Ticket: t.Number, Text: m.b.phrases.text("desk_gone")})
	return nil
}

// bury moves an event that cannot be stepped out of the way, tells the consulter that a person will look, and opens a ticket.
func (b *Bot) bury(ctx context.Context, conv ConversationID, a arrival, why error) error {
	b.metrics.dead.Inc()
	b.Log.Error("event cannot be stepped; a person must look", "conversation", conv, "event", b.Sealer.Hash("event", string(a.ID))[:16], "kind", a.Kind, "err", why)
	return b.change(ctx, conv, func(m *move) error {
		if again, _, err := m.oldest(); err != nil || again == nil || again.ID != a.ID {
			return err // another replica has dealt with it
		}
		m.write(func(tx store.Txn) error {
			dead := a
			dead.Why = errStep.Error()
			return errors.Join(b.records.inbox.Delete(tx, a.key), b.records.dead.Put(tx, store.K(string(conv)).Time(m.now), dead))
		})
		m.c.Return, m.arrived = a.Return, a.Received
		m.say(m.heard(a, false))
		return m.fail()
	})
}

// setAside keeps a conversation's record that cannot be read where somebody can look at it, and begins anew: the consulter
// must not be left without an answer. It is done only when the record itself is damaged, never when reading failed.
func (b *Bot) setAside(ctx context.Context, conv ConversationID, why error) error {
	b.Log.Error("record of a conversation is damaged; it is kept under (\"damaged\") and the conversation begins anew", "conversation", conv, "err", why)
	b.metrics.dead.Inc()
	key := b.records.conversations.Key(store.K(string(conv)))
	err := b.Engine.Update(ctx, func(tx store.Txn) error {
		raw, ok, err := tx.Get(key)
		if err != nil || !ok {
			return err
		}
		if _, _, err := b.records.conversations.Get(tx, store.K(string(conv))); err == nil {
			return &later{err: why} // the damage is elsewhere: in the inbox, or a ticket
		}
		return errors.Join(tx.Put(store.K("damaged", string(conv)).Time(b.Advisor.Now()), raw), tx.Delete(key))
	})
	if err != nil {
		return err
	}
	return b.change(ctx, conv, func(m *move) error {
		last, err := m.lastLine()
		if err != nil {
			return err
		}
		m.c.Lines = last
		if a, _, err := m.oldest(); err == nil && a != nil {
			m.c.Return = a.Return
		}
		return m.fail()
	})
}

// lastLine is the number of the transcript's last line, where the conversation's record does not say it.
func (m *move) lastLine() (uint64, error) {
	for e, err := range m.r.Reverse(m.b.records.lines.Key(store.K(string(m.conv))).Range()) {
		if err != nil {
			return 0, err
		}
		k := store.ReadKey(e.Key)
		k.Str()
		k.Str()
		n := k.Uint()
		return n, k.End()
	}
	return 0, nil
}

// fail tells the consulter that a person will look, and sees to it.
func (m *move) fail() error {
	t, err := m.ticket(m.c.Ticket)
	if err != nil {
		return err
	}
	when := m.b.Advisor.Calendar.NextReading(m.now)
	if t == nil {
		number, err := m.nextNumber()
		if err != nil {
			return err
		}
		m.tell(OfDesk, m.phrases().plain("failed", number, m.phrases().when(when)), parcel{Urgent: true})
		out := dialog.Outcome{State: m.c.State, Urgency: knowledge.Normal, Handoff: &dialog.Handoff{Ticket: number, When: when}}
		return m.open(m.b.Advisor.Current(), out, Failed, newWord(m.b.words))
	}
	m.tell(OfDesk, m.phrases().plain("failed", t.Number, m.phrases().when(when)), parcel{Urgent: true})
	m.notify(notice{Kind: Overdue, Ticket: t.Number, Text: m.b.phrases.text("desk_failed")})
	return nil
}
