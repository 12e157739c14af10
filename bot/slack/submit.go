package slack

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/bot"
)

// What follows from what staff fill in.

// onSubmit takes a modal that was sent. What is wrong with it is said in the modal, where what was
// written still stands.
func (d *desk) onSubmit(ctx context.Context, in interaction) (any, error) {
	var n modalNote
	if json.Unmarshal([]byte(in.View.Private), &n) != nil || n.Ticket == "" || d.DeskChannel == "" {
		return nil, nil
	}
	if d.exposed(false) {
		return nil, nil
	}
	by := d.staff(string(in.User.ID), string(in.User.Name))
	switch in.View.Callback {
	case modalSure:
		d.act(ctx, actionDesk+n.Do, n.Ticket, n.Thread, by, string(in.User.ID))
		return nil, nil
	case modalClose: // whose ticket it is was said in the modal
		end := bot.Close{Number: n.Ticket, By: by, End: bot.EndReason(in.View.input(fieldEnd)), Outcome: in.View.input(fieldOutcome), Confirmed: true}
		err := d.Tickets.Act(ctx, n.Ticket, end)
		return d.wrong(ctx, n.Ticket, fieldEnd, err), nil
	case modalCall:
		return d.announce(ctx, n, in.View.input(fieldCall), by), nil
	case modalAssign:
		d.assign(n, in.View.input(fieldTo), by)
		return nil, nil
	case modalMerge:
		into := strings.TrimSpace(in.View.input(fieldInto))
		err := d.Tickets.Act(ctx, n.Ticket, bot.Merge{Number: n.Ticket, Into: into, By: by})
		if err == nil {
			d.tellThread(n, d.texts.of("merged", n.Ticket, into, d.look.staffName(by)))
		}
		return d.wrong(ctx, n.Ticket, fieldInto, err), nil
	case modalReply, modalConfirmed:
	default:
		return nil, nil
	}
	sure := in.View.Callback == modalConfirmed
	r := bot.Reply{ID: "view/" + string(in.View.ID), By: by, Text: in.View.written(), Confirmed: sure, TakeOver: sure, Hold: d.Undo}
	d.copies.put(r.ID, "") // on its way: its mark must find it
	err := d.Tickets.Answer(ctx, n.Ticket, r)
	if err != nil {
		d.copies.forget(r.ID)
	}
	if why := d.askAbout(ctx, n.Ticket, err); why != "" {
		v := d.look.replyModal(n, r.Text, why, false)
		return slack.NewUpdateViewSubmissionResponse(&v), nil
	}
	if err == nil {
		d.later("show a reply in the thread", func(ctx context.Context) error { return d.copyReply(ctx, n, r) })
		d.offerUndo(n.Thread, n.Ticket, string(in.User.ID), r)
	}
	return d.wrong(ctx, n.Ticket, in.View.writtenIn(), err), nil
}

// wrong is what a modal shows beside its field; nil closes it.
func (d *desk) wrong(ctx context.Context, number, field string, err error) any {
	if err == nil {
		return nil
	}
	text, refused := d.refusal(ctx, number, err)
	if !refused {
		d.Log.Error("a modal could not be taken", "ticket", number, "err", err)
	}
	return slack.NewErrorsViewSubmissionResponse(map[string]string{field: text})
}

// onDraft puts the lines of the entry that were not told yet into a reply that is being written.
func (d *desk) onDraft(in interaction) {
	d.putIn(in, func(t bot.Ticket) string { return strings.Join(t.Sheet.Untold, "\n") }, false)
}

// onTemplate puts one of the desk's templates into it.
func (d *desk) onTemplate(in interaction, which string) {
	i, err := strconv.Atoi(which)
	if err != nil {
		return
	}
	by := d.staff(string(in.User.ID), string(in.User.Name))
	d.putIn(in, func(t bot.Ticket) string {
		text, _ := d.Templates.Fill(i, t, by)
		return text
	}, true)
}

// putIn puts a text behind what stands in a reply that is being written; again offers the draft
// still.
func (d *desk) putIn(in interaction, text func(bot.Ticket) string, again bool) {
	var n modalNote
	if in.View == nil || json.Unmarshal([]byte(in.View.Private), &n) != nil {
		return
	}
	d.later("put something into a reply", func(ctx context.Context) error {
		t, err := d.Tickets.Ticket(ctx, n.Ticket)
		if err != nil {
			return err
		}
		n.Put++
		all := strings.TrimSpace(in.View.written() + "\n" + text(t))
		raw, err := json.Marshal(d.look.replyModal(n, all, "", again && len(t.Sheet.Untold) > 0))
		if err != nil {
			return err
		}
		_, err = d.c.call(ctx, "views.update", url.Values{"view_id": {string(in.View.ID)}, "view": {string(raw)}}, nil)
		return err
	})
}

// copyReply shows colleagues what was sent by the modal.
func (d *desk) copyReply(ctx context.Context, n modalNote, r bot.Reply) error {
	p := d.look.lines(d.texts.of("reply_copy", d.look.staffName(r.By)) + "\n" + escape(r.Text))
	ts, err := d.below(ctx, n.Thread, p, key{r.ID, partCopy})
	if err != nil {
		d.copies.forget(r.ID) // the mark then says it in words
		return err
	}
	d.copies.put(r.ID, ts)
	return nil
}

// assign gives a ticket to a colleague who is in the desk's channel, and tells both.
func (d *desk) assign(n modalNote, user string, by bot.Staff) {
	d.later("assign a ticket", func(ctx context.Context) error {
		called, err := d.nameOf(ctx, d.c, user)
		if err != nil {
			return err
		}
		from := strings.TrimPrefix(by.ID, staffPrefix)
		if is, err := d.isStaff(ctx, user); err != nil || !is {
			d.tellStaff(n.Thread, from, d.texts.of("refused_no_staff"))
			return err
		}
		if err := d.Tickets.Assign(ctx, n.Ticket, bot.Staff{ID: staffPrefix + user, Name: clip(called, 80)}, by); err != nil {
			words, _ := d.refusal(ctx, n.Ticket, err)
			d.tellStaff(n.Thread, from, words)
			return err
		}
		d.tellThread(n, d.texts.of("assigned", user, n.Ticket, d.look.staffName(by)))
		return d.refresh(ctx, n.Ticket, n.Thread)
	})
}

// tellThread says something in a ticket's thread by itself.
func (d *desk) tellThread(n modalNote, text string) {
	d.later("tell a thread", func(ctx context.Context) error {
		_, _, err := d.posts.post(ctx, d.c, post{channel: d.DeskChannel, thread: n.Thread, text: text}, key{})
		return err
	})
}
