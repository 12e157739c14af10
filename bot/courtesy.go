package bot

import (
	"context"
	"time"

	"madoguchi/dialog"
	"madoguchi/store"
)

// What makes waiting bearable and is not worth a retry: signs on the platform that an answer is on its way, or that somebody
// has read. Each is tried once, beside the work, and a failure is only counted.

// answerWithin is how long an answer may take before the consulter is shown that it is on its way.
const answerWithin = time.Second

// courtesyTakes bounds one call.
const courtesyTakes = 5 * time.Second

// promise shows that an answer is on its way if it is not there in time.
func (b *Bot) promise(events []Event) {
	for _, e := range events {
		w, ok := b.Channels[e.ReplyTo.Channel].Sender.(TypingIndicator)
		if !ok || e.Kind == Gone || e.Kind == dialog.Unsend {
			continue
		}
		if !b.promises(e.Conversation) {
			continue // many may come at once, after an outage
		}
		time.AfterFunc(answerWithin, func() {
			b.promiseKept(e.Conversation)
			if b.steps.busy(e.Conversation) || b.sends.busy(e.Conversation) {
				b.kindly("waiting", func(ctx context.Context) error { return w.Waiting(ctx, e.ReplyTo) })
			}
		})
	}
}

// promises reports whether nobody looks after a conversation's answer yet.
func (b *Bot) promises(conv ConversationID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.promised[conv] {
		return false
	}
	b.promised[conv] = true
	return true
}

func (b *Bot) promiseKept(conv ConversationID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.promised, conv)
}

// markRead shows the consulter that somebody at the desk has read what was written.
func (b *Bot) markRead(ctx context.Context, conv ConversationID) {
	var r ReplyTo
	err := b.Engine.View(ctx, func(tx store.Reader) error {
		c, _, err := b.records.conversations.Get(tx, store.K(string(conv)))
		r = c.ReplyTo
		return err
	})
	reader, ok := b.Channels[r.Channel].Sender.(ReadMarker)
	if err != nil || !ok {
		return
	}
	b.tasks.Go(func() { b.kindly("read", func(ctx context.Context) error { return reader.Read(ctx, r) }) })
}

func (b *Bot) kindly(what string, do func(context.Context) error) {
	ctx, cancel := context.WithTimeout(b.work, courtesyTakes)
	defer cancel()
	if err := do(ctx); err != nil && b.work.Err() == nil {
		b.metrics.failures.WithLabelValues(what).Inc()
		b.Log.Debug("a courtesy failed", "what", what, "err", err)
	}
}

// nameRef is the name under which the consulter's name on the platform is kept among a ticket's references.
const nameRef = "consulter"

// name asks the platform for the consulter's name, for the desk's first sight of a ticket.
func (b *Bot) name(ctx context.Context, conv ConversationID, n *Notice) {
	n.Name = n.Refs[nameRef]
	if n.Name != "" || n.Kind != Opened {
		return
	}
	var r ReplyTo
	err := b.Engine.View(ctx, func(tx store.Reader) error {
		c, _, err := b.records.conversations.Get(tx, store.K(string(conv)))
		r = c.ReplyTo
		return err
	})
	namer, ok := b.Channels[r.Channel].Sender.(ProfileReader)
	if err != nil || !ok {
		return
	}
	bounded, cancel := context.WithTimeout(ctx, courtesyTakes)
	defer cancel()
	if n.Name, err = namer.Name(bounded, r); err != nil { // a ticket is shown with or without a name
		b.metrics.failures.WithLabelValues("name").Inc()
	}
}
