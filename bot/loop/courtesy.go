package loop

import (
	"context"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/store"
	"madoguchi/written"
)

// What makes waiting bearable and is not worth a retry: signs on the platform that an answer is on
// its way, or that somebody has read. Each is tried once, beside the work, and a failure is only
// counted.

// answerWithin is how long an answer may take before the consulter is shown that it is on its way.
const answerWithin = time.Second

// courtesyTakes bounds one call.
const courtesyTakes = 5 * time.Second

// promise shows that an answer is on its way if it is not there in time.
func (l *Loop) promise(events []bot.Event) {
	for _, e := range events {
		w, ok := l.sender(e.ReplyTo.Channel).(bot.TypingIndicator)
		if !ok || e.Kind == bot.Gone || e.Kind == dialog.Unsend {
			continue
		}
		if !l.promises(e.Conversation) {
			continue // many may come at once, after an outage
		}
		time.AfterFunc(answerWithin, func() {
			l.promiseKept(e.Conversation)
			if l.steps.busy(e.Conversation) || l.sends.busy(e.Conversation) {
				l.kindly("waiting", func(ctx context.Context) error { return w.Waiting(ctx, e.ReplyTo) })
			}
		})
	}
}

// promises reports whether nobody looks after a conversation's answer yet.
func (l *Loop) promises(conv bot.ConversationID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.promised[conv] {
		return false
	}
	l.promised[conv] = true
	return true
}

func (l *Loop) promiseKept(conv bot.ConversationID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.promised, conv)
}

// markRead shows the consulter that somebody at the desk has read what was written.
func (l *Loop) markRead(ctx context.Context, conv bot.ConversationID) {
	r, err := l.replyTo(ctx, conv)
	reader, ok := l.sender(r.Channel).(bot.ReadMarker)
	if err != nil || !ok {
		return
	}
	l.tasks.Go(func() { l.kindly("read", func(ctx context.Context) error { return reader.Read(ctx, r) }) })
}

// replyTo is where the consulter wrote last.
func (l *Loop) replyTo(ctx context.Context, conv bot.ConversationID) (r bot.ReplyTo, err error) {
	err = l.o.Engine.View(ctx, func(tx store.Reader) error {
		c, _, err := l.records.conversations.Get(tx, store.K(string(conv)))
		r = c.ReplyTo
		return err
	})
	return r, err
}

func (l *Loop) kindly(what string, do func(context.Context) error) {
	ctx, cancel := context.WithTimeout(l.work, courtesyTakes)
	defer cancel()
	if err := do(ctx); err != nil && l.work.Err() == nil {
		l.metrics.failures.WithLabelValues(what).Inc()
		l.o.Log.Debug("a courtesy failed", "what", what, "err", err)
	}
}

// nameRef is the name under which the consulter's name on the platform is kept among a ticket's
// references.
const nameRef = "consulter"

// name asks the platform for the consulter's name, for the desk's first sight of a ticket.
func (l *Loop) name(ctx context.Context, conv bot.ConversationID, n *bot.Notice) {
	n.Name = n.Refs[nameRef]
	if n.Name != "" || n.Kind != bot.Opened {
		return
	}
	r, err := l.replyTo(ctx, conv)
	namer, ok := l.sender(r.Channel).(bot.ProfileReader)
	if err != nil || !ok {
		return
	}
	bounded, cancel := context.WithTimeout(ctx, courtesyTakes)
	defer cancel()
	if n.Name, err = namer.Name(bounded, r); err != nil { // a ticket is shown with or without a name
		l.metrics.failures.WithLabelValues("name").Inc()
	}
	n.Name = written.Label(n.Name)
}
