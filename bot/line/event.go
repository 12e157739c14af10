package line

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
)

// event is what is read of a webhook event, whatever its type (REF#webhook-event-objects). The SDK's types refuse a whole event
// for one odd part, and repeat these fields in each of two dozen types; LINE leaves out what has no value and adds fields
// and types without notice (LD/development-guidelines), so only what is used is read.
type event struct {
	Type      string `json:"type"`
	Mode      string `json:"mode"`
	Timestamp int64  `json:"timestamp"` // milliseconds; when it happened, also when it is delivered again
	ID        string `json:"webhookEventId"`
	Token     string `json:"replyToken"`
	Delivery  struct {
		Again bool `json:"isRedelivery"`
	} `json:"deliveryContext"`
	Source   source   `json:"source"`
	Message  message  `json:"message"`
	Postback postback `json:"postback"`
	Unsend   struct {
		ID string `json:"messageId"`
	} `json:"unsend"`
}

type source struct {
	Type  string `json:"type"` // user, group or room
	User  string `json:"userId"`
	Group string `json:"groupId"`
	Room  string `json:"roomId"`
}

type message struct {
	Type    string `json:"type"`
	ID      string `json:"id"`
	Text    string `json:"text"`
	Read    string `json:"markAsReadToken"`
	Mention struct {
		Mentionees oneByOne[mentionee] `json:"mentionees"`
	} `json:"mention"`
	Emojis   oneByOne[piece] `json:"emojis"` // LINE's own, for which words in brackets stand in the text
	Provider struct {
		Type string `json:"type"` // line, or external: a page's own picture, which is not fetched
	} `json:"contentProvider"`
	ImageSet struct {
		ID    string `json:"id"`
		Total int    `json:"total"` // old programs for Android leave it out
	} `json:"imageSet"`
	FileName string `json:"fileName"`
	FileSize int64  `json:"fileSize"`
}

// oneByOne is a list beside what was said. An odd part of it costs itself, never the message.
type oneByOne[T any] []T

func (o *oneByOne[T]) UnmarshalJSON(raw []byte) error {
	*o = nil
	var list []json.RawMessage
	_ = json.Unmarshal(raw, &list) // no list: nothing
	for _, part := range list {
		var one T
		if json.Unmarshal(part, &one) == nil {
			*o = append(*o, one)
		}
	}
	return nil
}

// piece is a part of a text, in UTF-16 units.
type piece struct {
	Index  int `json:"index"`
	Length int `json:"length"`
}

type mentionee struct {
	piece
	IsSelf bool `json:"isSelf"`
}

type postback struct {
	Data   string                     `json:"data"`
	Params map[string]json.RawMessage `json:"params"`
}

// knownTypes are the types that the reference names, and whether one says something about a consultation.
var knownTypes = map[string]bool{
	"message": true, "messageEdited": true, "unsend": true, "postback": true, "follow": true, "unfollow": true, "join": true, "leave": true,
	"memberJoined": false, "memberLeft": false, "videoPlayComplete": false, "beacon": false, "accountLink": false, "membership": false,
	"module": false, "activated": false, "deactivated": false, "botSuspended": false, "botResumed": false, "delivery": false, "things": false,
}

// What became of an event.
const (
	outcomeTaken       = "taken"
	outcomeBad         = "bad"         // it cannot be read
	outcomeIgnored     = "ignored"     // nothing for a consultation
	outcomeStandby     = "standby"     // another module is answering (REF#common-properties): nothing may be sent
	outcomeVerify      = "verify"      // the console's test of old, with made-up reply tokens
	outcomeUnaddressed = "unaddressed" // said in a group, not to the bot
	outcomeNobody      = "nobody"      // it does not say who did it; in groups LINE may leave that out
)

// kinds are the message types that say something; dialog names them alike.
var kinds = map[string]dialog.Kind{
	"text": dialog.Text, "image": dialog.Image, "file": dialog.File, "audio": dialog.Audio, "video": dialog.Video,
	"location": dialog.Location, "sticker": dialog.Sticker,
}

var verifyTokens = regexp.MustCompile(`^(0{32}|f{32})$`)

// understand returns what an event means for package bot, what is to be done after the webhook was answered, and what
// became of it.
func (c *Channel) understand(e event, now time.Time) ([]bot.Event, func(), string) {
	a, ok := e.address()
	switch {
	case e.Mode == "standby":
		return nil, nil, outcomeStandby
	case verifyTokens.MatchString(e.Token):
		return nil, nil, outcomeVerify
	case !knownTypes[e.Type]: // or of a type that LINE has invented since
		return nil, nil, outcomeIgnored
	case !ok:
		return nil, nil, outcomeNobody
	}
	out := bot.Event{ID: e.id(), At: time.UnixMilli(e.Timestamp), ReplyTo: c.back(e, a, now)}
	if e.Timestamp <= 0 {
		out.At = time.Time{}
	}
	switch e.Type {
	case "follow": // first or again; whoever was greeted before is welcomed back
		out.Kind = dialog.Start
	case "unfollow":
		out.Kind = bot.Gone
	case "join", "leave": // of the group as such
		out.Kind, a.User = dialog.Start, ""
		if e.Type == "leave" {
			out.Kind = bot.Gone
		}
	case "message":
		return c.hear(e, a, out, now)
	case "messageEdited":
		words, addressed := e.words(a)
		out.Kind, out.Message, out.Text = dialog.Edit, e.Message.ID, words
		if !addressed { // it is not meant for the bot any more, if it ever was
			out.Kind, out.Text = dialog.Unsend, ""
		}
	case "unsend":
		out.Kind, out.Message = dialog.Unsend, e.Unsend.ID
	case "postback":
		if ok := c.press(e.Postback, a, &out); !ok {
			return nil, nil, outcomeIgnored
		}
	default:
		return nil, nil, outcomeIgnored
	}
	return c.taken(a, out)
}

// taken puts an event into the conversation that it belongs to.
func (c *Channel) taken(a address, out bot.Event) ([]bot.Event, func(), string) {
	if a.User == "" && out.Kind != dialog.Start && out.Kind != bot.Gone {
		return nil, nil, outcomeNobody
	}
	out.Conversation = c.conversation(a)
	return []bot.Event{out}, nil, outcomeTaken
}

// hear takes a message.
func (c *Channel) hear(e event, a address, out bot.Event, now time.Time) ([]bot.Event, func(), string) {
	kind, ok := kinds[e.Message.Type]
	if !ok {
		return nil, nil, outcomeIgnored
	}
	words, addressed := e.words(a)
	switch {
	case !addressed:
		return nil, nil, outcomeUnaddressed
	case a.User == "":
		return nil, nil, outcomeNobody
	case !a.private() && asksToLeave(words) && lineID.MatchString(a.To) && now.Sub(out.At) < leaveWithin:
		gone := bot.Event{ID: out.ID, At: out.At, ReplyTo: out.ReplyTo, Event: dialog.Event{Kind: bot.Gone}}
		group := gone
		gone.Conversation = c.conversation(a)
		group.Conversation = c.conversation(address{To: a.To, In: a.In})
		return []bot.Event{gone, group}, func() { c.leave(e.Token, a) }, outcomeTaken
	}
	if kind == dialog.Text && words == "" && len(e.Message.Emojis) > 0 {
		kind = dialog.Sticker // emoji alone say what a sticker says
	}
	out.Kind, out.Message = kind, e.Message.ID
	if kind == dialog.Text {
		out.Text = words
		if words == "" && !a.private() {
			out.Text = text("bare_mention")
		}
	}
	out.Album = bot.Album{ID: e.Message.ImageSet.ID, Of: e.Message.ImageSet.Total}
	if e.Message.Provider.Type == "line" || kind == dialog.File {
		out.File = &bot.Attachment{Ref: e.Message.ID, Name: e.Message.FileName, Size: e.Message.FileSize}
	}
	return c.taken(a, out)
}

// press takes a button. In a group only whom it was shown to may press it.
func (c *Channel) press(p postback, a address, out *bot.Event) bool {
	if _, menu := p.Params["newRichMenuAliasId"]; menu || len(p.Params["status"]) > 0 {
		return false // a tab of a rich menu
	}
	out.Kind = dialog.Choose
	b, ours := readPress(p.Data)
	if !ours { // another program's button, still on somebody's screen: dialog says that it is not asked any more
		out.Choice, out.Text = p.Data, text("button")
		return a.private()
	}
	out.Choice, out.Text, out.Question = b.value, b.label, b.question
	return a.private() || a.User != "" && b.tag == c.tag(a)
}

// words is what a message says to the bot, and whether it says it to the bot at all.
func (e event) words(a address) (words string, addressed bool) {
	if a.private() {
		return cutOut(e.Message.Text, e.Message.Emojis), true
	}
	return mentioned(e.Message)
}

// address returns where answers to an event go. ok is false where LINE does not say who did it.
func (e event) address() (a address, ok bool) {
	a = address{User: e.Source.User, Read: e.Message.Read}
	switch e.Source.Type {
	case "user":
		a.To = e.Source.User
	case "group":
		a.To, a.In = e.Source.Group, e.Source.Type
	case "room":
		a.To, a.In = e.Source.Room, e.Source.Type
	}
	return a, a.To != ""
}

// conversation is a person's own one, a person's in a group, or a group's, which holds nothing but the greeting.
func (c *Channel) conversation(a address) bot.ConversationID {
	if a.private() {
		return c.Events.ConversationID(c.name, a.User)
	}
	return c.Events.ConversationID(c.name, a.To, a.User)
}

// How long a reply token surely works: a minute from the webhook's arrival, of which some is left for the way; a redelivered one
// not beyond 20 minutes from the event (REF#send-reply-message).
const (
	tokenLife   = 50 * time.Second
	tokenOldest = 20 * time.Minute
)

func (c *Channel) back(e event, a address, now time.Time) bot.ReplyTo {
	if e.Type == "join" || e.Type == "leave" {
		a.User = ""
	}
	raw, _ := json.Marshal(a) // strings only
	back := bot.ReplyTo{Channel: c.name, Address: raw, Public: !a.private()}
	if e.Token == "" {
		return back
	}
	back.Token, back.Until = e.Token, now.Add(tokenLife)
	if oldest := time.UnixMilli(e.Timestamp).Add(tokenOldest); e.Delivery.Again && oldest.Before(back.Until) {
		back.Until = oldest
	}
	return back
}

// id names an event. Without LINE's name for it what it is about names it: a redelivered one has the same.
func (e event) id() bot.EventID {
	if e.ID != "" {
		return bot.EventID(e.ID)
	}
	return bot.EventID(e.Type + " " + cmp.Or(e.Message.ID, e.Unsend.ID) + " " + strconv.FormatInt(e.Timestamp, 10))
}

// lineID is what LINE's ids look like. The SDK puts them into paths as they are.
var lineID = regexp.MustCompile(`^[UCR][0-9a-f]{32}$`)

// pressed is what a button's postback carries, since LINE gives back nothing else (REF#postback-event): to whom it was shown, which
// question it answers, the choice and its label. Buttons of old, some still on somebody's screen, do not know their question.
type pressed struct{ tag, question, value, label string }

// pressMark tells ours from other programs' buttons.
const pressMark = "m1"

func (p pressed) write() string {
	head := p.tag
	if p.question != "" {
		head += " " + p.question
	}
	return cutUnits(strings.Join([]string{pressMark, head, p.value, p.label}, "\n"), maxData)
}

func readPress(data string) (p pressed, ok bool) {
	parts := strings.SplitN(data, "\n", 4)
	if len(parts) < 4 || parts[0] != pressMark {
		return pressed{}, false
	}
	p.tag, p.question, _ = strings.Cut(parts[1], " ")
	p.value, p.label = parts[2], parts[3]
	return p, true
}
