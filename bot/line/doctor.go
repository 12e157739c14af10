package line

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/channel_access_token"
	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"
)

// Finding is what one look at an account's settings came to. It holds no secret.
type Finding struct {
	Check string // what was looked at
	Level Level
	Found string // what there is
	Do    string // how to mend it; empty: nothing is to be done
	Page  string // where
}

// Level says how bad a finding is.
type Level string

const (
	Fine   Level = "ok"
	Advice Level = "advice" // it works, and could work better; or cannot be seen from here
	Broken Level = "broken" // consulters are not served as they should be
)

// doctor looks at one account. What it learns on the way makes the pages that it names exact.
type doctor struct {
	c         *Channel
	channelID string // of the console's pages
	basicID   string // of the manager's pages
	out       []Finding
}

// Doctor looks at what an account needs to work: token, secret, webhook, mode, budget, menu, clock. It sends nothing to anybody.
func Doctor(ctx context.Context, o Options) []Finding {
	o.Metrics = nil
	c, err := New(o)
	if err != nil {
		return []Finding{{Check: "settings", Level: Broken, Found: err.Error(), Do: "mend the settings of this program", Page: consoleHome}}
	}
	d := &doctor{c: c}
	d.secrets()
	if !d.token(ctx) {
		return d.out // without it nothing else can be asked
	}
	d.webhook(ctx)
	d.redelivery()
	d.quota(ctx)
	d.menu(ctx)
	return d.out
}

func (d *doctor) found(check string, level Level, found, do, page string) {
	if level == Fine {
		do, page = "", ""
	}
	d.out = append(d.out, Finding{check, level, found, do, page})
}

const consoleHome = "https://developers.line.biz/console/"

// console is a tab of the channel in the LINE Developers Console.
func (d *doctor) console(tab string) string {
	if d.channelID == "" {
		return consoleHome + " (the channel's tab " + tab + ")"
	}
	return consoleHome + "channel/" + d.channelID + "/" + tab
}

// manager is a page of the account in the LINE Official Account Manager.
func (d *doctor) manager(page string) string {
	return "https://manager.line.biz/account/" + d.basicID + "/" + page
}

// secretShape is what the console shows as a channel secret.
var secretShape = regexp.MustCompile(`^[0-9a-f]{32}$`)

func (d *doctor) secrets() {
	for i, s := range d.c.Secrets {
		check := fmt.Sprintf("channel secret %d", i+1)
		if !secretShape.MatchString(s) {
			d.found(check, Broken, fmt.Sprintf("it has %d characters and is not 32 digits from 0 to f", len(s)), "copy the channel secret again, without spaces; it is not the access token", d.console("basics"))
			continue
		}
		d.found(check, Fine, "looks like one; whether it is the right one shows when LINE signs with it, below", "", "")
	}
}

// token asks for the bot's own profile, which any token may read, and reads the clock from LINE's answer.
func (d *doctor) token(ctx context.Context) bool {
	d.channelID = d.channel(ctx)
	var info *messaging_api.BotInfoResponse
	var date string
	err := d.c.call(ctx, func(api *messaging_api.MessagingApiAPI) (res *http.Response, err error) {
		res, info, err = api.GetBotInfoWithHttpInfo()
		if res != nil {
			date = res.Header.Get("Date")
		}
		return res, err
	})
	d.clock(date)
	if r := (*refusal)(nil); err != nil && !errors.As(err, &r) {
		d.found("connection", Broken, err.Error(), "let this machine call "+d.c.APIURL+" and "+d.c.DataAPIURL+" (HTTPS, port 443)", "https://api.line-status.info/")
		return false
	}
	if err != nil {
		d.found("access token", Broken, err.Error(), "issue a channel access token and put it into the settings", d.console("messaging-api"))
		return false
	}
	d.basicID = info.BasicId
	d.found("access token", Fine, fmt.Sprintf("it belongs to %s (%s)", info.DisplayName, info.BasicId), "", "")
	mode := fmt.Sprintf("chat %s, read marks %s", info.ChatMode, info.MarkAsReadMode)
	if info.ChatMode != messaging_api.BotInfoResponseCHAT_MODE_CHAT {
		d.found("bot mode", Advice, mode+": LINE marks everything as read at once", "switch chat on, so that consulters see when staff have read; keep the webhook on and automatic replies off", d.manager("setting/response"))
	} else {
		d.found("bot mode", Fine, mode, "", "")
	}
	return true
}

// channel is the channel's id, which the token knows (REF: https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token).
func (d *doctor) channel(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	api, err := channel_access_token.NewChannelAccessTokenAPI(channel_access_token.WithEndpoint(d.c.APIURL), channel_access_token.WithHTTPClient(d.c.http()))
	if err != nil {
		return ""
	}
	res, token, err := api.WithContext(ctx).VerifyChannelTokenWithHttpInfo(d.c.Token)
	if judge(res, err) != nil || token == nil {
		return ""
	}
	return token.ClientId
}

// maxSkew is how wrong the clock may be: reply tokens live for a minute.
const maxSkew = 10 * time.Second

func (d *doctor) clock(date string) {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return
	}
	skew := d.c.Now().Sub(theirs).Round(time.Second)
	if skew.Abs() > maxSkew {
		d.found("clock", Broken, fmt.Sprintf("this machine's clock differs from LINE's by %s", skew), "set it by NTP: reply tokens would seem too old, and hours wrong", "timedatectl set-ntp true (on this machine)")
		return
	}
	d.found("clock", Fine, fmt.Sprintf("within %s of LINE's", maxSkew), "", "")
}

// webhook looks at the address that LINE calls, and lets LINE try it: what it sends is signed.
func (d *doctor) webhook(ctx context.Context) {
	page := d.console("messaging-api")
	var set *messaging_api.GetWebhookEndpointResponse
	err := d.c.call(ctx, func(api *messaging_api.MessagingApiAPI) (res *http.Response, err error) {
		res, set, err = api.GetWebhookEndpointWithHttpInfo()
		return res, err
	})
	r := (*refusal)(nil)
	switch {
	case errors.As(err, &r) && r.status == http.StatusNotFound:
		d.found("webhook URL", Broken, "none is set", "enter https://YOUR-HOST"+d.c.Path(), page)
		return
	case err != nil:
		d.found("webhook URL", Broken, err.Error(), "try again", page)
		return
	}
	if u, err := url.Parse(set.Endpoint); err != nil || !strings.HasSuffix(strings.TrimSuffix(u.Path, "/"), d.c.Path()) {
		d.found("webhook URL", Broken, set.Endpoint+" does not end in "+d.c.Path(), "enter https://YOUR-HOST"+d.c.Path(), page)
	} else if !set.Active {
		d.found("webhook URL", Broken, set.Endpoint+" is set, but not in use", `switch "Use webhook" on`, page)
	} else {
		d.found("webhook URL", Fine, set.Endpoint, "", "")
	}
	var test *messaging_api.TestWebhookEndpointResponse
	err = d.c.call(ctx, func(api *messaging_api.MessagingApiAPI) (res *http.Response, err error) {
		res, test, err = api.TestWebhookEndpointWithHttpInfo(&messaging_api.TestWebhookEndpointRequest{})
		return res, err
	})
	switch {
	case err != nil:
		d.found("webhook test", Advice, err.Error(), "try again in a minute: LINE allows 60 of these an hour", page)
	case !test.Success:
		d.found("webhook test", Broken, fmt.Sprintf("LINE got %d (%s: %s)", test.StatusCode, test.Reason, test.Detail), d.mendWebhook(test), page)
	default:
		d.found("webhook test", Fine, "LINE reached this program and its signature was right", "", "")
	}
}

func (d *doctor) mendWebhook(t *messaging_api.TestWebhookEndpointResponse) string {
	switch {
	case t.StatusCode == http.StatusBadRequest:
		return "the channel secret in the settings is not this channel's: copy it from " + d.console("basics")
	case t.StatusCode == http.StatusNotFound:
		return "the proxy in front does not pass " + d.c.Path() + " on to this program"
	case t.StatusCode >= 500:
		return "the program is not running, or its store does not answer: see its log and /readyz"
	}
	return "LINE could not connect: the host must be reachable from the Internet by HTTPS with a certificate of a public authority"
}

// redelivery cannot be read through the API.
func (d *doctor) redelivery() {
	d.found("redelivery", Advice, "LINE does not tell programs whether it is on", `switch "Webhook redelivery" on: what this program could not take at once then comes again; nothing is answered twice`, d.console("messaging-api"))
}

func (d *doctor) quota(ctx context.Context) {
	d.c.budget.refresh(ctx)
	b, page := d.c.Budget(), d.manager("setting")
	switch {
	case !b.Known:
		d.found("budget", Advice, "it could not be read", "try again", page)
	case b.Limit == unlimited:
		d.found("budget", Fine, fmt.Sprintf("any number of pushes; %d in this month", b.Used), "", "")
	case b.Used >= b.Limit:
		d.found("budget", Broken, fmt.Sprintf("all %d pushes of this month are used: only answers within a minute reach consulters", b.Limit), "change the plan, or wait for the first of the month; there is a free one for municipalities", page)
	case b.Forecast > b.Limit-b.Reserve:
		d.found("budget", Advice, fmt.Sprintf("%d of %d pushes used; about %d by the end of the month", b.Used, b.Limit, b.Forecast), "change the plan: answers that take longer than a minute will have to wait", page)
	default:
		d.found("budget", Fine, fmt.Sprintf("%d of %d pushes used; about %d by the end of the month", b.Used, b.Limit, b.Forecast), "", "")
	}
}

func (d *doctor) menu(ctx context.Context) {
	const install = "run 'madoguchi line richmenu'"
	ours, err := d.c.ourMenus(ctx)
	id := ""
	if err == nil {
		id, err = d.c.defaultMenu(ctx)
	}
	page := d.manager("richmenu")
	switch name := ours[id]; {
	case err != nil:
		d.found("rich menu", Advice, err.Error(), "try again", page)
	case id == "":
		d.found("rich menu", Advice, "there is none", install, page)
	case name == "":
		d.found("rich menu", Advice, "it was not made by this program", install+" if the desk's own is wanted", page)
	case !currentMenu(name):
		d.found("rich menu", Advice, "it is an earlier one", install, page)
	default:
		d.found("rich menu", Fine, name, "", "")
	}
}

func currentMenu(name string) bool {
	for _, size := range []MenuSize{FullMenu, CompactMenu} {
		if m, err := loadMenu(size); err == nil && m.Name == name {
			return true
		}
	}
	return false
}
