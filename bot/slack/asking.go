package slack

import (
	"context"
	"errors"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/bot"
)

// What staff are asked before a reply goes, and for a while after.

// ask asks the writer of a reply, once, whether it is meant.
func (d *desk) ask(ts, thread, number, user, text string) {
	if !d.asked.first(ts, true) {
		return
	}
	d.later("ask about a reply", func(ctx context.Context) error {
		value := strings.Join([]string{number, ts, user}, " ")
		blocks := []slack.Block{section(text), slack.NewActionBlock("desk", button(deskSend, d.texts.of("ask_send"), value, slack.StyleDanger))}
		_, err := d.below(ctx, thread, page{text: text, blocks: blocks}, key{"ask/" + ts, "ask"})
		if err != nil {
			d.asked.forget(ts)
		}
		return err
	})
}

// askAbout says what a writer is to be asked before a reply goes; empty: nothing.
func (d *desk) askAbout(ctx context.Context, number string, err error) string {
	doubt := bot.Doubt{}
	switch {
	case errors.As(err, &doubt) && doubt.Secret != "":
		return d.texts.of("doubt_secret", doubt.Secret)
	case errors.As(err, &doubt) && doubt.Holds:
		return d.texts.of("doubt_holds", doubt.Ticket, number)
	case errors.As(err, &doubt):
		return d.texts.of("doubt_ticket", doubt.Ticket)
	case errors.Is(err, bot.ErrHeld):
		words, _ := d.refusal(ctx, number, err)
		return d.texts.of("doubt_held", words)
	}
	return ""
}

// noted puts a note's sign under it, and asks who writes their first one whether it was meant for
// the consulter.
func (d *desk) noted(ts, thread, number, user string) {
	d.later("mark a note", func(ctx context.Context) error {
		if err := d.c.react(ctx, d.DeskChannel, ts, note); err != nil || !d.asked.first("note/"+user, true) {
			return err
		}
		text := d.texts.of("note_first")
		send := button(deskSend, d.texts.of("note_send"), strings.Join([]string{number, ts, user}, " "), "")
		return d.c.whisper(ctx, d.DeskChannel, thread, user, text, section(text), slack.NewActionBlock("desk", send))
	})
}

// offerUndo shows the writer of a reply that it can still be taken back.
func (d *desk) offerUndo(thread, number, user string, r bot.Reply) {
	if r.Hold == 0 {
		return
	}
	d.later("offer to take a reply back", func(ctx context.Context) error {
		text := d.texts.of("undo", int(r.Hold.Seconds()))
		undo := button(deskUndo, d.texts.of("button_undo"), number+" "+r.ID, "")
		return d.c.whisper(ctx, d.DeskChannel, thread, user, text, section(text), slack.NewActionBlock("desk", undo))
	})
}

// undo takes a reply back, and away from before colleagues.
func (d *desk) undo(ctx context.Context, thread, value string, by bot.Staff) {
	number, id, _ := strings.Cut(value, " ")
	user := strings.TrimPrefix(by.ID, staffPrefix)
	err := d.Tickets.Act(ctx, number, bot.Recall{Number: number, Reply: id, By: by})
	if err != nil {
		words, _ := d.refusal(ctx, number, err)
		d.tellStaff(thread, user, words)
		return
	}
	d.tellStaff(thread, user, d.texts.of("undone"))
	if ts, ok := d.copies.get(id); ok && ts != "" {
		d.later("take a copy away", func(ctx context.Context) error {
			return d.c.remove(ctx, d.DeskChannel, ts)
		})
	}
}

// sendAsked sends a reply that its writer has confirmed, as it stands in Slack by now. question is
// the ts of what asked.
func (d *desk) sendAsked(question, thread, value string, by bot.Staff) {
	fields := strings.Fields(value)
	if len(fields) != 3 {
		return
	}
	number, ts, writer := fields[0], fields[1], fields[2]
	user := strings.TrimPrefix(by.ID, staffPrefix)
	if writer != user {
		d.tellStaff(thread, user, d.texts.of("ask_not_yours"))
		return
	}
	d.later("send a confirmed reply", func(ctx context.Context) error {
		m, err := d.c.read1(ctx, d.DeskChannel, thread, ts)
		if err != nil {
			return err
		}
		text, meant, _ := d.reader.reply(m, "")
		if !meant { // a note that was meant for the consulter; one that was deleted is refused as empty
			text = d.reader.words(m, "")
		}
		r := bot.Reply{ID: replyID(ts), By: by, Text: text, Confirmed: true, TakeOver: true, Hold: d.Undo}
		err = d.Tickets.Answer(ctx, number, r)
		if err == nil {
			d.offerUndo(thread, number, user, r)
		}
		if err := d.refused(ctx, number, thread, ts, user, err); err != nil {
			d.tellStaff(thread, user, d.texts.of("refused_later"))
			return err
		}
		return d.c.remove(ctx, d.DeskChannel, question)
	})
}
