package slack

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// What staff look up: a case by its number, and what is theirs. Only who is in the desk's channel
// is told anything.

// caseNumbers are runs of digits that may be a ticket's number.
var caseNumbers = regexp.MustCompile(`[0-9]{4,9}`)

// onDeskCommand takes /madoguchi 1001, and without a number says who waits.
func (d *desk) onDeskCommand(ctx context.Context, c command) (any, error) {
	if !d.ofDesk(name(c.Channel)) || d.exposed(false) {
		return whispered(d.texts.of("find_elsewhere")), nil
	}
	if number := caseNumbers.FindString(knowledge.Fold(c.Text)); number != "" {
		return d.found1(ctx, number), nil
	}
	lists, err := d.lists(ctx, c.User)
	if err != nil {
		return whispered(d.texts.of("find_failed")), nil
	}
	return whispered(strings.Join(lists, "\n")), nil
}

func whispered(text string) any { return map[string]any{"response_type": "ephemeral", "text": text} }

// found1 is a case as it stands, for one person to see.
func (d *desk) found1(ctx context.Context, number string) any {
	t, err := d.Tickets.Ticket(ctx, number)
	if err != nil {
		text, ok := d.refusal(ctx, number, err)
		if !ok {
			text = d.texts.of("find_failed")
		}
		return whispered(text)
	}
	return whispered(d.caseSheet(ctx, t))
}

// caseSheet is a case as it stands, in lines.
func (d *desk) caseSheet(ctx context.Context, t bot.Ticket) string {
	lines := append([]string{d.caseLine(ctx, t)}, d.look.cardLines(t)...)
	if t.Outcome != "" {
		lines = append(lines, d.texts.of("find_outcome", defang(brief(t.Outcome))))
	}
	return strings.Join(lines, "\n")
}

// caseLine is a ticket in a line, with a link where its thread is known.
func (d *desk) caseLine(ctx context.Context, t bot.Ticket) string {
	number := t.Number
	if refs, _, err := d.Tickets.Refs(ctx, t.Number); err == nil {
		if link, ok := d.links.get(refs[refThread]); ok && refs[refThread] != "" {
			number = "<" + link + "|" + number + ">"
		} else if refs[refThread] != "" {
			root := refs[refThread]
			d.later("learn a link", func(ctx context.Context) error { // for the next time
				_, err := d.permalink(ctx, root)
				return err
			})
		}
	}
	_, since := t.Turn()
	return fmt.Sprintf("*%s* %s・%s・%s", number, escape(d.look.title(t)), d.look.deskStatus(t), d.look.clock(since))
}

// maxOfList is how many tickets each list of a person's holds.
const maxOfList = 10

// lists are what is somebody's, who waits for the desk, and who waits too long.
func (d *desk) lists(ctx context.Context, user string) ([]string, error) {
	open, err := d.Tickets.OpenTickets(ctx)
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
				lines = append(lines, d.caseLine(ctx, t))
			}
		}
		out = append(out, strings.TrimSpace("*"+d.texts.of(g.key, n)+"*\n"+strings.Join(lines, "\n")))
	}
	return out, nil
}

// onDeskMention answers somebody who mentions the app in the desk's channel with a case's number.
func (d *desk) onDeskMention(sc scope, m inner) bool {
	number := caseNumbers.FindString(knowledge.Fold(d.reader.words(m.message, sc.self)))
	if number == "" || !mentions(string(m.Text), sc.self) || !d.asked.first("find/"+string(m.TS), true) {
		return false
	}
	d.later("find a case", func(ctx context.Context) error {
		t, err := d.Tickets.Ticket(ctx, number)
		if err != nil {
			text, _ := d.refusal(ctx, number, err)
			return d.c.whisper(ctx, d.DeskChannel, string(m.ThreadTS), string(m.User), text)
		}
		text := d.caseSheet(ctx, t)
		return d.c.whisper(ctx, d.DeskChannel, string(m.ThreadTS), string(m.User), text, quoted(text))
	})
	return true
}

// welcome tells somebody who has come into the desk's channel how one works there.
func (d *desk) welcome(user string) {
	d.later("welcome somebody", func(ctx context.Context) error {
		return d.c.whisper(ctx, d.DeskChannel, "", user, d.texts.of("welcome"), section(d.texts.of("welcome")))
	})
}
