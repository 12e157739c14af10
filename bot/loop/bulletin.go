package loop

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/store"
)

func (r records) bulletin(tx store.Reader) (bot.Bulletin, error) {
	b, _, err := r.bulletins.Get(tx, store.K("now"))
	return b, err
}

// Bulletin is what is said to everybody who comes, also when its time is over; the zero one is
// nothing.
func (l *Loop) Bulletin(ctx context.Context) (b bot.Bulletin, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		b, err = l.records.bulletin(r)
		return err
	})
	if err != nil {
		return b, fmt.Errorf("read the bulletin: %w", err)
	}
	return b, nil
}

// SetBulletin has something said to everybody who comes from now on.
func (l *Loop) SetBulletin(ctx context.Context, b bot.Bulletin) error {
	b, err := b.Begin(l.world().Now)
	if err != nil {
		return err
	}
	b.ID = uuid.NewString()
	return l.putBulletin(ctx, b)
}

// EndBulletin has nothing said any more.
func (l *Loop) EndBulletin(ctx context.Context) error { return l.putBulletin(ctx, bot.Bulletin{}) }

func (l *Loop) putBulletin(ctx context.Context, b bot.Bulletin) error {
	err := l.update(ctx, func(tx store.Txn) error { return l.records.bulletins.Put(tx, store.K("now"), b) })
	if err != nil {
		return fmt.Errorf("write the bulletin: %w", err)
	}
	return nil
}

// Greeting is what is said before the first word, with the bulletin that is shown now.
func (l *Loop) Greeting(ctx context.Context) []dialog.Message {
	out, _ := l.o.Advisor.Step(dialog.State{}, dialog.Event{Kind: dialog.Start}, "")
	messages := bot.WithNotice(out.Messages, l.NoticeLine())
	if b, err := l.Bulletin(ctx); err == nil && b.Shown(l.world().Now) {
		messages = l.phrases.WithBulletin(b, messages)
	}
	return messages
}
