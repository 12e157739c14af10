package slack

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/bot"
)

// What follows from what staff fill in.

// onSubmit takes a modal that was sent. What is wrong with it is said in the modal, where what was written still stands.
func (s *Slack) onSubmit(ctx context.Context, in interaction) (any, error) {
	var n modalNote
	if json.Unmarshal([]byte(in.View.Private), &n) != nil || n.Ticket == "" || s.DeskChannel == "" {
		return nil, nil
	}
	if s.exposed(false) {
		return nil, nil
	}
	by := s.staff(string(in.User.ID), string(in.User.Name))
	switch in.View.Callback {
	case modalSure:
		s.act(ctx, actionDesk+n.Do, n.Ticket, n.Thread, by, string(in.User.ID))
		return nil, nil
	case modalClose: // whose ticket it is was said in the modal
		end := bot.Close{Number: n.Ticket, By: by, End: bot.EndReason(in.View.input(fieldEnd)), Outcome: in.View.input(fieldOutcome), Confirmed: true}
		err := s.Tickets.Act(ctx, n.Ticket, end)
		return s.wrong(ctx, n.Ticket, fieldEnd, err), nil
	case modalAssign:
		s.assign(n, in.View.input(fieldTo), by)
		return nil, nil
	case modalMerge:
		into := strings.TrimSpace(in.View.input(fieldInto))
		err := s.Tickets.Act(ctx, n.Ticket, bot.Merge{Number: n.Ticket, Into: into, By: by})
		if err == nil {
			s.tellThread(n, s.texts.of("merged", n.Ticket, into, s.staffName(by)))
		}
		return s.wrong(ctx, n.Ticket, fieldInto, err), nil
	case modalReply, modalConfirmed:
	default:
		return nil, nil
	}
	sure := in.View.Callback == modalConfirmed
	r := bot.Reply{ID: "view/" + string(in.View.ID), By: by, Text: in.View.written(), Confirmed: sure, TakeOver: sure, Hold: s.Undo}
	s.copies.put(r.ID, "") // on its way: its mark must find it
	err := s.Tickets.Answer(ctx, n.Ticket, r)
	if err != nil {
		s.copies.forget(r.ID)
	}
	if why := s.askAbout(ctx, n.Ticket, err); why != "" {
		v := s.replyModal(n, r.Text, why, false)
		return slack.NewUpdateViewSubmissionResponse(&v), nil
	}
	if err == nil {
		s.later("show a reply in the thread", func(ctx context.Context) error { return s.copyReply(ctx, n, r) })
		s.offerUndo(n.Thread, n.Ticket, string(in.User.ID), r)
	}
	return s.wrong(ctx, n.Ticket, in.View.writtenIn(), err), nil
}

// wrong is what a modal shows beside its field; nil closes it.
func (s *Slack) wrong(ctx context.Context, number, field string, err error) any {
	if err == nil {
		return nil
	}
	text, refused := s.refusal(ctx, number, err)
	if !refused {
		s.Log.Error("a modal could not be taken", "ticket", number, "err", err)
	}
	return slack.NewErrorsViewSubmissionResponse(map[string]string{field: text})
}

// onDraft puts the lines of the entry that were not told yet into a reply that is being written.
func (s *Slack) onDraft(in interaction) {
	var n modalNote
	if in.View == nil || json.Unmarshal([]byte(in.View.Private), &n) != nil {
		return
	}
	s.later("put a draft into a reply", func(ctx context.Context) error {
		t, err := s.Tickets.Ticket(ctx, n.Ticket)
		if err != nil {
			return err
		}
		c := s.deskClient()
		text := strings.TrimSpace(in.View.written() + "\n" + strings.Join(t.Sheet.Untold, "\n"))
		raw, err := json.Marshal(s.replyModal(n, text, "", false))
		if err != nil {
			return err
		}
		_, err = c.call(ctx, "views.update", url.Values{"view_id": {string(in.View.ID)}, "view": {string(raw)}}, nil)
		return err
	})
}

// copyReply shows colleagues what was sent by the modal.
func (s *Slack) copyReply(ctx context.Context, n modalNote, r bot.Reply) error {
	c := s.deskClient()
	p := s.lines(s.texts.of("reply_copy", s.staffName(r.By)) + "\n" + escape(r.Text))
	ts, err := s.below(ctx, c, n.Thread, p, key{r.ID, partCopy})
	if err != nil {
		s.copies.forget(r.ID) // the mark then says it in words
		return err
	}
	s.copies.put(r.ID, ts)
	return nil
}

// assign gives a ticket to a colleague who is in the desk's channel, and tells both.
func (s *Slack) assign(n modalNote, user string, by bot.Staff) {
	s.later("assign a ticket", func(ctx context.Context) error {
		c := s.deskClient()
		called, err := s.nameOf(ctx, c, user)
		if err != nil {
			return err
		}
		from := strings.TrimPrefix(by.ID, staffPrefix)
		if is, err := s.isStaff(ctx, c, user); err != nil || !is {
			s.tellStaff(n.Thread, from, s.texts.of("refused_no_staff"))
			return err
		}
		if err := s.Tickets.Assign(ctx, n.Ticket, bot.Staff{ID: staffPrefix + user, Name: clip(called, 80)}, by); err != nil {
			words, _ := s.refusal(ctx, n.Ticket, err)
			s.tellStaff(n.Thread, from, words)
			return err
		}
		s.tellThread(n, s.texts.of("assigned", user, n.Ticket, s.staffName(by)))
		return s.refresh(ctx, n.Ticket, n.Thread)
	})
}

// tellThread says something in a ticket's thread by itself.
func (s *Slack) tellThread(n modalNote, text string) {
	s.later("tell a thread", func(ctx context.Context) error {
		_, _, err := s.post(ctx, s.deskClient(), post{channel: s.DeskChannel, thread: n.Thread, text: text}, key{})
		return err
	})
}
