package slack

import (
	"context"
	"slices"
	"strings"

	"madoguchi/bot"
)

// What was said, as staff are shown it: what came before a ticket in one post, each word since in
// one of its own.

// maxTranscript is how much of what was said fits into one post, see lines.
const maxTranscript = 2 * maxSection

// maxRetold is how many entries the loop shows when a ticket is opened.
const maxRetold = 30

// opened shows the card, and what was said so far in one post: a channel in which many tickets are
// opened takes a post a second.
func (t *notifier) opened(ctx context.Context) error {
	if err := t.root(ctx); err != nil {
		return err
	}
	if err := t.wake(ctx); err != nil {
		return err
	}
	if len(t.n.Entries) == 0 {
		return nil
	}
	p := t.d.look.transcript(t.n.Entries)
	p.rank = rankTranscript
	ts, err := t.reply(ctx, refTranscript, p, false)
	if err == nil {
		t.set(refTranscript, ts)
	}
	return err
}

// transcript is what was said, in one post: the consulter's words whole, the bot's in short. Where
// there is no room the latest count.
func (k look) transcript(entries []bot.Entry) page {
	text := ""
	for _, most := range []int{160, 40} { // of what the bot said
		var all []string
		for _, l := range entries {
			line := k.line(l).text
			if l.From == bot.FromBot {
				line = clip(line, most)
			}
			all = append(all, line)
		}
		if text = strings.Join(all, "\n"); length(text) <= maxTranscript {
			return k.lines(text)
		}
	}
	all := pieces(text, maxSection)
	return k.lines(strings.Join(all[max(0, len(all)-2):], "\n"))
}

// retell shows what was said before the ticket was opened as it stands now.
func (t *notifier) retell(ctx context.Context) error {
	ts := t.refs[refTranscript]
	if ts == "" {
		return nil
	}
	all, err := t.d.Events.Transcript(ctx, t.n.Ticket.Conversation, 0)
	if err != nil {
		return err
	}
	first := max(0, int(t.n.Ticket.Entries)-maxRetold)
	var told []bot.Entry
	for _, l := range all {
		if l.N > uint64(first) && l.N <= t.n.Ticket.Entries {
			told = append(told, l)
		}
	}
	p := t.d.look.transcript(told)
	err = t.d.c.update(ctx, ts, post{channel: t.d.DeskChannel, text: p.text, blocks: p.blocks}, key{t.n.ID, refTranscript})
	if code(err) == "message_not_found" {
		return nil
	}
	return err
}

func (t *notifier) line(ctx context.Context, l bot.Entry) error {
	ts, err := t.reply(ctx, refLine(l.N), t.d.look.line(l), false)
	if err == nil {
		t.set(refLine(l.N), ts)
	}
	return err
}

// again shows a ticket that goes on after it was closed: before everybody, with how it ended.
func (t *notifier) again(ctx context.Context) error {
	number := t.n.Ticket.Number
	text := []string{strings.TrimSpace(t.called(t.n.Call) + " *" + t.d.texts.of("again", number) + "*")}
	if b := t.n.Ticket.Before; b != nil {
		text = append(text, t.d.texts.of("again_before", t.d.look.clock(b.At), t.d.texts.or("end_"+string(b.End), string(b.End)), t.d.look.staffName(b.By)))
	}
	if said := t.n.Ticket.Said; said != "" {
		text = append(text, t.d.texts.of("again_said", escape(brief(said))))
	}
	for _, l := range t.n.Entries {
		text = append(text, t.d.texts.of("again_now", defang(brief(l.Text))))
	}
	if _, err := t.reply(ctx, "again", t.d.look.lines(strings.Join(text, "\n")), true); err != nil {
		return err
	}
	if err := t.call(ctx, text[0]); err != nil {
		return err
	}
	return t.said(ctx)
}

// raised tells everybody that a ticket has become urgent, and why.
func (t *notifier) raised(ctx context.Context) error {
	text := t.d.texts.of("raised", t.n.Ticket.Number, defang(t.d.look.title(t.n.Ticket)))
	if _, err := t.reply(ctx, "raised", t.d.look.lines(strings.TrimSpace(t.called(t.n.Call)+" "+text)), true); err != nil {
		return err
	}
	if err := t.call(ctx, text); err != nil {
		return err
	}
	return t.changed(ctx)
}

// withdrawn deletes what the consulter took back: exactly those posts, and what the card says of
// it.
func (t *notifier) withdrawn(ctx context.Context) error {
	if slices.ContainsFunc(t.n.Entries, func(l bot.Entry) bool { return l.N <= t.n.Ticket.Entries }) {
		if err := t.retell(ctx); err != nil {
			return err
		}
	}
	for _, l := range t.n.Entries {
		if ts := t.refs[refLine(l.N)]; ts != "" {
			if err := t.d.c.remove(ctx, t.d.DeskChannel, ts); err != nil {
				return err
			}
		}
		if file := t.refs[refPicture(l.N)]; file != "" {
			if err := t.d.c.removeFile(ctx, file); err != nil {
				return err
			}
		}
	}
	if err := t.changed(ctx); err != nil {
		return err
	}
	_, err := t.reply(ctx, "withdrawn", t.d.look.lines(t.d.texts.of("withdrawn", escape(t.n.Text))), false)
	return err
}
