package loop

import (
	"bytes"
	"context"
	"fmt"

	"madoguchi/bot"
	"madoguchi/store"
)

// Several answers to one consulter cost as much as their number, where a channel is metered and
// their tokens are too old. Those that wait one behind the other go as one: with the token of the
// latest if that one works still, else as one push. They are joined in the outbox before anything
// is sent, so that whoever tries again sends the same under the same key. What may have been sent
// is joined with nothing: of that only itself, sent again, tells whether it arrived.

// joined joins what waits at the front, and returns what is to be sent.
func (l *Loop) joined(ctx context.Context, h *claim, list []bot.Delivery) ([]bot.Delivery, error) {
	n := 1
	for n < len(list) && l.joins(h, list[:n+1]) {
		n++
	}
	if n == 1 {
		return list, nil
	}
	one := together(list[:n])
	at := store.K(string(one.Conversation))
	err := l.update(ctx, func(tx store.Txn) error {
		if err := h.check(tx); err != nil {
			return err
		}
		for _, d := range list[1:n] {
			if err := l.records.outbox.Delete(tx, at.Uint(d.N)); err != nil {
				return err
			}
		}
		return l.records.outbox.Put(tx, at.Uint(one.N), one)
	})
	if err != nil {
		return nil, fmt.Errorf("join %d deliveries to conversation %s: %w", n, one.Conversation, err)
	}
	l.metrics.joined.Add(float64(n - 1))
	l.o.Log.Info("answers go as one", "conversation", one.Conversation, "delivery", one.ID, "answers", n)
	return append([]bot.Delivery{one}, list[n:]...), nil
}

// together is one delivery in the place of several: in the place of the first, as old as the last.
func together(list []bot.Delivery) bot.Delivery {
	one := list[len(list)-1]
	one.ID, one.N, one.Messages = list[0].ID, list[0].N, nil
	for _, d := range list {
		one.Messages = append(one.Messages, d.Messages...)
		one.Urgent = one.Urgent || d.Urgent
	}
	return one
}

// joins reports whether the last of a list may go with those before it, which may be joined.
func (l *Loop) joins(h *claim, list []bot.Delivery) bool {
	first, before, last := list[0], list[len(list)-2], list[len(list)-1]
	to := first.ReplyTo
	if !l.to.Load().channels[to.Channel].Metered || last.ReplyTo.Channel != to.Channel || !bytes.Equal(last.ReplyTo.Address, to.Address) {
		return false
	}
	if before.ReplyTo.Token != "" && !l.old(before) {
		return false // it costs nothing by itself
	}
	messages := 0
	for _, d := range list {
		messages += len(d.Messages)
	}
	return messages <= bot.MaxMessages && l.untried(h, first) && l.untried(h, last)
}

// untried reports whether nothing of a delivery may have been sent, and nothing hangs on how it
// ends.
func (l *Loop) untried(h *claim, d bot.Delivery) bool {
	return d.By == l.process && !h.inherited && l.tries(d.ID) == (tries{}) && d.Reply == "" && len(d.Waiting) == 0
}
