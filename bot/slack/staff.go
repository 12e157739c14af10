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
func (d *desk) meet(ctx context.Context) error {
	if d.DeskChannel == "" {
		return nil
	}
	var out struct {
		Members []string `json:"members"`
	}
	if _, err := d.c.call(ctx, "conversations.members", url.Values{"channel": {d.DeskChannel}, "limit": {fmt.Sprint(maxMet)}}, &out); err != nil {
		return err
	}
	for _, user := range out.Members {
		if _, err := d.nameOf(ctx, d.c, user); err != nil {
			return err
		}
	}
	return nil
}

// staff is a member of staff. A name that is not known yet is learnt for the next time: asking now
// would hold up the acknowledgement.
func (d *desk) staff(user, called string) bot.Staff {
	if n, ok := d.names.get(user); ok {
		called = n
	} else {
		d.later("learn a name", func(ctx context.Context) error {
			_, err := d.nameOf(ctx, d.c, user)
			return err
		})
	}
	if called == "" {
		called = user
	}
	return bot.Staff{ID: staffPrefix + user, Name: clip(called, 80)}
}

// refusal says in words why an action was refused; false: it was not refused, it failed.
func (d *desk) refusal(ctx context.Context, number string, err error) (string, bool) {
	switch {
	case errors.Is(err, bot.ErrHeld):
		if t, err := d.Tickets.Ticket(ctx, number); err == nil && t.Holder.Name != "" {
			return d.texts.of("refused_held", d.look.staffName(t.Holder)), true
		}
		return d.texts.of("refused_held_unknown"), true
	case errors.Is(err, bot.ErrOver):
		return d.texts.of("refused_over"), true
	case errors.Is(err, bot.ErrNoTicket):
		return d.texts.of("refused_no_ticket"), true
	case errors.Is(err, bot.ErrEmptyReply):
		return d.texts.of("refused_empty"), true
	case errors.Is(err, bot.ErrMerge):
		return d.texts.of("refused_merge"), true
	case errors.Is(err, bot.ErrSent):
		return d.texts.of("refused_sent"), true
	case errors.Is(err, bot.ErrNoWord):
		return d.texts.of("refused_no_word"), true
	case errors.Is(err, bot.ErrEndReason):
		return d.texts.of("refused_end"), true
	}
	return d.texts.of("refused_later"), false
}

// tellStaff whispers to one member of staff in a thread of the desk's channel.
func (d *desk) tellStaff(thread, user, text string) {
	d.later("tell a member of staff", func(ctx context.Context) error {
		return d.c.whisper(ctx, d.DeskChannel, thread, user, text)
	})
}

// onDeskAction takes a press on a card. Whoever is in the desk's channel is staff.
func (d *desk) onDeskAction(ctx context.Context, in interaction, a action) error {
	channel, ts, thread := in.at()
	if !d.ofDesk(name(channel)) || d.exposed(false) {
		return nil
	}
	if thread == "" {
		thread = ts
	}
	by, user := d.staff(string(in.User.ID), string(in.User.Name)), string(in.User.ID)
	id, number := string(a.ID), string(a.Value)
	switch id {
	case deskSend:
		d.sendAsked(ts, thread, number, by)
		return nil
	case deskUndo:
		d.undo(ctx, thread, number, by)
		return nil
	}
	if a.Selected != nil { // of the card's menu
		do, n, _ := strings.Cut(string(a.Selected.Value), " ")
		id, number = actionDesk+do, n
	} else if n, root, ok := strings.Cut(number, " "); ok { // of a list: it is about another thread
		number, thread = n, root
	}
	if slices.Contains(opensModal, id) {
		d.later("open a modal", func(ctx context.Context) error {
			return d.openModal(ctx, id, string(in.TriggerID), user, modalNote{Ticket: number, Thread: thread})
		})
		return nil
	}
	d.act(ctx, id, number, thread, by, user)
	return nil // a press is not delivered again; who pressed was told
}

// opensModal are the presses after which something is to be filled in, confirmed or read.
var opensModal = []string{deskReply, deskClose, deskDetails, deskTakeOver, deskReturn, deskAssign, deskMerge, deskReach}

// act does what was pressed, or tells who pressed why not.
func (d *desk) act(ctx context.Context, id, number, thread string, by bot.Staff, user string) {
	err := d.does(ctx, id, number, by)
	if err == nil {
		d.later("show a press at once", func(ctx context.Context) error { return d.refresh(ctx, number, thread) })
		return
	}
	text, refused := d.refusal(ctx, number, err)
	d.tellStaff(thread, user, text)
	if !refused {
		d.Log.Error("a member of staff could not act", "ticket", number, "action", id, "err", err)
	}
}

// refresh shows a card as its ticket stands now, before the notice does whose turn may be far off.
func (d *desk) refresh(ctx context.Context, number, ts string) error {
	if root, ok := d.threads.get(ts); !ok || root != number {
		return nil
	}
	t, err := d.Tickets.Ticket(ctx, number)
	if err != nil {
		return err
	}
	who, _ := d.consulters.get(number)
	p := d.look.card(t, who)
	err = d.c.update(ctx, ts, post{channel: d.DeskChannel, text: p.text, blocks: p.blocks, ticket: number}, key{"press/" + number, refCard})
	if err == nil {
		d.shows(t, p)
	}
	return err
}

func (d *desk) does(ctx context.Context, id, number string, by bot.Staff) error {
	switch id {
	case deskClaim:
		return d.Tickets.Claim(ctx, number, by)
	case deskTakeOver:
		return d.Tickets.Assign(ctx, number, by, by)
	case deskPutBack:
		return d.Tickets.PutBack(ctx, number, by)
	case deskRaise:
		return d.Tickets.Raise(ctx, number, by)
	case deskLower:
		return d.Tickets.Act(ctx, number, bot.Lower{Number: number, By: by})
	case deskReturn:
		return d.Tickets.ReturnToBot(ctx, number, by)
	}
	return nil
}

// written is what staff have written to a ticket's consulter.
func (d *desk) written(ctx context.Context, t bot.Ticket) (string, error) {
	all, err := d.Events.Transcript(ctx, t.Conversation, t.Entries)
	var out []string
	for _, l := range all {
		if l.From == bot.FromStaff && !l.Failed {
			out = append(out, l.Text)
		}
	}
	return strings.Join(out, "\n"), err
}

func (d *desk) openModal(ctx context.Context, action, trigger, user string, n modalNote) error {
	t, err := d.Tickets.Ticket(ctx, n.Ticket)
	if err != nil {
		return err
	}
	var v slack.ModalViewRequest
	switch action {
	case deskReply:
		v = d.look.replyModal(n, "", "", len(t.Sheet.Untold) > 0)
	case deskClose:
		outcome, err := d.written(ctx, t)
		if err != nil {
			return err
		}
		v = d.look.closeModal(n, t, outcome, t.Holder.ID == staffPrefix+user)
	case deskAssign:
		v = d.look.assignModal(n, user)
	case deskMerge:
		v = d.look.mergeModal(n)
	case deskDetails:
		v = d.look.detailsModal(t)
	case deskReach:
		if v, err = d.reach(ctx, n, t, user); err != nil {
			return err
		}
	default:
		v = d.look.sureModal(n, strings.TrimPrefix(action, actionDesk))
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = d.c.call(ctx, "views.open", url.Values{"trigger_id": {trigger}, "view": {string(raw)}}, nil)
	return err
}

// isStaff reports whether somebody is in the desk's channel.
func (d *desk) isStaff(ctx context.Context, user string) (bool, error) {
	var out struct {
		Members []string `json:"members"`
	}
	_, err := d.c.call(ctx, "conversations.members", url.Values{"channel": {d.DeskChannel}, "limit": {"1000"}}, &out)
	return slices.Contains(out.Members, user), err
}
