package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// What Slack sends is read by these types and not by the SDK's: an event with a block or a field
// that the SDK does not know is an error there (slack-go CHANGELOG 0.34), and a consulter's words
// would be lost with it.

// name is a string that may be something else: in some events user and channel are objects.
type name string

func (n *name) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*n = name(s)
		return nil
	}
	var object struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(data, &object) == nil {
		*n = name(object.ID)
	}
	return nil
}

// envelope is what an event comes in (docs.slack.dev/apis/events-api).
type envelope struct {
	Type           name            `json:"type"`
	Challenge      string          `json:"challenge"`
	TeamID         name            `json:"team_id"`
	ContextTeam    name            `json:"context_team_id"`
	AppID          name            `json:"api_app_id"`
	EventID        name            `json:"event_id"`
	Event          json.RawMessage `json:"event"`
	Shared         bool            `json:"is_ext_shared_channel"`
	Authorizations []struct {
		TeamID name `json:"team_id"`
		UserID name `json:"user_id"`
		IsBot  bool `json:"is_bot"`
	} `json:"authorizations"`
}

// scope is whose event it is: event ids and timestamps mean something within an app and a workspace
// only.
type scope struct {
	app, team string
	self      string // the bot's own user there
	shared    bool   // the channel is shared with another organisation
}

// scope names the workspace in which the app is installed: in a shared channel team_id may be the
// other one's.
func (e envelope) scope() scope {
	s := scope{app: string(e.AppID), team: string(e.TeamID), shared: e.Shared}
	if e.ContextTeam != "" {
		s.team = string(e.ContextTeam)
	}
	for _, a := range e.Authorizations {
		if a.TeamID != "" {
			s.team = string(a.TeamID)
		}
		if a.IsBot {
			s.self = string(a.UserID)
		}
	}
	return s
}

// inner is the event itself, of whatever type.
type inner struct {
	message
	Channel     name    `json:"channel"`
	ChannelType name    `json:"channel_type"`
	Tab         name    `json:"tab"`
	EventTS     name    `json:"event_ts"`
	DeletedTS   name    `json:"deleted_ts"`
	NewChannel  name    `json:"new_channel_id"`
	OldChannel  name    `json:"old_channel_id"`
	Edited      *edited `json:"edited"`
	Message     *inner  `json:"message"`
	Previous    *inner  `json:"previous_message"`
}

// edited says that a person, and not an unfurl, changed a message.
type edited struct {
	User name `json:"user"`
	TS   name `json:"ts"`
}

// files are what came with a message. What is not as documented is left out, not the message.
type files []file

type file struct {
	ID   name  `json:"id"`
	Name name  `json:"name"`
	Mime name  `json:"mimetype"`
	Size int64 `json:"size"`
}

func (f *files) UnmarshalJSON(data []byte) error {
	var raw []json.RawMessage
	if json.Unmarshal(data, &raw) != nil {
		return nil
	}
	for _, r := range raw {
		var one file
		if json.Unmarshal(r, &one) == nil && one.ID != "" && len(*f) < maxFiles {
			*f = append(*f, one)
		}
	}
	return nil
}

// maxFiles is how many files of one message are looked at.
const maxFiles = 10

// ours reports whether a program wrote a message: this one, whose posts come back without a
// subtype, or another (docs.slack.dev/reference/events/message). A bot that answers bots may never
// stop.
func (m *inner) ours(s scope) bool {
	return m.BotID != "" || m.Subtype == "bot_message" || m.User == "USLACKBOT" || s.self != "" && string(m.User) == s.self || m.AppID != "" && string(m.AppID) == s.app
}

// interaction is a press, or a modal that was sent (docs.slack.dev/reference/interaction-payloads).
type interaction struct {
	Type name `json:"type"`
	Team struct {
		ID name `json:"id"`
	} `json:"team"`
	User struct {
		ID     name `json:"id"`
		Name   name `json:"name"`
		User   name `json:"username"`
		TeamID name `json:"team_id"`
	} `json:"user"`
	AppID     name `json:"api_app_id"`
	TriggerID name `json:"trigger_id"`
	Container struct {
		Channel   name `json:"channel_id"`
		MessageTS name `json:"message_ts"`
		ThreadTS  name `json:"thread_ts"`
		View      name `json:"view_id"`
	} `json:"container"`
	Channel name `json:"channel"`
	Message *struct {
		message
		Blocks json.RawMessage `json:"blocks"`
	} `json:"message"`
	View    *view    `json:"view"`
	Actions []action `json:"actions"`
}

type action struct {
	ID    name `json:"action_id"`
	Value name `json:"value"`
	TS    name `json:"action_ts"`

	Selected *struct { // of a menu
		Value name `json:"value"`
	} `json:"selected_option"`
}

type view struct {
	ID       name `json:"id"`
	Callback name `json:"callback_id"`
	Private  name `json:"private_metadata"`
	State    struct {
		Values map[string]map[string]struct {
			Value    name `json:"value"`
			Selected *struct {
				Value name `json:"value"`
			} `json:"selected_option"`
			User name `json:"selected_user"`
		} `json:"values"`
	} `json:"state"`
}

// input is what stands in a modal's field.
func (v *view) input(block string) string {
	for _, field := range v.State.Values[block] {
		if field.Selected != nil {
			return string(field.Selected.Value)
		}
		if field.User != "" {
			return string(field.User)
		}
		return string(field.Value)
	}
	return ""
}

func (i interaction) scope() scope { return scope{app: string(i.AppID), team: string(i.Team.ID)} }

// at is the channel and the message that was pressed.
func (i interaction) at() (channel, ts, thread string) {
	channel, ts, thread = string(i.Channel), string(i.Container.MessageTS), string(i.Container.ThreadTS)
	if channel == "" {
		channel = string(i.Container.Channel)
	}
	if i.Message != nil && thread == "" {
		thread = string(i.Message.ThreadTS)
	}
	return channel, ts, thread
}

// command is a slash command (docs.slack.dev/interactivity/implementing-slash-commands).
type command struct {
	Command, Text, User, Team, App, Trigger, Channel string
}

func commandOf(get func(string) string) command {
	return command{get("command"), get("text"), get("user_id"), get("team_id"), get("api_app_id"), get("trigger_id"), get("channel_id")}
}

var errNotDocumented = errors.New("the payload is not as documented")

func readInteraction(payload []byte) (in interaction, err error) {
	if err := json.Unmarshal(payload, &in); err != nil {
		return in, fmt.Errorf("%w: %T", errNotDocumented, err) // the error itself could quote a consulter
	}
	return in, nil
}

// readEvent reads an envelope and the event in it.
func readEvent(payload []byte) (e envelope, in inner, err error) {
	if err := json.Unmarshal(payload, &e); err != nil {
		return e, in, fmt.Errorf("%w: %T", errNotDocumented, err)
	}
	if len(e.Event) > 0 {
		if err := json.Unmarshal(e.Event, &in); err != nil {
			return e, in, fmt.Errorf("%w: %T", errNotDocumented, err)
		}
	}
	return e, in, nil
}

// readForm reads a body that is a form. A part that is none is left out.
func readForm(body []byte) url.Values {
	v, _ := url.ParseQuery(string(body))
	return v
}

// isDirect reports whether a channel is a consulter's own with the bot.
func isDirect(channel, kind name) bool {
	return kind == "im" || kind == "app_home" || kind == "" && strings.HasPrefix(string(channel), "D")
}
