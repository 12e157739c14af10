package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"madoguchi/bot"
	"madoguchi/dialog"
)

// onEvent takes an event of the Events API. An error means that it is not durable and must come
// again; an event that nobody knows is acknowledged.
func (s *Slack) onEvent(ctx context.Context, payload []byte) (any, error) {
	e, in, err := readEvent(payload)
	switch {
	case err != nil:
		return nil, err
	case e.Type == "url_verification":
		return e.Challenge, nil
	case e.Type == "app_rate_limited":
		s.Log.Error("Slack holds events back: there were too many")
		return nil, nil
	case e.Type != "event_callback":
		return nil, nil
	}
	sc := e.scope()
	switch in.Type {
	case "message", "app_mention":
		if in.Subtype == "message_changed" || in.Subtype == "message_deleted" {
			return nil, s.onRevision(ctx, sc, in)
		}
		return nil, s.onMessage(ctx, sc, in)
	case "app_home_opened":
		return nil, s.onHome(ctx, sc, in)
	case "member_joined_channel":
		if s.ofDesk(in.Channel) && string(in.User) != sc.self && !s.desk.exposed(sc.shared) {
			s.desk.welcome(string(in.User))
		}
	case "channel_id_changed":
		if string(in.OldChannel) == s.DeskChannel && s.DeskChannel != "" {
			s.Log.Error("the desk's channel has another id now, because it was shared; set it anew", "channel", in.NewChannel)
		}
	case "app_uninstalled", "tokens_revoked":
		if s.Workspaces != nil {
			return nil, s.Workspaces.erase(ctx, sc.team, e.Event)
		}
		s.Log.Error("the app was taken out of the workspace", "event", in.Type)
	}
	return nil, nil
}

// onMessage takes what somebody wrote.
func (s *Slack) onMessage(ctx context.Context, sc scope, m inner) error {
	switch m.Subtype {
	case "", "file_share", "thread_broadcast", "me_message":
	default:
		return nil // joins, topics, pins, bots, and what is not known yet
	}
	if m.ours(sc) || m.User == "" || m.TS == "" {
		return nil
	}
	if s.ofDesk(m.Channel) {
		return s.desk.onDeskMessage(ctx, sc, m)
	}
	named := m.Type == "app_mention" || mentions(string(m.Text), sc.self)
	conv, to := s.conversation(sc, m)
	if !isDirect(m.Channel, m.ChannelType) {
		switch {
		case named && sc.shared: // other organisations read along: no consultation here (docs.slack.dev/apis/slack-connect)
			if s.asked.first("private/"+sc.team+"/"+to.Channel+"/"+string(m.TS), true) { // the mention comes twice
				s.later("offer to go on in private", func(ctx context.Context) error { return s.offerPrivate(ctx, sc, to) })
			}
			return nil
		case !named && m.ThreadTS == "":
			return nil
		case !named:
			if known, err := s.known(ctx, conv); err != nil || !known {
				return err
			}
		}
		to.Open = named
	}
	return s.accept(ctx, conv, to, s.said(sc, m)...)
}

// conversation names the conversation that a message belongs to, and where it is answered: direct
// messages are one conversation with each person, in a channel each person's thread is one.
func (s *Slack) conversation(sc scope, m inner) (bot.ConversationID, address) {
	to := address{Team: sc.team, Channel: string(m.Channel), Thread: string(m.ThreadTS), User: string(m.User)}
	if isDirect(m.Channel, m.ChannelType) {
		s.knowDirect(sc.team, to.User, to.Channel)
		return s.Events.ConversationID(s.Name, sc.team, to.User), to
	}
	if to.Thread == "" {
		to.Thread = string(m.TS) // the root is what was written
	}
	return s.Events.ConversationID(s.Name, sc.team, to.Channel, to.Thread, to.User), to
}

// knowDirect remembers whose a channel of direct messages is: some forms of a deletion name only
// the channel.
func (s *Slack) knowDirect(team, user, channel string) {
	if user != "" && strings.HasPrefix(channel, "D") {
		s.direct.put(team+"/"+user, channel)
		s.direct.put(team+"/"+channel, user)
	}
}

// known reports whether somebody has begun a consultation: other talk in a channel's threads is
// none of ours.
func (s *Slack) known(ctx context.Context, conv bot.ConversationID) (bool, error) {
	if _, ok := s.begun.get(string(conv)); ok {
		return true, nil
	}
	lines, err := s.Events.Transcript(ctx, conv, 0)
	return len(lines) > 0, err
}

// said are the events that a message comes to: its words, and each file. Their ids are made of
// where the message stands, not of Slack's event id, since a mention in a channel arrives twice
// under two of these (openclaw/openclaw#34937).
func (s *Slack) said(sc scope, m inner) []bot.Event {
	id := strings.Join([]string{sc.app, sc.team, string(m.Channel), string(m.TS)}, "/")
	at := timeOf(string(m.TS))
	words, attached := s.reader.words(m.message, sc.self), m.allFiles()
	var out []bot.Event
	if words != "" || len(attached) == 0 {
		e := dialog.Event{Kind: dialog.Text, Message: string(m.TS), Text: words}
		if words == "" && mentions(string(m.Text), sc.self) { // only the bot's name: that is a greeting
			e.Kind = dialog.Start
		}
		out = append(out, bot.Event{ID: bot.EventID(id), At: at, Event: e})
	}
	for _, f := range attached {
		out = append(out, bot.Event{
			ID: bot.EventID(id + "/" + string(f.ID)), At: at, Event: dialog.Event{Kind: kindOf(string(f.Mime)), Message: string(m.TS)},
			File: &bot.Attachment{Ref: string(f.ID), Name: string(f.Name), Size: f.Size},
		})
	}
	return out
}

func kindOf(mime string) dialog.Kind {
	switch kind, _, _ := strings.Cut(mime, "/"); kind {
	case "image":
		return dialog.Image
	case "audio":
		return dialog.Audio
	case "video":
		return dialog.Video
	}
	return dialog.File
}

// onRevision takes an edit or a deletion. Slack reports as a change also that a link was unfurled,
// that a reply was shown in the channel, and our own updates; only new words by a person count.
func (s *Slack) onRevision(ctx context.Context, sc scope, in inner) error {
	before, after := in.Previous, in.Message
	if before == nil {
		before = &inner{}
	}
	deleted := in.Subtype == "message_deleted"
	if after == nil || deleted {
		after = &inner{}
	}
	if after.Subtype == "tombstone" { // a deleted message that others have replied to; it is Slackbot's
		deleted, after = true, &inner{message: message{TS: after.TS, ThreadTS: after.ThreadTS}}
	}
	m := revised(in, *before, *after)
	if before.ours(sc) || after.ours(sc) {
		if deleted && s.ofDesk(in.Channel) {
			s.desk.gone.put(string(m.TS), true)
		}
		return nil
	}
	switch {
	case m.TS == "", deleted:
	case in.Previous == nil && after.Edited == nil:
		return nil
	case in.Previous != nil && before.Text == after.Text && (!editedSince(before, after) || s.reader.words(before.message, sc.self) == s.reader.words(after.message, sc.self)):
		return nil
	}
	if s.ofDesk(in.Channel) {
		s.later("look at a changed reply", func(ctx context.Context) error { return s.desk.onDeskRevision(ctx, m, before, deleted) })
		return nil
	}
	if m.User == "" {
		return s.revisionByNobody(sc, m, deleted)
	}
	return s.revise(ctx, sc, m, deleted)
}

// editedSince reports whether a person changed a message between two forms of it; a preview that
// Slack adds is no change.
func editedSince(before, after *inner) bool {
	return after.Edited != nil && (before.Edited == nil || before.Edited.TS != after.Edited.TS)
}

// revised is the message that was changed, with what is known of it from before and after.
func revised(in, before, after inner) inner {
	pick := func(of ...name) name {
		for _, n := range of {
			if n != "" {
				return n
			}
		}
		return ""
	}
	m := after
	m.Channel, m.ChannelType, m.EventTS = in.Channel, in.ChannelType, pick(in.EventTS, in.TS)
	m.TS = pick(in.DeletedTS, after.TS, before.TS)
	m.ThreadTS = pick(after.ThreadTS, before.ThreadTS)
	m.User = pick(before.User, after.User)
	if m.User == "" && after.Edited != nil {
		m.User = after.Edited.User
	}
	return m
}

// revise lets the conversation know that a message was edited or taken back.
func (s *Slack) revise(ctx context.Context, sc scope, m inner, deleted bool) error {
	conv, to := s.conversation(sc, m)
	if known, err := s.known(ctx, conv); err != nil || !known {
		return err
	}
	e := dialog.Event{Kind: dialog.Unsend, Message: string(m.TS)}
	id := "deleted/" + string(m.TS)
	if !deleted {
		e.Kind, e.Text = dialog.Edit, s.reader.words(m.message, sc.self)
		id = "edited/" + string(m.TS) + "/" + string(m.EventTS)
		if m.Edited != nil {
			id = "edited/" + string(m.TS) + "/" + string(m.Edited.TS)
		}
	}
	return s.accept(ctx, conv, to, bot.Event{ID: bot.EventID(sc.app + "/" + sc.team + "/" + id), At: timeOf(string(m.EventTS)), Event: e})
}

// revisionByNobody deals with the short form of a deletion or an edit, which does not say whose the
// message was. In direct messages the channel tells; what another process has seen must be asked
// for, after the acknowledgement.
func (s *Slack) revisionByNobody(sc scope, m inner, deleted bool) error {
	if !isDirect(m.Channel, m.ChannelType) {
		s.Log.Warn("a message was changed in a channel, and Slack does not say whose")
		return nil
	}
	s.later("find out whose message was changed", func(ctx context.Context) error {
		user, ok := s.direct.get(sc.team + "/" + string(m.Channel))
		if !ok {
			c, err := s.client(ctx, sc.team)
			if err != nil {
				return err
			}
			var out struct {
				Channel struct {
					User string `json:"user"`
				} `json:"channel"`
			}
			if _, err := c.call(ctx, "conversations.info", url.Values{"channel": {string(m.Channel)}}, &out); err != nil {
				return err
			}
			user = out.Channel.User
		}
		if user == "" {
			return errors.New("the channel is nobody's")
		}
		m.User = name(user)
		return s.revise(ctx, sc, m, deleted)
	})
	return nil
}

// onHome greets who opens the messages for the first time, and shows App Home.
func (s *Slack) onHome(ctx context.Context, sc scope, in inner) error {
	if in.User == "" {
		return nil
	}
	user := string(in.User)
	s.knowDirect(sc.team, user, string(in.Channel))
	if in.Tab != "messages" {
		s.later("show App Home", func(ctx context.Context) error { return s.publishHome(ctx, sc, user) })
		return nil
	}
	return s.begin(ctx, sc, user, "home")
}

// begin greets somebody in their direct messages; who was greeted before is not greeted again.
func (s *Slack) begin(ctx context.Context, sc scope, user, id string) error {
	conv := s.Events.ConversationID(s.Name, sc.team, user)
	return s.accept(ctx, conv, s.privately(sc, user), bot.Event{ID: bot.EventID("begin/" + id), At: s.Now(), Event: dialog.Event{Kind: dialog.Start}})
}

// privately is the address of somebody's direct messages.
func (s *Slack) privately(sc scope, user string) address {
	channel, _ := s.direct.get(sc.team + "/" + user)
	return address{Team: sc.team, Channel: channel, User: user}
}

// accept hands events over. When it returns nil they are durable.
func (s *Slack) accept(ctx context.Context, conv bot.ConversationID, to address, events ...bot.Event) error {
	raw, err := json.Marshal(to)
	if err != nil {
		return err
	}
	for i := range events {
		events[i].Conversation, events[i].ReplyTo = conv, bot.ReplyTo{Channel: s.Name, Address: raw, Public: to.Open}
	}
	if err := s.Events.Accept(ctx, events...); err != nil {
		return err
	}
	s.begun.put(string(conv), true)
	return nil
}
