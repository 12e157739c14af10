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
func (s *Slack) ask(ts, thread, number, user, text string) {
	if !s.asked.first(ts, true) {
		return
	}
	s.later("ask about a reply", func(ctx context.Context) error {
		c := s.deskClient()
		value := strings.Join([]string{number, ts, user}, " ")
		blocks := []slack.Block{section(text), slack.NewActionBlock("desk", button(deskSend, s.texts.of("ask_send"), value, slack.StyleDanger))}
		_, err := s.below(ctx, c, thread, page{text: text, blocks: blocks}, key{"ask/" + ts, "ask"})
		if err != nil {
			s.asked.forget(ts)
		}
		return err
	})
}

// askAbout says what a writer is to be asked before a reply goes; empty: nothing.
func (s *Slack) askAbout(ctx context.Context, number string, err error) string {
	doubt := bot.Doubt{}
	switch {
	case errors.As(err, &doubt) && doubt.Secret != "":
		return s.texts.of("doubt_secret", doubt.Secret)
	case errors.As(err, &doubt) && doubt.Holds:
		return s.texts.of("doubt_holds", doubt.Ticket, number)
	case errors.As(err, &doubt):
		return s.texts.of("doubt_ticket", doubt.Ticket)
	case errors.Is(err, bot.ErrHeld):
		words, _ := s.refusal(ctx, number, err)
		return s.texts.of("doubt_held", words)
	}
	return ""
}

// noted puts a note's sign under it, and asks who writes their first one whether it was meant for
// the consulter.
func (s *Slack) noted(ts, thread, number, user string) {
	s.later("mark a note", func(ctx context.Context) error {
		c := s.deskClient()
		if err := c.react(ctx, s.DeskChannel, ts, note); err != nil || !s.asked.first("note/"+user, true) {
			return err
		}
		text := s.texts.of("note_first")
		send := button(deskSend, s.texts.of("note_send"), strings.Join([]string{number, ts, user}, " "), "")
		return c.whisper(ctx, s.DeskChannel, thread, user, text, section(text), slack.NewActionBlock("desk", send))
	})
}

// offerUndo shows the writer of a reply that it can still be taken back.
func (s *Slack) offerUndo(thread, number, user string, r bot.Reply) {
	if r.Hold == 0 {
		return
	}
	s.later("offer to take a reply back", func(ctx context.Context) error {
		c := s.deskClient()
		text := s.texts.of("undo", int(r.Hold.Seconds()))
		undo := button(deskUndo, s.texts.of("button_undo"), number+" "+r.ID, "")
		return c.whisper(ctx, s.DeskChannel, thread, user, text, section(text), slack.NewActionBlock("desk", undo))
	})
}

// undo takes a reply back, and away from before colleagues.
func (s *Slack) undo(ctx context.Context, thread, value string, by bot.Staff) {
	number, id, _ := strings.Cut(value, " ")
	user := strings.TrimPrefix(by.ID, staffPrefix)
	err := s.Tickets.Act(ctx, number, bot.Recall{Number: number, Reply: id, By: by})
	if err != nil {
		words, _ := s.refusal(ctx, number, err)
		s.tellStaff(thread, user, words)
		return
	}
	s.tellStaff(thread, user, s.texts.of("undone"))
	if ts, ok := s.copies.get(id); ok && ts != "" {
		s.later("take a copy away", func(ctx context.Context) error {
			c := s.deskClient()
			return c.remove(ctx, s.DeskChannel, ts)
		})
	}
}

// sendAsked sends a reply that its writer has confirmed, as it stands in Slack by now. question is the ts of what asked.
func (s *Slack) sendAsked(question, thread, value string, by bot.Staff) {
	fields := strings.Fields(value)
	if len(fields) != 3 {
		return
	}
	number, ts, writer := fields[0], fields[1], fields[2]
	user := strings.TrimPrefix(by.ID, staffPrefix)
	if writer != user {
		s.tellStaff(thread, user, s.texts.of("ask_not_yours"))
		return
	}
	s.later("send a confirmed reply", func(ctx context.Context) error {
		c := s.deskClient()
		m, err := c.read1(ctx, s.DeskChannel, thread, ts)
		if err != nil {
			return err
		}
		text, meant, _ := s.reply(m, "")
		if !meant { // a note that was meant for the consulter; one that was deleted is refused as empty
			text = s.words(m, "")
		}
		r := bot.Reply{ID: replyID(ts), By: by, Text: text, Confirmed: true, TakeOver: true, Hold: s.Undo}
		err = s.Tickets.Answer(ctx, number, r)
		if err == nil {
			s.offerUndo(thread, number, user, r)
		}
		if err := s.refused(ctx, number, thread, ts, user, err); err != nil {
			s.tellStaff(thread, user, s.texts.of("refused_later"))
			return err
		}
		return c.remove(ctx, s.DeskChannel, question)
	})
}
