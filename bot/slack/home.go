package slack

import (
	"context"
	"encoding/json"
	"net/url"

	"github.com/slack-go/slack"
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
	view, err := json.Marshal(s.home(sc, number, status))
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

func (s *Slack) home(sc scope, number, status string) slack.HomeTabViewRequest {
	in := s.texts.of("home_no_case")
	if number != "" {
		in = s.texts.of("home_case", escape(number), status)
	}
	begin := button(actionBegin, s.texts.of("home_begin"), "", slack.StylePrimary)
	begin.URL = appURL(sc)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		header(s.texts.of("home_title", s.DeskName)),
		section(s.texts.of("home_what")),
		slack.NewActionBlock("", begin),
		section(in),
		contextBlock(s.texts.of("home_secrets")),
		contextBlock(s.texts.of("home_command")),
	}}}
}
