package slack

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Finding is what one look at the app's settings came to. It holds no secret.
type Finding struct {
	OK   bool
	What string // what was looked at, and what there is
	Mend string // what to do about it; empty: nothing
}

// Shapes of what is set. They tell a secret pasted in the wrong place, or with a line break, from a
// right one.
var (
	secretShape  = regexp.MustCompile(`^[0-9A-Za-z]{32}$`)
	channelShape = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)
)

// doctorSkew is how far the clock may be off: Slack's signatures count for five minutes.
const doctorSkew = 2 * time.Minute

// doctor collects findings.
type doctor struct {
	s   *Slack
	c   *client
	out []Finding
}

func (d *doctor) find(ok bool, what, mend string) bool {
	if ok {
		mend = ""
	}
	d.out = append(d.out, Finding{OK: ok, What: what, Mend: mend})
	return ok
}

// Doctor looks at what the app needs to work: secrets, token, scopes, the desk's channel, Socket
// Mode, the clock. It posts nothing.
func Doctor(ctx context.Context, o Options) []Finding {
	o.Metrics = nil
	s, err := New(o)
	if err != nil {
		return []Finding{{What: err.Error(), Mend: "set MADOGUCHI_SLACK_BOT_TOKEN, and MADOGUCHI_SLACK_SIGNING_SECRET or MADOGUCHI_SLACK_APP_TOKEN"}}
	}
	defer s.finish()
	d := &doctor{s: s, c: s.clientOf(s.BotToken)}
	d.secrets()
	if s.BotToken != "" && d.token(ctx) {
		d.desk(ctx)
	}
	d.socket(ctx)
	return d.out
}

func (d *doctor) secrets() {
	if d.s.AppToken == "" {
		d.find(secretShape.MatchString(d.s.SigningSecret), fmt.Sprintf("the signing secret has %d characters", len(d.s.SigningSecret)),
			"copy Signing Secret from api.slack.com, Basic Information, App Credentials: 32 letters and digits")
	}
}

func (d *doctor) token(ctx context.Context) bool {
	d.find(strings.HasPrefix(d.s.BotToken, "xoxb-"), "the bot token begins with xoxb-", "copy Bot User OAuth Token from OAuth & Permissions; a user's token (xoxp-) speaks as that user")
	var who struct {
		Team string `json:"team"`
		ID   string `json:"team_id"`
	}
	head, err := d.c.call(ctx, "auth.test", nil, &who)
	if err != nil {
		mend := "see whether this machine reaches slack.com"
		if code(err) != "" {
			mend = "install the app in the workspace again and set its new Bot User OAuth Token"
		}
		return d.find(false, "Slack does not take the bot token: "+err.Error(), mend)
	}
	d.find(true, fmt.Sprintf("the bot token is good in the workspace %s (%s)", who.Team, who.ID), "")
	d.scopes(head)
	d.clock(head)
	return true
}

func (d *doctor) scopes(head http.Header) {
	var missing []string
	granted := strings.Split(strings.ReplaceAll(head.Get("X-OAuth-Scopes"), " ", ""), ",")
	for _, s := range Scopes() {
		if !slices.Contains(granted, s) {
			missing = append(missing, s)
		}
	}
	d.find(len(missing) == 0, cmp.Or(strings.Join(missing, ", "), "no scope")+" is missing", "add them under OAuth & Permissions (or take deploy/slack-manifest.yaml anew) and install the app again")
}

func (d *doctor) clock(head http.Header) {
	theirs, err := http.ParseTime(head.Get("Date"))
	if err != nil {
		return
	}
	skew := d.s.Now().Sub(theirs).Abs().Round(time.Second)
	d.find(skew <= doctorSkew, fmt.Sprintf("this clock and Slack's are %s apart", skew), "set the clock by NTP: Slack's signatures count for five minutes")
}

func (d *doctor) desk(ctx context.Context) {
	id := d.s.DeskChannel
	if id == "" {
		d.find(true, "there is no desk's channel on Slack", "")
		return
	}
	if !d.find(channelShape.MatchString(id), fmt.Sprintf("the desk's channel is %q", id), "set the channel's id (C…), not its name; it stands at the end of the channel's details") {
		return
	}
	var out struct {
		Channel struct {
			Member   bool `json:"is_member"`
			Archived bool `json:"is_archived"`
			Ext      bool `json:"is_ext_shared"`
			Pending  bool `json:"is_pending_ext_shared"`
		} `json:"channel"`
	}
	if _, err := d.c.call(ctx, "conversations.info", url.Values{"channel": {id}}, &out); err != nil {
		d.find(false, "the desk's channel cannot be seen: "+err.Error(), "invite the bot there (/invite), or set another channel")
		return
	}
	d.find(out.Channel.Member, "the bot is a member of the desk's channel", "invite the bot there: /invite and its name")
	d.find(!out.Channel.Archived, "the desk's channel is not archived", "take it out of the archive, or set another channel")
	d.find(!out.Channel.Ext && !out.Channel.Pending, "the desk's channel is the desk's own", "it is shared with another organisation, who would read what consulters write: set a channel that is not")
	if on := d.s.OnCall; on != "" {
		d.find(strings.ContainsAny(on[:1], "CGUSW"), fmt.Sprintf("on call is %q", on), "set a user (U…), a user group (S…) or a channel (C…) by its id")
	}
}

func (d *doctor) socket(ctx context.Context) {
	if d.s.AppToken == "" {
		d.find(true, "events come over HTTP to /webhook/"+string(d.s.Name)+"/events; whether they arrive the counter madoguchi_slack_requests_total tells", "")
		return
	}
	d.find(strings.HasPrefix(d.s.AppToken, "xapp-"), "the app token begins with xapp-", "make an app-level token with connections:write under Basic Information")
	_, err := d.s.clientOf(d.s.AppToken).call(ctx, "apps.connections.open", nil, nil)
	what := "Socket Mode opens"
	if err != nil {
		what = "Socket Mode does not open: " + err.Error()
	}
	d.find(err == nil, what, "switch Socket Mode on, and give the app token the scope connections:write")
}
