package loop

import (
	"context"
	"fmt"

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
