package slack

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/knowledge"
)

// publishHome shows somebody their App Home: what this is, a button to begin, and their own case.
func (s *Slack) publishHome(ctx context.Context, sc scope, user string) error {
	c, err := s.client(ctx, sc.team)
	if err != nil {
		return err
	}
	number, status, err := s.caseOf(ctx, sc, user)
	if err != nil {
		return err
	}
	home := s.look.home(sc, s.DeskName, number, status)
	if s.DeskChannel != "" && !s.desk.exposed(false) {
		if is, err := s.desk.isStaff(ctx, user); err == nil && is {
			if home.Blocks.BlockSet, err = s.desk.staffHome(ctx, user, home.Blocks.BlockSet); err != nil {
				return err
			}
		}
	}
	view, err := json.Marshal(home)
	if err != nil {
		return err
	}
	_, err = c.call(ctx, "views.publish", url.Values{"user_id": {user}, "view": {string(view)}}, nil)
	return err
}

// caseOf is the ticket of somebody's direct messages that is not over.
func (s *Slack) caseOf(ctx context.Context, sc scope, user string) (number, status string, err error) {
	open, err := s.Tickets.OpenTickets(ctx)
	if err != nil {
		return "", "", err
	}
	conv := s.Events.ConversationID(s.Name, sc.team, user)
	for _, t := range open {
		if t.Conversation == conv {
			number, status = t.Number, s.texts.of("status_"+string(t.Status))
		}
	}
	return number, status, nil
}

func (k look) home(sc scope, desk, number, status string) slack.HomeTabViewRequest {
	in := k.texts.of("home_no_case")
	if number != "" {
		in = k.texts.of("home_case", escape(number), status)
	}
	begin := button(actionBegin, k.texts.of("home_begin"), "", slack.StylePrimary)
	begin.URL = appURL(sc)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		header(k.texts.of("home_title", desk)),
		section(k.texts.of("home_what")),
		slack.NewActionBlock("", begin),
		section(in),
		contextBlock(k.texts.of("home_secrets")),
		contextBlock(k.texts.of("home_command")),
	}}}
}

// staffHome is the home of somebody at the desk: what is theirs and who waits, before what
// everybody sees.
func (d *desk) staffHome(ctx context.Context, user string, rest []slack.Block) ([]slack.Block, error) {
	lists, err := d.lists(ctx, user)
	if err != nil {
		return nil, err
	}
	today, err := d.Tickets.Since(ctx, d.midnight())
	if err != nil {
		return nil, err
	}
	opened, urgent, closed := 0, 0, 0
	for _, t := range today {
		opened++
		if t.Urgency == knowledge.High {
			urgent++
		}
		if t.Over() {
			closed++
		}
	}
	out := append([]slack.Block{header(d.texts.of("home_staff")), section(d.texts.of("home_today", opened, urgent, closed))}, quotedAll(lists)...)
	return append(append(out, slack.NewDividerBlock()), rest...), nil
}

func quotedAll(texts []string) (out []slack.Block) {
	for _, text := range texts {
		out = append(out, quoted(text))
	}
	return out
}

// midnight is when the day began where staff are.
func (s *Slack) midnight() time.Time {
	now := s.Now().In(s.Zone)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, s.Zone)
}
