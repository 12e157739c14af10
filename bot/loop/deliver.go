package loop

import (
	"context"
	"fmt"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// usedWithin is the age up to which a token that the platform refuses must have been used rather
// than expired: LINE keeps one for a minute.
const usedWithin = 30 * time.Second

// giveUp is how long a delivery is tried: LINE forgets a retry key after 24 hours, and who asked
// yesterday is not helped by an answer out of the blue.
const giveUp = 23 * time.Hour

// atOnce is how many deliveries are read at a time.
const atOnce = 8

// sendAll sends what a conversation has to say, in order, until nothing is left. What is added
// after the last look wakes the queue again.
func (l *Loop) sendAll(ctx context.Context, conv bot.ConversationID) error {
	h, err := l.claimWork(ctx, conv, claimSend)
	if err != nil || h == nil {
		return err
	}
	for {
		deliveries, err := l.waiting(ctx, conv, h)
		if err != nil {
			return err
		}
		read := len(deliveries)
		for len(deliveries) > 0 {
			if deliveries, err = l.joined(ctx, h, deliveries); err != nil {
				return err
			}
			if err := l.deliver(ctx, h, deliveries[0]); err != nil {
				return err
			}
			deliveries = deliveries[1:]
		}
		if read == atOnce {
			continue
		}
		if free, err := h.release(ctx, conv); err != nil || free {
			return err
		}
	}
}

// waiting reads what is to be sent next. That the claim holds is part of the same snapshot: what
// was added after another replica has taken over is not this one's to send.
func (l *Loop) waiting(ctx context.Context, conv bot.ConversationID, h *claim) (out []bot.Delivery, err error) {
	err = l.view(ctx, func(r store.Reader) error {
		out = nil
		for row, err := range l.records.outbox.Scan(r, store.K(string(conv))) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			k.Str()
			row.Value.N, row.Value.Conversation = k.Uint(), conv
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

// deliver sends one delivery and records how it ended. An error means: later, the same again.
func (l *Loop) deliver(ctx context.Context, h *claim, d bot.Delivery) error {
	before := l.tries(d.ID)
	if before.arrived {
		return l.delivered(ctx, h, d)
	}
	sender := l.sender(d.ReplyTo.Channel)
	if sender == nil {
		return l.undelivered(ctx, h, d, bot.Permanent, fmt.Errorf("channel %q is not configured", d.ReplyTo.Channel))
	}
	if l.o.Advisor.Now().Sub(d.Created) > giveUp {
		return l.undelivered(ctx, h, d, bot.Permanent, fmt.Errorf("not taken within %s", giveUp))
	}
	try, spare, err := l.attempt(ctx, h, d, before)
	if err != nil {
		return err
	}
	for last := false; ; {
		if err := l.throttle(ctx, d.ReplyTo.Channel); err != nil {
			return err
		}
		if !h.mine() {
			return errLost
		}
		err := send(ctx, sender, try)
		if err == nil {
			l.metrics.sent.WithLabelValues(way(try)).Inc()
			return l.delivered(ctx, h, d)
		}
		failed := bot.AsSendError(err)
		switch {
		case failed.Failure == bot.Quota && spare != "": // to ask with it costs nothing, and no push has arrived
			if err := l.goes(ctx, h, &try, spare); err != nil {
				return err
			}
			spare, last = "", true
			continue
		case failed.Failure == bot.Fallback && last:
			failed = &bot.SendError{Failure: bot.Quota, Err: failed}
		}
		if again, err := l.failed(ctx, h, d, &try, failed); err != nil || !again {
			return err
		}
	}
}

// attempt is a delivery as it is sent. A token that is probably too old is tried only when it may
// have been used, since then its refusal tells something; else it is a spare one.
func (l *Loop) attempt(ctx context.Context, h *claim, d bot.Delivery, before tries) (try bot.Delivery, spare string, err error) {
	try = d
	try.MaybeSent = d.By != l.process || h.inherited || before.doubt
	if d.ReplyTo.Token != "" && l.old(d) && !try.MaybeSent {
		spare = d.ReplyTo.Token
		err = l.goes(ctx, h, &try, "")
	}
	return try, spare, err
}

// old reports whether a delivery's token is probably too old.
func (l *Loop) old(d bot.Delivery) bool { return l.o.Advisor.Now().After(d.ReplyTo.Until) }

// sendWithin bounds one attempt: a platform that neither takes nor refuses keeps a sender no
// longer. Adapters have shorter bounds for each call; an attempt may be several, with pauses
// between them.
const sendWithin = time.Minute

func send(ctx context.Context, to bot.Sender, d bot.Delivery) error {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	return to.Send(ctx, d)
}

// failed does what follows from a failed attempt; again means to try at once, without the token.
func (l *Loop) failed(ctx context.Context, h *claim, d bot.Delivery, try *bot.Delivery, failed *bot.SendError) (again bool, err error) {
	l.metrics.failures.WithLabelValues(string(failed.Failure)).Inc()
	switch failed.Failure {
	case bot.Fallback:
		if try.ReplyTo.Token == "" {
			return false, l.undelivered(ctx, h, d, bot.Permanent, failed)
		}
		age := l.o.Advisor.Now().Sub(d.Received)
		if try.MaybeSent && age >= 0 && age < usedWithin { // below zero the clock was put back: the token may be of any age
			l.metrics.presumed.Inc() // it can only have been used by the attempt whose outcome was unknown
			return false, l.delivered(ctx, h, d)
		}
		if try.MaybeSent {
			l.metrics.doubled.Inc()
			l.o.Log.Warn("sent without knowing whether an earlier attempt arrived; the consulter may see it twice", "conversation", d.Conversation, "delivery", d.ID)
		}
		return true, l.goes(ctx, h, try, "")
	case bot.Permanent, bot.Blocked, bot.Quota:
		return false, l.undelivered(ctx, h, d, failed.Failure, failed)
	}
	if failed.Unknown {
		l.doubt(d.ID)
	}
	return false, &later{after: failed.After, err: fmt.Errorf("send delivery %s to conversation %s: %w", d.ID, d.Conversation, failed)}
}

// goes makes a delivery go with a token or, if it is empty, as a push, and writes it down first, as
// long as the claim holds: what stands in the outbox with its token has never arrived as a push.
// Whoever finds it after a crash may try the token then: it works only if nothing has arrived.
func (l *Loop) goes(ctx context.Context, h *claim, d *bot.Delivery, token string) error {
	d.ReplyTo.Token = token
	err := l.update(ctx, func(tx store.Txn) error {
		if err := h.check(tx); err != nil {
			return err
		}
		return l.records.outbox.Put(tx, store.K(string(d.Conversation)).Uint(d.N), *d)
	})
	if err != nil {
		return fmt.Errorf("record how delivery %s goes: %w", d.ID, err)
	}
	return nil
}

func way(d bot.Delivery) string {
	if d.ReplyTo.Token != "" {
		return "token"
	}
	return "push"
}

// throttle waits until a channel may be called again.
func (l *Loop) throttle(ctx context.Context, ch bot.Channel) error {
	if limit := l.to.Load().limits[ch]; limit != nil {
		return limit.Wait(ctx)
	}
	return nil
}

// delivered removes a delivery, and tells the desk when it was a reply. As long as that fails it
// stands in the outbox, and this process remembers that it need not be sent.
func (l *Loop) delivered(ctx context.Context, h *claim, d bot.Delivery) (err error) {
	l.note(d.ID, tries{arrived: true})
	if d.Reply != "" || len(d.Waiting) > 0 {
		err = l.change(ctx, d.Conversation, func(*snapshot) (turn, error) {
			return turn{bot.Delivered{Delivery: d}, l.settling(h, d)}, nil
		})
	} else {
		err = l.settler.settle(ctx, h, d)
	}
	if err != nil {
		return fmt.Errorf("record that delivery %s arrived: %w", d.ID, err)
	}
	l.ended(d.ID)
	return nil
}

// settling takes a delivery out of the outbox, as long as the claim holds.
func (l *Loop) settling(h *claim, d bot.Delivery) func(store.Txn) error {
	at := store.K(string(d.Conversation)).Uint(d.N)
	return func(tx store.Txn) error {
		if err := h.check(tx); err != nil {
			return err
		}
		return l.records.outbox.Delete(tx, at)
	}
}

// undelivered takes a delivery out of the outbox that will not arrive; what follows are bot's
// rules.
func (l *Loop) undelivered(ctx context.Context, h *claim, d bot.Delivery, why bot.Failure, cause error) error {
	l.ended(d.ID)
	l.metrics.undelivered.WithLabelValues(string(why)).Inc()
	l.o.Log.Warn("delivery will not arrive", "conversation", d.Conversation, "delivery", d.ID, "why", why, "err", cause)
	return l.change(ctx, d.Conversation, func(*snapshot) (turn, error) {
		return turn{bot.Undelivered{Delivery: d, Why: why}, l.settling(h, d)}, nil
	})
}

// tries is what this process knows of a delivery whose end is not in the store. After a crash every
// delivery of another process is in doubt.
type tries struct {
	doubt   bool // nobody knows whether it arrived
	arrived bool // it did
}

func (l *Loop) doubt(id string) { l.note(id, tries{doubt: true}) }

func (l *Loop) note(id string, t tries) {
	l.mu.Lock()
	defer l.mu.Unlock()
	old := l.tried[id]
	l.tried[id] = tries{old.doubt || t.doubt, old.arrived || t.arrived}
}

func (l *Loop) tries(id string) tries {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tried[id]
}

// ended forgets what was tried of a delivery or notice that is tried no more.
func (l *Loop) ended(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.tried, id)
}
