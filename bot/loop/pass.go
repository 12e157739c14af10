package loop

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// Pass says what a pass opens, and opens nothing: programs that look at every address that is sent
// look at this one too.
func (l *Loop) Pass(ctx context.Context, conv bot.ConversationID, secret string) (p bot.Pass, err error) {
	c, err := l.conversation(ctx, conv)
	if err == nil {
		p, err = c.Pass(l.o.Sealer.Hash("pass", secret), l.world().Now)
	}
	return p, passError(conv, err)
}

// UsePass opens a pass: one that opens once is used up by it.
func (l *Loop) UsePass(ctx context.Context, conv bot.ConversationID, secret string) error {
	if _, err := l.Pass(ctx, conv, secret); err != nil { // so that an address that was made up leaves no trace
		return err
	}
	err := l.change(ctx, conv, func(*snapshot) (turn, error) { return turn{input: bot.UsePass{Secret: secret}}, nil })
	if err == nil {
		l.o.Log.Info("pass opened", "conversation", conv)
	}
	return passError(conv, err)
}

// AskPass gives a consulter a pass to the record, in the conversation.
func (l *Loop) AskPass(ctx context.Context, conv bot.ConversationID) error {
	conv, err := l.Where(ctx, conv)
	if err == nil {
		err = l.change(ctx, conv, func(*snapshot) (turn, error) { return turn{input: bot.AskPass{}}, nil })
	}
	return passError(conv, err)
}

// Days are by when the law wants reports of a conversation's matter, for a calendar; none where it
// wants none.
func (l *Loop) Days(ctx context.Context, conv bot.ConversationID) ([]calendar.Day, error) {
	c, err := l.conversation(ctx, conv)
	if err != nil {
		return nil, passError(conv, err)
	}
	w := l.o.Advisor.World()
	d, ok := dialog.DeadlinesOf(c.State, w.Dialog(w.Edition, ""))
	if !ok {
		return nil, nil
	}
	return l.phrases.Days(l.o.Sealer.Hash("days", string(conv)), w.Desk.Name, d), nil
}

// Papers are those that were offered in a conversation, drafted from what is known now.
func (l *Loop) Papers(ctx context.Context, conv bot.ConversationID) (out []knowledge.Paper, err error) {
	c, err := l.conversation(ctx, conv)
	if err != nil {
		return nil, passError(conv, err)
	}
	w := l.o.Advisor.World()
	for _, id := range c.State.Papers {
		if form := w.Edition.Base.Form(id); form != nil {
			out = append(out, dialog.PaperOf(c.State, form, w.Dialog(w.Edition, c.Ticket)))
		}
	}
	return out, nil
}

// conversation reads where a conversation stands; one that is erased is none.
func (l *Loop) conversation(ctx context.Context, conv bot.ConversationID) (c bot.Conversation, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		c, _, err = l.records.conversations.Get(r, store.K(string(conv)))
		return err
	})
	if unreadable(err) {
		return bot.Conversation{}, nil
	}
	c.ID = conv
	return c, err
}

// passError adds which conversation it is about, but to what visitors are told.
func passError(conv bot.ConversationID, err error) error {
	if err == nil || errors.Is(err, bot.ErrPassGone) || errors.Is(err, bot.ErrPassUsed) || errors.Is(err, bot.ErrNoAddress) {
		return err
	}
	return fmt.Errorf("conversation %s: %w", conv, err)
}
