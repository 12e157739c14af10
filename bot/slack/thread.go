package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"madoguchi/bot"
)

// What staff write in a ticket's thread is a note among colleagues, unless it begins with ">": then
// it is meant for the consulter. A slip must not reach anybody; so where it is not clear the writer
// is asked.

// Emoji under a reply.
const (
	taken    = "white_check_mark"
	notTaken = "warning"
	note     = "memo" // not for the consulter
)

// partCopy names the copy of a reply.
const partCopy = "copy"

// replyID names a reply by where it stands in Slack.
func replyID(ts string) string { return "thread/" + ts }

// reply reads a thread message as a reply. In mixed ones only some lines are quoted: somebody who
// quotes the consulter to a colleague writes so.
func (rd reader) reply(m message, self string) (reply string, meant, mixed bool) {
	text := strings.TrimSpace(string(m.Text))
	quote := ""
	for _, q := range []string{"&gt;", ">", "＞"} {
		if strings.HasPrefix(text, q) {
			quote = q
		}
	}
	if quote == "" {
		return "", false, false
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		rest, quoted := strings.CutPrefix(l, quote)
		if quoted {
			rest = strings.TrimPrefix(strings.TrimPrefix(rest, " "), "　")
		} else if strings.TrimSpace(l) != "" && quote != "＞" { // Slack turns ＞ into no quotation: what follows belongs to it
			mixed = true
		}
		lines[i] = rest
	}
	return rd.read(strings.Join(lines, "\n"), self, hintsOf(readBlocks(m.Blocks))), true, mixed
}

// errUnknownThread asks Slack to deliver a message again, once it is known which ticket its thread
// is about.
var errUnknownThread = errors.New("it is not known yet what the thread is about")

// onDeskMessage takes what staff write. Each gets a sign of what became of it: a reply its mark, a
// note 📝, what stands outside a thread ⚠️.
func (d *desk) onDeskMessage(ctx context.Context, sc scope, m inner) error {
	text, meant, mixed := d.reader.reply(m.message, sc.self)
	thread, ts, user := string(m.ThreadTS), string(m.TS), string(m.User)
	if d.exposed(sc.shared) {
		return nil
	}
	if !meant && d.onDeskMention(sc, m) {
		return nil
	}
	if thread == "" {
		if meant {
			d.markRefused("", ts, user, d.texts.of("refused_outside"))
		}
		return nil
	}
	number, ok := d.threads.get(thread)
	if !ok {
		d.later("find a thread's ticket", func(ctx context.Context) error { return d.learnThread(ctx, thread) })
		if !meant {
			return nil // a note may go without its sign
		}
		return errUnknownThread
	}
	if number == "" {
		return nil
	}
	if !meant {
		d.noted(ts, thread, number, user)
		return nil
	}
	if why := unsendable(m.message); why != "" {
		d.markRefused(thread, ts, user, d.texts.of(why))
		return nil
	}
	if mixed {
		d.ask(ts, thread, number, user, d.texts.of("ask_mixed", user))
		return nil
	}
	r := bot.Reply{ID: replyID(ts), By: d.staff(user, ""), Text: text, Hold: d.Undo}
	err := d.Tickets.Answer(ctx, number, r)
	if why := d.askAbout(ctx, number, err); why != "" {
		if errors.Is(err, bot.ErrHeld) {
			d.markRefused(thread, ts, user, "")
		}
		d.ask(ts, thread, number, user, d.texts.of("ask_head", user)+why)
		return nil
	}
	if err == nil {
		d.offerUndo(thread, number, user, r)
	}
	return d.refused(ctx, number, thread, ts, user, err)
}

// unsendable says why a reply cannot be sent as it stands: a part of it would be lost.
func unsendable(m message) string {
	switch {
	case len(m.allFiles()) > 0:
		return "refused_file"
	case len(m.Attachments) > 0:
		return "refused_forward"
	}
	return ""
}

// refused marks a reply that was not taken, for a reason that does not go away. Other errors are
// passed on.
func (d *desk) refused(ctx context.Context, number, thread, ts, user string, err error) error {
	if err == nil {
		return nil
	}
	words, refused := d.refusal(ctx, number, err)
	if !refused {
		return err
	}
	d.markRefused(thread, ts, user, words)
	return nil
}

// markRefused marks a reply that is not sent, and tells its writer why.
func (d *desk) markRefused(thread, ts, user, words string) {
	d.later("mark a refused reply", func(ctx context.Context) error {
		err := d.c.react(ctx, d.DeskChannel, ts, notTaken)
		if words != "" {
			err = errors.Join(err, d.c.whisper(ctx, d.DeskChannel, thread, user, words))
		}
		return err
	})
}

// learnThread finds out which ticket a thread is about: its root says so. It is needed only for
// threads that were begun before this process was.
func (d *desk) learnThread(ctx context.Context, thread string) error {
	root, err := d.c.read1(ctx, d.DeskChannel, thread, thread)
	if err != nil {
		return err
	}
	number := ""
	if m := root.Metadata; m != nil && m.Type == metadataType {
		number = m.Payload.Ticket
	}
	d.threads.first(thread, number)
	return nil
}

// onDeskRevision tells staff that a reply cannot be taken back, and that an edited note is not
// sent.
func (d *desk) onDeskRevision(ctx context.Context, m inner, before *inner, deleted bool) error {
	ts, thread := string(m.TS), string(m.ThreadTS)
	if _, card := d.threads.get(ts); card && deleted {
		d.gone.put(ts, true)
	}
	number, ok := d.threads.get(thread)
	if !ok && thread != "" {
		if err := d.learnThread(ctx, thread); err != nil {
			return err
		}
		number, _ = d.threads.get(thread)
	}
	if number == "" || m.User == "" {
		return nil
	}
	t, err := d.Tickets.Ticket(ctx, number)
	if err != nil {
		return err
	}
	for _, h := range t.History {
		if h.Reply == replyID(ts) {
			if deleted && d.Tickets.Act(ctx, number, bot.Recall{Number: number, Reply: h.Reply, By: d.staff(string(m.User), "")}) == nil {
				return d.c.whisper(ctx, d.DeskChannel, thread, string(m.User), d.texts.of("undone"))
			}
			_, err := d.below(ctx, thread, d.look.lines(d.texts.of("cannot_recall")), key{"revised/" + ts + "/" + string(m.EventTS), "note"})
			return err
		}
	}
	_, was, _ := d.reader.reply(before.message, "")
	if _, is, _ := d.reader.reply(m.message, ""); is && !was && !deleted {
		return d.c.whisper(ctx, d.DeskChannel, thread, string(m.User), d.texts.of("refused_edit"))
	}
	return nil
}

// outcome marks a reply that the consulter's platform has taken, or says why it has not.
func (t *notifier) outcome(ctx context.Context) error {
	ts, err := t.replyPost(ctx)
	if err != nil {
		return err
	}
	emoji := taken
	if t.n.Kind == bot.NotTaken {
		emoji = notTaken
	}
	if ts != "" {
		if err := t.d.c.react(ctx, t.d.DeskChannel, ts, emoji); err != nil {
			return err
		}
	}
	switch {
	case t.n.Kind == bot.NotTaken:
		_, err = t.reply(ctx, "not_taken", t.d.look.lines(t.d.texts.of("not_taken", escape(t.n.Text))), false)
	case t.n.Text != "": // it was not, at first
		_, err = t.reply(ctx, "taken", t.d.look.lines(escape(t.n.Text)), false)
	case ts == "" && strings.HasPrefix(t.n.Reply, "view/"): // the copy was lost in a crash
		_, err = t.reply(ctx, "taken", t.d.look.lines(t.d.texts.of("reply_taken", t.d.look.staffName(t.n.Ticket.Holder))), false)
	}
	return err
}

// replyPost is the ts of the post that holds a reply; empty when there is none in Slack.
func (t *notifier) replyPost(ctx context.Context) (string, error) {
	if ts, ok := strings.CutPrefix(t.n.Reply, "thread/"); ok {
		return ts, nil
	}
	if !strings.HasPrefix(t.n.Reply, "view/") {
		return "", nil
	}
	if ts, ok := t.d.copies.get(t.n.Reply); ok && ts == "" {
		return "", &bot.SendError{Failure: bot.Retry, Err: errors.New("the reply's copy is on its way")}
	} else if ok {
		return ts, nil
	}
	defer t.d.posts.parts.close(t.n.Reply)
	if err := t.d.posts.find(ctx, t.d.c, t.d.DeskChannel, t.refs[refThread], t.n.Reply); err != nil {
		return "", fmt.Errorf("look for a reply's copy: %w", err)
	}
	for _, ts := range t.d.posts.parts.with(t.n.Reply, partCopy) {
		return ts, nil
	}
	return "", nil
}
