package slack

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// What staff look up: a case by its number, and what is theirs. Only who is in the desk's channel is
// told anything.

// caseNumbers are runs of digits that may be a ticket's number.
var caseNumbers = regexp.MustCompile(`[0-9]{4,9}`)

// onDeskCommand takes /madoguchi 1001, and without a number says who waits.
func (s *Slack) onDeskCommand(ctx context.Context, c command) (any, error) {
	if !s.ofDesk(name(c.Channel)) || s.exposed(false) {
		return whispered(s.texts.of("find_elsewhere")), nil
	}
	if number := caseNumbers.FindString(knowledge.Fold(c.Text)); number != "" {
		return s.found1(ctx, number), nil
	}
	lists, err := s.lists(ctx, c.User)
	if err != nil {
		return whispered(s.texts.of("refused_later")), nil
	}
	return whispered(strings.Join(lists, "\n")), nil
}

func whispered(text string) any { return map[string]any{"response_type": "ephemeral", "text": text} }

// found1 is a case as it stands, for one person to see.
func (s *Slack) found1(ctx context.Context, number string) any {
	t, err := s.Tickets.Ticket(ctx, number)
	if err != nil {
		text, _ := s.refusal(ctx, number, err)
		return whispered(text)
	}
	return whispered(s.caseSheet(ctx, t))
}

// caseSheet is a case as it stands, in lines.
func (s *Slack) caseSheet(ctx context.Context, t bot.Ticket) string {
	lines := append([]string{s.caseLine(ctx, t)}, s.cardLines(t)...)
	if t.Outcome != "" {
		lines = append(lines, s.texts.of("find_outcome", defang(brief(t.Outcome))))
	}
	return strings.Join(lines, "\n")
}

// caseLine is a ticket in a line, with a link where its thread is known.
func (s *Slack) caseLine(ctx context.Context, t bot.Ticket) string {
	number := t.Number
	if refs, _, err := s.Tickets.Refs(ctx, t.Number); err == nil {
		if link, ok := s.links.get(refs[refThread]); ok && refs[refThread] != "" {
			number = "<" + link + "|" + number + ">"
		} else if refs[refThread] != "" {
			root := refs[refThread]
			s.later("learn a link", func(ctx context.Context) error { // for the next time
				_, err := s.permalink(ctx, s.deskClient(), s.DeskChannel, root)
				return err
			})
		}
	}
	_, since := t.Turn()
	return fmt.Sprintf("*%s* %s・%s・%s", number, escape(s.title(t)), s.deskStatus(t), s.clock(since))
}

// maxOfList is how many tickets each list of a person's holds.
const maxOfList = 10

// lists are what is somebody's, who waits for the desk, and who waits too long.
func (s *Slack) lists(ctx context.Context, user string) ([]string, error) {
	open, err := s.Tickets.OpenTickets(ctx)
	if err != nil {
		return nil, err
	}
	groups := []struct {
		key string
		in  func(bot.Ticket) bool
	}{
		{"lists_mine", func(t bot.Ticket) bool { return t.Held() && t.Holder.ID == staffPrefix+user }},
		{"lists_overdue", bot.Ticket.Overdue},
		{"lists_waiting", func(t bot.Ticket) bool { return t.Status == bot.Waiting && !t.Overdue() }},
	}
	var out []string
	for _, g := range groups {
		var lines []string
		n := 0
		for _, t := range open {
			if !g.in(t) {
				continue
			}
			if n++; n <= maxOfList {
				lines = append(lines, s.caseLine(ctx, t))
			}
		}
		out = append(out, strings.TrimSpace("*"+s.texts.of(g.key, n)+"*\n"+strings.Join(lines, "\n")))
	}
	return out, nil
}

// onDeskMention answers somebody who mentions the app in the desk's channel with a case's number.
func (s *Slack) onDeskMention(sc scope, m inner) bool {
	number := caseNumbers.FindString(knowledge.Fold(s.words(m.message, sc.self)))
	if number == "" || !mentions(string(m.Text), sc.self) || !s.asked.first("find/"+string(m.TS), true) {
		return false
	}
	s.later("find a case", func(ctx context.Context) error {
		c := s.deskClient()
		t, err := s.Tickets.Ticket(ctx, number)
		if err != nil {
			text, _ := s.refusal(ctx, number, err)
			return c.whisper(ctx, s.DeskChannel, string(m.ThreadTS), string(m.User), text)
		}
		text := s.caseSheet(ctx, t)
		return c.whisper(ctx, s.DeskChannel, string(m.ThreadTS), string(m.User), text, quoted(text))
	})
	return true
}

// welcome tells somebody who has come into the desk's channel how one works there.
func (s *Slack) welcome(user string) {
	s.later("welcome somebody", func(ctx context.Context) error {
		c := s.deskClient()
		return c.whisper(ctx, s.DeskChannel, "", user, s.texts.of("welcome"), section(s.texts.of("welcome")))
	})
}
