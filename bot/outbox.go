package bot

import (
	"context"
	"fmt"
	"time"

	"madoguchi/dialog"
	"madoguchi/store"
)

// usedWithin is the age up to which a token that the platform refuses must have been used rather than expired: LINE
// keeps one for a minute.
const usedWithin = 30 * time.Second

// giveUp is how long a delivery is tried: LINE forgets a retry key after 24 hours, and who asked yesterday is not helped
// by an answer out of the blue.
const giveUp = 23 * time.Hour

// atOnce is how many parcels are read at a time.
const atOnce = 8

// sendAll sends what a conversation has to say, in order, until nothing is left. What is added after the last look wakes the lane
// again.
func (b *Bot) sendAll(ctx context.Context, conv ConversationID) error {
	h, err := b.claim(ctx, conv, laneSend)
	if err != nil || h == nil {
		return err
	}
	for {
		parcels, err := b.parcels(ctx, conv, h)
		if err != nil {
			return err
		}
		for _, p := range parcels {
			if err := b.deliver(ctx, conv, h, p); err != nil {
				return err
			}
		}
		if len(parcels) == atOnce {
			continue
		}
		if free, err := h.release(ctx, conv); err != nil || free {
			return err
		}
	}
}

// parcels reads what is to be sent next. That the claim holds is part of the same snapshot: what was added after another replica
// has taken over is not this one's to send.
func (b *Bot) parcels(ctx context.Context, conv ConversationID, h *hold) (out []parcel, err error) {
	err = b.look(ctx, func(r store.Reader) error {
		out = nil
		for row, err := range b.records.outbox.Scan(r, store.K(string(conv))) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			k.Str()
			row.Value.n = k.Uint()
			if out = append(out, row.Value); len(out) == atOnce {
				break
			}
		}
		if len(out) == 0 {
			return nil
		}
		return h.check(r)
	})
	if err != nil {
		return nil, fmt.Errorf("read what is to be sent to %s: %w", conv, err)
	}
	return out, nil
}

// deliver sends one parcel and records how it ended. An error means: later, the same again.
func (b *Bot) deliver(ctx context.Context, conv ConversationID, h *hold, p parcel) error {
	before := b.tries(p.ID)
	if before.arrived {
		return b.delivered(ctx, conv, h, p)
	}
	outlet, ok := b.Channels[p.ReplyTo.Channel]
	if !ok || outlet.Sender == nil {
		return b.undelivered(ctx, conv, h, p, Permanent, fmt.Errorf("channel %q is not configured", p.ReplyTo.Channel))
	}
	if b.Advisor.Now().Sub(p.Created) > giveUp {
		return b.undelivered(ctx, conv, h, p, Permanent, fmt.Errorf("not taken within %s", giveUp))
	}
	d := Delivery{
		ID: p.ID, Conversation: conv, Address: p.ReplyTo.Address, Token: p.ReplyTo.Token, Urgent: p.Urgent, Messages: p.Messages,
		MaybeSent: p.By != b.process || h.inherited || before.doubt,
	}
	if before.pushed {
		d.Token = "" // of that attempt only the retry key tells
	}
	if d.Token != "" && b.Advisor.Now().After(p.ReplyTo.Until) {
		// It may work still. But another process may have made an attempt without it since.
		if err := b.withoutToken(ctx, h, &d); err != nil {
			return err
		}
	}
	for {
		if err := b.throttle(ctx, p.ReplyTo.Channel); err != nil {
			return err
		}
		if !h.mine() {
			return errLost
		}
		err := outlet.Sender.Send(ctx, d)
		if err == nil {
			b.metrics.sent.WithLabelValues(way(d)).Inc()
			return b.delivered(ctx, conv, h, p)
		}
		failed := asSendError(err)
		b.metrics.failures.WithLabelValues(string(failed.Failure)).Inc()
		switch failed.Failure {
		case Fallback:
			if d.Token == "" {
				return b.undelivered(ctx, conv, h, p, Permanent, err)
			}
			age := b.Advisor.Now().Sub(p.Received)
			if d.MaybeSent && age >= 0 && age < usedWithin { // below zero the clock was put back: the token may be of any age
				b.metrics.presumed.Inc() // it can only have been used by the attempt whose outcome was unknown
				return b.delivered(ctx, conv, h, p)
			}
			if err := b.withoutToken(ctx, h, &d); err != nil {
				return err
			}
			if err := b.refused(ctx, conv, h, p); err != nil {
				return err
			}
		case Permanent, Blocked, Quota:
			return b.undelivered(ctx, conv, h, p, failed.Failure, err)
		default:
			if failed.Unknown {
				b.doubt(p.ID)
			}
			return &later{after: failed.After, err: fmt.Errorf("send delivery %s to conversation %s: %w", p.ID, conv, err)}
		}
	}
}

// withoutToken makes a delivery go without its token, unless another replica has taken over: that one may have used it.
func (b *Bot) withoutToken(ctx context.Context, h *hold, d *Delivery) error {
	if err := h.stands(ctx); err != nil {
		return err
	}
	if d.MaybeSent {
		b.metrics.doubled.Inc()
		b.Log.Warn("sent without knowing whether an earlier attempt arrived; the consulter may see it twice", "conversation", d.Conversation, "delivery", d.ID)
	}
	d.Token = ""
	b.note(d.ID, tries{pushed: true})
	return nil
}

// refused records that a parcel's token does not work. Without it, whoever tries again after a push of unknown outcome would ask
// with the token, be refused, and take that for a sign that the answer had arrived.
func (b *Bot) refused(ctx context.Context, conv ConversationID, h *hold, p parcel) error {
	p.ReplyTo.Token = ""
	err := b.Engine.Update(ctx, func(tx store.Txn) error {
		if err := h.check(tx); err != nil {
			return err
		}
		return b.records.outbox.Put(tx, store.K(string(conv)).Uint(p.n), p)
	})
	if err != nil {
		return fmt.Errorf("record that the token of delivery %s is refused: %w", p.ID, err)
	}
	return nil
}

func way(d Delivery) string {
	if d.Token != "" {
		return "token"
	}
	return "push"
}

// throttle waits until a channel may be called again.
func (b *Bot) throttle(ctx context.Context, ch Channel) error {
	if l := b.limits[ch]; l != nil {
		return l.Wait(ctx)
	}
	return nil
}

// delivered removes a parcel, and tells the desk when it was a reply. As long as that fails it stands in the outbox, and this
// process remembers that it need not be sent.
func (b *Bot) delivered(ctx context.Context, conv ConversationID, h *hold, p parcel) (err error) {
	b.note(p.ID, tries{arrived: true})
	if p.Reply != "" || len(p.Waiting) > 0 {
		err = b.change(ctx, conv, func(m *move) error {
			m.dropParcel(h, p)
			if p.Reply != "" {
				m.notify(notice{Kind: Taken, Ticket: p.Ticket, Reply: p.Reply})
			}
			for _, r := range p.Waiting {
				m.notify(notice{Kind: Taken, Ticket: r.Ticket, Reply: r.Reply, Text: b.phrases.text("desk_taken_late")})
			}
			return nil
		})
	} else {
		err = b.Engine.Update(ctx, func(tx store.Txn) error {
			if err := h.check(tx); err != nil {
				return err
			}
			return b.records.outbox.Delete(tx, store.K(string(conv)).Uint(p.n))
		})
	}
	if err != nil {
		return fmt.Errorf("record that delivery %s arrived: %w", p.ID, err)
	}
	b.settle(p.ID)
	return nil
}

func (m *move) dropParcel(h *hold, p parcel) {
	at := store.K(string(m.conv)).Uint(p.n)
	m.write(func(tx store.Txn) error {
		if err := h.check(tx); err != nil {
			return err
		}
		return m.b.records.outbox.Delete(tx, at)
	})
}

// undelivered takes a parcel out of the outbox that will not arrive, keeps what can be told later, and says so to whoever
// can do something about it.
func (b *Bot) undelivered(ctx context.Context, conv ConversationID, h *hold, p parcel, why Failure, cause error) error {
	b.settle(p.ID)
	b.metrics.undelivered.WithLabelValues(string(why)).Inc()
	b.Log.Warn("delivery will not arrive", "conversation", conv, "delivery", p.ID, "why", why, "err", cause)
	return b.change(ctx, conv, func(m *move) error {
		m.dropParcel(h, p)
		if why == Quota {
			m.hold(p)
		}
		if p.Reply != "" {
			m.notify(notice{Kind: NotTaken, Ticket: p.Ticket, Reply: p.Reply, Text: b.phrases.text("desk_undelivered_" + string(why))})
		} else if m.c.Ticket != "" {
			m.notify(notice{Kind: NotTaken, Ticket: m.c.Ticket, Text: b.phrases.text("desk_undelivered_" + string(why))})
		}
		return nil
	})
}

// maxHeld is how many messages are kept for the next time that the consulter writes.
const maxHeld = 5

// hold keeps what there was no budget for. The next answer, which has a token, begins with it.
func (m *move) hold(p parcel) {
	m.c.Waiting = append(m.c.Waiting, p.Waiting...)
	if p.Reply != "" {
		m.c.Waiting = append(m.c.Waiting, replyRef{p.Ticket, p.Reply})
	}
	m.c.Held = append(m.c.Held, p.Messages...)
	if over := len(m.c.Held) - maxHeld; over > 0 {
		m.c.Held = append([]dialog.Message(nil), m.c.Held[over:]...)
	}
}

// tries is what this process knows of a delivery whose end is not in the store. After a crash every parcel of another process
// is in doubt.
type tries struct {
	doubt   bool // nobody knows whether it arrived
	arrived bool // it did
	pushed  bool // it was tried without its token
}

func (b *Bot) doubt(id string) { b.note(id, tries{doubt: true}) }

func (b *Bot) note(id string, t tries) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.tried[id]
	b.tried[id] = tries{old.doubt || t.doubt, old.arrived || t.arrived, old.pushed || t.pushed}
}

func (b *Bot) tries(id string) tries {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tried[id]
}

func (b *Bot) settle(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tried, id)
}
