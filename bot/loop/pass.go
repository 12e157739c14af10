package loop

import (
	"context"
	"fmt"

	"madoguchi/bot"
	"madoguchi/store"
)

// Pass says what a pass opens, and opens nothing: programs that look at every address that is sent
// look at this one too.
func (l *Loop) Pass(ctx context.Context, conv bot.ConversationID, secret string) (p bot.Pass, err error) {
	c, err := l.conversation(ctx, conv)
	if err == nil {
		p, err = c.Pass(l.o.Sealer.Hash("pass", secret), l.world().Now)
	}
	return p, ofConversation(conv, err)
}

// UsePass opens the record, once.
func (l *Loop) UsePass(ctx context.Context, conv bot.ConversationID, secret string) error {
	if _, err := l.Pass(ctx, conv, secret); err != nil { // so that an address that was made up leaves no trace
		return err
	}
	err := l.change(ctx, conv, func(*snapshot) (turn, error) { return turn{input: bot.UsePass{Secret: secret}}, nil })
	if err == nil {
		l.o.Log.Info("pass opened", "conversation", conv)
	}
	return ofConversation(conv, err)
}

// AskPass gives a consulter a pass to the record, where they ask for it.
func (l *Loop) AskPass(ctx context.Context, conv bot.ConversationID, to bot.ReplyTo) error {
	conv, err := l.Where(ctx, conv)
	if err == nil {
		err = l.change(ctx, conv, func(*snapshot) (turn, error) { return turn{input: bot.AskPass{ReplyTo: to}}, nil })
	}
	return ofConversation(conv, err)
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

// ofConversation adds which conversation an error is of; nil stays nil.
func ofConversation(conv bot.ConversationID, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("conversation %s: %w", conv, err)
}
