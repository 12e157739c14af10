package loop

import (
	"context"
	"fmt"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// Paper drafts a paper from what is known of a ticket's consultation; false: there is no such form.
func (l *Loop) Paper(ctx context.Context, number, form string) (out knowledge.Paper, ok bool, err error) {
	conv, err := l.whose(ctx, number)
	if err != nil {
		return out, false, fmt.Errorf("ticket %s: %w", number, err)
	}
	w := l.o.Advisor.World()
	template := w.Edition.Base.Form(form)
	if template == nil {
		return out, false, nil
	}
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		c, _, err := l.records.conversations.Get(r, store.K(string(conv)))
		out = dialog.PaperOf(c.State, template, w.Dialog(w.Edition, number))
		return err
	})
	if err != nil {
		return out, false, fmt.Errorf("ticket %s: %w", number, err)
	}
	return out, true, nil
}

// Papers are those that were offered or asked for in a conversation, drafted from what is known now.
func (l *Loop) Papers(ctx context.Context, conv bot.ConversationID) (out []knowledge.Paper, err error) {
	c, err := l.conversation(ctx, conv)
	if err != nil {
		return nil, ofConversation(conv, err)
	}
	w := l.o.Advisor.World()
	for _, id := range c.State.Papers {
		if form := w.Edition.Base.Form(id); form != nil {
			out = append(out, dialog.PaperOf(c.State, form, w.Dialog(w.Edition, c.Ticket)))
		}
	}
	return out, nil
}

// Days are by when the law wants reports of a conversation's matter, for a calendar; none where it
// wants none.
func (l *Loop) Days(ctx context.Context, conv bot.ConversationID) ([]calendar.Day, error) {
	c, err := l.conversation(ctx, conv)
	if err != nil {
		return nil, ofConversation(conv, err)
	}
	w := l.o.Advisor.World()
	d, ok := dialog.DeadlinesOf(c.State, w.Dialog(w.Edition, ""))
	if !ok {
		return nil, nil
	}
	return l.phrases.Days(l.o.Sealer.Hash("days", string(conv)), w.Desk.Name, d), nil
}
