package slack

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/bot"
	"madoguchi/dialog"
)

// Names of the buttons. Those of choices are numbered, since an action's id stands once in a block.
const (
	actionChoice  = "choice/"
	actionPrivate = "private"
	actionBegin   = "begin"
	actionDesk    = "desk/"
	commandName   = "/soudan"
	commandDesk   = "/madoguchi" // for staff
)

// pressed is the value of a choice's button. It holds all that the event needs, so that a press can
// be accepted without asking Slack anything.
type pressed struct {
	Value string `json:"v"`
	Label string `json:"l"`
	User  string `json:"u,omitempty"` // whose question it is, where others can press too

	Question string `json:"q,omitempty"` // which question it answers
}

// onInteraction takes a press of a button or a modal that was sent.
func (s *Slack) onInteraction(ctx context.Context, payload []byte) (any, error) {
	in, err := readInteraction(payload)
	if err != nil || in.User.ID == "" {
		return nil, err
	}
	switch in.Type {
	case "block_actions":
		for _, a := range in.Actions {
			if err := s.onAction(ctx, in, a); err != nil {
				return nil, err
			}
		}
	case "view_submission":
		if in.View != nil {
			return s.desk.onSubmit(ctx, in)
		}
	}
	return nil, nil
}

func (s *Slack) onAction(ctx context.Context, in interaction, a action) error {
	id, sc, user := string(a.ID), in.scope(), string(in.User.ID)
	switch {
	case id == deskDraft:
		s.desk.onDraft(in)
	case id == deskTemplate && a.Selected != nil:
		s.desk.onTemplate(in, string(a.Selected.Value))
	case strings.HasPrefix(id, actionDesk):
		return s.desk.onDeskAction(ctx, in, a)
	case id == actionBegin, id == actionPrivate:
		if err := s.begin(ctx, sc, user, string(a.TS)); err != nil {
			return err
		}
		if channel, _, thread := in.at(); id == actionPrivate && channel != "" {
			s.later("say where it goes on", func(ctx context.Context) error {
				return s.whisperPrivate(ctx, sc, address{Channel: channel, Thread: thread, User: user}, "private_started")
			})
		}
	case strings.HasPrefix(id, actionChoice):
		return s.onChoice(ctx, in, a)
	}
	return nil
}

// onChoice takes a press of a choice by the consulter who was asked.
func (s *Slack) onChoice(ctx context.Context, in interaction, a action) error {
	var p pressed
	if json.Unmarshal([]byte(a.Value), &p) != nil {
		return nil // no button of ours
	}
	sc, user := in.scope(), string(in.User.ID)
	channel, ts, thread := in.at()
	if p.User != "" && p.User != user {
		s.later("turn away a press", func(ctx context.Context) error {
			return s.whisperPrivate(ctx, sc, address{Channel: channel, Thread: thread, User: user}, "not_yours")
		})
		return nil
	}
	m := inner{Channel: name(channel)}
	m.User, m.ThreadTS, m.TS = name(user), name(thread), name(ts)
	conv, to := s.conversation(sc, m)
	to.Open = !isDirect(m.Channel, "")
	err := s.accept(ctx, conv, to, bot.Event{
		ID: bot.EventID(strings.Join([]string{sc.app, sc.team, "press", channel, ts, string(a.TS)}, "/")), At: timeOf(string(a.TS)),
		Event: dialog.Event{Kind: dialog.Choose, Choice: p.Value, Text: p.Label, Question: p.Question},
	})
	if err == nil && in.Message != nil {
		s.later("show what was chosen", func(ctx context.Context) error { return s.showChosen(ctx, in, p.Label) })
	}
	return err
}

// showChosen puts what was chosen in the place of the buttons: a press leaves no trace in Slack by
// itself.
func (s *Slack) showChosen(ctx context.Context, in interaction, label string) error {
	c, err := s.client(ctx, string(in.Team.ID))
	if err != nil {
		return err
	}
	var blocks []json.RawMessage
	if err := json.Unmarshal(in.Message.Blocks, &blocks); err != nil {
		return nil
	}
	blocks = slices.DeleteFunc(blocks, func(b json.RawMessage) bool {
		var head struct {
			BlockID string `json:"block_id"`
		}
		return json.Unmarshal(b, &head) == nil && strings.HasPrefix(head.BlockID, blockChoices)
	})
	said := s.texts.of("chosen", escape(label))
	chosen, err := json.Marshal(contextBlock(said))
	if err != nil {
		return err
	}
	all, err := json.Marshal(append(blocks, chosen))
	if err != nil {
		return err
	}
	channel, ts, _ := in.at()
	args := url.Values{"channel": {channel}, "ts": {ts}, "text": {clip(string(in.Message.Text), maxUpdate-200) + "\n" + clip(said, 199)}, "blocks": {string(all)}}
	if in.Message.Metadata != nil { // its name stays: it may still be looked for
		if named, err := json.Marshal(in.Message.Metadata); err == nil {
			args.Set("metadata", string(named))
		}
	}
	_, err = c.call(ctx, "chat.update", args, nil)
	return err
}

// offerPrivate answers a mention where a consultation must not be held.
func (s *Slack) offerPrivate(ctx context.Context, sc scope, to address) error {
	return s.whisperPrivate(ctx, sc, to, "shared_channel", button(actionPrivate, s.texts.of("private"), "", slack.StylePrimary))
}

// whisperPrivate tells one person where they are alone with the bot, with a button that leads
// there.
func (s *Slack) whisperPrivate(ctx context.Context, sc scope, to address, key string, more ...slack.BlockElement) error {
	c, err := s.client(ctx, sc.team)
	if err != nil {
		return err
	}
	words := s.texts.of(key)
	open := button("open", s.texts.of("private_open"), "", "")
	open.URL = appURL(sc)
	blocks := []slack.Block{section(words), slack.NewActionBlock("", append(more, open)...)}
	return c.whisper(ctx, to.Channel, to.Thread, to.User, words, blocks...)
}

// appURL opens the app's messages in Slack itself (docs.slack.dev/interactivity/deep-linking).
func appURL(sc scope) string {
	return "slack://app?" + url.Values{"team": {sc.team}, "id": {sc.app}, "tab": {"messages"}}.Encode()
}

// onCommand takes /soudan: it begins or goes on with the consultation in direct messages. What
// stands behind it are the first words.
func (s *Slack) onCommand(ctx context.Context, c command) (any, error) {
	if c.Command == commandDesk {
		return s.desk.onDeskCommand(ctx, c)
	}
	if c.Command != commandName || c.User == "" {
		return nil, nil
	}
	sc := scope{app: c.App, team: c.Team}
	e := dialog.Event{Kind: dialog.Start}
	if words := s.reader.plain(c.Text, ""); words != "" {
		e = dialog.Event{Kind: dialog.Text, Message: "command/" + c.Trigger, Text: words}
	}
	conv := s.Events.ConversationID(s.Name, sc.team, c.User)
	reply := "command_done"
	err := s.accept(ctx, conv, s.privately(sc, c.User), bot.Event{ID: bot.EventID("command/" + c.Trigger), At: s.Now(), Event: e})
	if err != nil { // a command is not delivered again: who wrote it must know
		s.Log.Warn("a command could not be taken", "err", err)
		reply = "command_failed"
	}
	return map[string]any{"response_type": "ephemeral", "text": s.texts.of(reply)}, nil
}
