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
	c := s.deskClient()
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
			_, err := s.nameOf(ctx, s.deskClient(), user)
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
	case errors.Is(err, bot.ErrMerge):
		return s.texts.of("refused_merge"), true
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
		c := s.deskClient()
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
	switch id {
	case deskSend:
		s.sendAsked(ts, thread, number, by)
		return nil
	case deskUndo:
		s.undo(ctx, thread, number, by)
		return nil
	}
	if a.Selected != nil { // of the card's menu
		do, n, _ := strings.Cut(string(a.Selected.Value), " ")
		id, number = actionDesk+do, n
	} else if n, root, ok := strings.Cut(number, " "); ok { // of a list: it is about another thread
		number, thread = n, root
	}
	if slices.Contains(opensModal, id) {
		s.later("open a modal", func(ctx context.Context) error {
			return s.openModal(ctx, id, string(in.TriggerID), user, modalNote{Ticket: number, Thread: thread})
		})
		return nil
	}
	s.act(ctx, id, number, thread, by, user)
	return nil // a press is not delivered again; who pressed was told
}

// opensModal are the presses after which something is to be filled in, confirmed or read.
var opensModal = []string{deskReply, deskClose, deskDetails, deskTakeOver, deskReturn, deskAssign, deskMerge}

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
	c := s.deskClient()
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

// written is what staff have written to a ticket's consulter.
func (s *Slack) written(ctx context.Context, t bot.Ticket) (string, error) {
	all, err := s.Events.Transcript(ctx, t.Conversation, t.Entries)
	var out []string
	for _, l := range all {
		if l.From == bot.FromStaff && !l.Failed {
			out = append(out, l.Text)
		}
	}
	return strings.Join(out, "\n"), err
}

func (s *Slack) openModal(ctx context.Context, action, trigger, user string, n modalNote) error {
	c := s.deskClient()
	t, err := s.Tickets.Ticket(ctx, n.Ticket)
	if err != nil {
		return err
	}
	var v slack.ModalViewRequest
	switch action {
	case deskReply:
		v = s.replyModal(n, "", "", len(t.Sheet.Untold) > 0)
	case deskClose:
		outcome, err := s.written(ctx, t)
		if err != nil {
			return err
		}
		v = s.closeModal(n, t, outcome, t.Holder.ID == staffPrefix+user)
	case deskAssign:
		v = s.assignModal(n, user)
	case deskMerge:
		v = s.mergeModal(n)
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

// isStaff reports whether somebody is in the desk's channel.
func (s *Slack) isStaff(ctx context.Context, c *client, user string) (bool, error) {
	var out struct {
		Members []string `json:"members"`
	}
	_, err := c.call(ctx, "conversations.members", url.Values{"channel": {s.DeskChannel}, "limit": {"1000"}}, &out)
	return slices.Contains(out.Members, user), err
}
