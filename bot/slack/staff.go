package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/bot"
)

// staffPrefix stands before a Slack user in bot.Staff.
const staffPrefix = "slack/"

// maxMet is how many members of the desk's channel are learnt by name at the start.
const maxMet = 50

// meet learns who is at the desk, so that colleagues see names.
func (s *Slack) meet(ctx context.Context) error {
	if s.DeskChannel == "" {
		return nil
	}
	c, err := s.client(ctx, "")
	if err != nil {
		return err
	}
	var out struct {
		Members []string `json:"members"`
	}
	if _, err := c.call(ctx, "conversations.members", url.Values{"channel": {s.DeskChannel}, "limit": {fmt.Sprint(maxMet)}}, &out); err != nil {
		return err
	}
	for _, user := range out.Members {
		if _, err := s.nameOf(ctx, c, user); err != nil {
			return err
		}
	}
	return nil
}

// staff is a member of staff. A name that is not known yet is learnt for the next time: asking now would hold up the acknowledgement.
func (s *Slack) staff(user, called string) bot.Staff {
	if n, ok := s.names.get(user); ok {
		called = n
	} else {
		s.later("learn a name", func(ctx context.Context) error {
			c, err := s.client(ctx, "")
			if err == nil {
				_, err = s.nameOf(ctx, c, user)
			}
			return err
		})
	}
	if called == "" {
		called = user
	}
	return bot.Staff{ID: staffPrefix + user, Name: clip(called, 80)}
}

// refusal says in words why an action was refused; false: it was not refused, it failed.
func (s *Slack) refusal(ctx context.Context, number string, err error) (string, bool) {
	switch {
	case errors.Is(err, bot.ErrHeld):
		if t, err := s.Tickets.Ticket(ctx, number); err == nil && t.Holder.Name != "" {
			return s.texts.of("refused_held", s.staffName(t.Holder)), true
		}
		return s.texts.of("refused_held_unknown"), true
	case errors.Is(err, bot.ErrOver):
		return s.texts.of("refused_over"), true
	case errors.Is(err, bot.ErrNoTicket):
		return s.texts.of("refused_no_ticket"), true
	case errors.Is(err, bot.ErrEmptyReply):
		return s.texts.of("refused_empty"), true
	case errors.Is(err, bot.ErrSent):
		return s.texts.of("refused_sent"), true
	case errors.Is(err, bot.ErrEndReason):
		return s.texts.of("refused_end"), true
	}
	return s.texts.of("refused_later"), false
}

// tellStaff whispers to one member of staff in a thread of the desk's channel.
func (s *Slack) tellStaff(thread, user, text string) {
	s.later("tell a member of staff", func(ctx context.Context) error {
		c, err := s.client(ctx, "")
		if err != nil {
			return err
		}
		return c.whisper(ctx, s.DeskChannel, thread, user, text)
	})
}

// onDeskAction takes a press on a card. Whoever is in the desk's channel is staff.
func (s *Slack) onDeskAction(ctx context.Context, in interaction, a action) error {
	channel, ts, thread := in.at()
	if !s.ofDesk(name(channel)) || s.exposed(false) {
		return nil
	}
	if thread == "" {
		thread = ts
	}
	by, user := s.staff(string(in.User.ID), string(in.User.Name)), string(in.User.ID)
	id, number := string(a.ID), string(a.Value)
	if a.Selected != nil { // of the card's menu
		do, n, _ := strings.Cut(string(a.Selected.Value), " ")
		id, number = actionDesk+do, n
	} else if n, root, ok := strings.Cut(number, " "); ok && id != deskSend && id != deskUndo { // of a list: it is about another thread
		number, thread = n, root
	}
	switch id {
	case deskSend:
		s.sendAsked(ts, thread, number, by)
		return nil
	case deskUndo:
		s.undo(ctx, thread, string(a.Value), by)
		return nil
	}
	if slices.Contains(opensModal, id) {
		s.later("open a modal", func(ctx context.Context) error {
			return s.openModal(ctx, id, string(in.TriggerID), modalNote{Ticket: number, Thread: thread})
		})
		return nil
	}
	s.act(ctx, id, number, thread, by, user)
	return nil // a press is not delivered again; who pressed was told
}

// opensModal are the presses after which something is to be filled in, confirmed or read.
var opensModal = []string{deskReply, deskClose, deskDetails, deskTakeOver, deskReturn}

// act does what was pressed, or tells who pressed why not.
func (s *Slack) act(ctx context.Context, id, number, thread string, by bot.Staff, user string) {
	err := s.does(ctx, id, number, by)
	if err == nil {
		s.later("show a press at once", func(ctx context.Context) error { return s.refresh(ctx, number, thread) })
		return
	}
	text, refused := s.refusal(ctx, number, err)
	s.tellStaff(thread, user, text)
	if !refused {
		s.Log.Error("a member of staff could not act", "ticket", number, "action", id, "err", err)
	}
}

// refresh shows a card as its ticket stands now, before the notice does whose turn may be far off.
func (s *Slack) refresh(ctx context.Context, number, ts string) error {
	if root, ok := s.threads.get(ts); !ok || root != number {
		return nil
	}
	t, err := s.Tickets.Ticket(ctx, number)
	if err != nil {
		return err
	}
	c, err := s.client(ctx, "")
	if err != nil {
		return err
	}
	who, _ := s.consulters.get(number)
	p := s.card(t, who)
	err = s.update(ctx, c, ts, post{channel: s.DeskChannel, text: p.text, blocks: p.blocks, ticket: number}, key{"press/" + number, refCard})
	if err == nil {
		s.shows(t, p)
	}
	return err
}

func (s *Slack) does(ctx context.Context, id, number string, by bot.Staff) error {
	switch id {
	case deskClaim:
		return s.Tickets.Claim(ctx, number, by)
	case deskTakeOver:
		return s.Tickets.Assign(ctx, number, by, by)
	case deskPutBack:
		return s.Tickets.PutBack(ctx, number, by)
	case deskRaise:
		return s.Tickets.Raise(ctx, number, by)
	case deskLower:
		return s.Tickets.Act(ctx, number, bot.Lower{Number: number, By: by})
	case deskReturn:
		return s.Tickets.ReturnToBot(ctx, number, by)
	}
	return nil
}

func (s *Slack) openModal(ctx context.Context, action, trigger string, n modalNote) error {
	c, err := s.client(ctx, "")
	if err != nil {
		return err
	}
	t, err := s.Tickets.Ticket(ctx, n.Ticket)
	if err != nil {
		return err
	}
	var v slack.ModalViewRequest
	switch action {
	case deskReply:
		v = s.replyModal(n, "", "", len(t.Sheet.Untold) > 0)
	case deskClose:
		v = s.closeModal(n)
	case deskDetails:
		v = s.detailsModal(t)
	default:
		v = s.sureModal(n, strings.TrimPrefix(action, actionDesk))
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = c.call(ctx, "views.open", url.Values{"trigger_id": {trigger}, "view": {string(raw)}}, nil)
	return err
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
		c, err := s.client(ctx, "")
		if err != nil {
			return err
		}
		text := strings.TrimSpace(in.View.written() + "\n" + strings.Join(t.Sheet.Untold, "\n"))
		raw, err := json.Marshal(s.replyModal(n, text, "", false))
		if err != nil {
			return err
		}
		_, err = c.call(ctx, "views.update", url.Values{"view_id": {string(in.View.ID)}, "view": {string(raw)}}, nil)
		return err
	})
}

// onSubmit takes a modal that was sent. What is wrong with it is said in the modal, where what was written still stands.
func (s *Slack) onSubmit(ctx context.Context, in interaction) (any, error) {
	var n modalNote
	if json.Unmarshal([]byte(in.View.Private), &n) != nil || n.Ticket == "" || s.DeskChannel == "" {
		return nil, nil
	}
	by := s.staff(string(in.User.ID), string(in.User.Name))
	switch in.View.Callback {
	case modalSure:
		s.act(ctx, actionDesk+n.Do, n.Ticket, n.Thread, by, string(in.User.ID))
		return nil, nil
	case modalClose:
		err := s.Tickets.Close(ctx, n.Ticket, by, bot.EndReason(in.View.input(fieldEnd)))
		return s.wrong(ctx, n.Ticket, fieldEnd, err), nil
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

// copyReply shows colleagues what was sent by the modal.
func (s *Slack) copyReply(ctx context.Context, n modalNote, r bot.Reply) error {
	c, err := s.client(ctx, "")
	if err != nil {
		s.copies.forget(r.ID)
		return err
	}
	p := s.lines(s.texts.of("reply_copy", s.staffName(r.By)) + "\n" + escape(r.Text))
	ts, err := s.below(ctx, c, n.Thread, p, key{r.ID, partCopy})
	if err != nil {
		s.copies.forget(r.ID) // the mark then says it in words
		return err
	}
	s.copies.put(r.ID, ts)
	return nil
}

// partCopy names the copy of a reply.
const partCopy = "copy"

// below posts something by itself in a thread of the desk's channel. Where the thread's root is gone it is not posted.
func (s *Slack) below(ctx context.Context, c *client, thread string, p page, k key) (ts string, err error) {
	defer s.posted.close(k.id)
	k.part += inThread + thread
	return s.once(ctx, c, post{channel: s.DeskChannel, thread: thread, text: p.text, blocks: p.blocks}, k)
}
