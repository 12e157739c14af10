package slack

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// Lists of tickets, in the morning and when somebody waits too long: a line each, with a link to
// its thread and the one button that is wanted next.

// maxListed is how many tickets a list shows; what is beyond is counted.
const maxListed = 20

// list shows a list in the channel, and to whoever is on call if they are to be called.
func (t *notifier) list(ctx context.Context) error {
	head, _, _ := strings.Cut(t.n.Text, "\n")
	call := t.called(t.n.Call)
	said := []string{strings.TrimSpace(call + " " + escape(head))}
	p := page{blocks: []slack.Block{section(strings.TrimSpace(call + " *" + escape(head) + "*"))}}
	group := ""
	list := slices.DeleteFunc(slices.Clone(t.n.List), func(l bot.Listed) bool { return l.Ticket.Number == "" || l.Ticket.Over() }) // erased or closed meanwhile
	for i, l := range list {
		if i == maxListed {
			p.blocks = append(p.blocks, contextBlock(t.d.texts.of("list_more", len(list)-maxListed)))
			break
		}
		said = append(said, escape(l.Text))
		if l.Group != group {
			group = l.Group
			p.blocks = append(p.blocks, contextBlock("*"+escape(group)+"*"))
		}
		b, err := t.listed(ctx, l)
		if err != nil {
			return err
		}
		p.blocks = append(p.blocks, b)
	}
	p.text = strings.Join(said, "\n")
	k := key{t.n.ID, "text"}
	if _, err := t.d.posts.once(ctx, t.d.c, post{channel: t.d.DeskChannel, text: p.text, blocks: p.blocks}, k); err != nil {
		return err
	}
	return t.call(ctx, p.text)
}

// listed is a ticket's line. Its button knows the ticket's thread: what is pressed here is about
// that.
func (t *notifier) listed(ctx context.Context, l bot.Listed) (slack.Block, error) {
	line := escape(l.Text)
	root := l.Refs[refThread]
	if root != "" {
		link, err := t.d.permalink(ctx, root)
		if err != nil {
			return nil, err
		}
		if rest, ok := strings.CutPrefix(line, l.Number); ok && link != "" {
			line = "<" + link + "|*" + l.Number + "*>" + rest
		}
	}
	if l.Ticket.Urgency == knowledge.High {
		line = "🔴 " + line
	}
	act := deskClaim
	if l.Ticket.Held() {
		act = deskReply
	}
	b := button(act, t.d.texts.of("button_"+strings.TrimPrefix(act, actionDesk)), strings.TrimSpace(l.Number+" "+root), "")
	s := section(line)
	s.Accessory = slack.NewAccessory(b)
	return s, nil
}

// permalink is the address of a message in the desk's channel; empty where it is gone.
func (d *desk) permalink(ctx context.Context, ts string) (string, error) {
	if link, ok := d.links.get(ts); ok {
		return link, nil
	}
	var out struct {
		Link name `json:"permalink"`
	}
	_, err := d.c.call(ctx, "chat.getPermalink", url.Values{"channel": {d.DeskChannel}, "message_ts": {ts}}, &out)
	if code(err) == "message_not_found" {
		return "", nil
	}
	if err == nil {
		d.links.put(ts, string(out.Link))
	}
	return string(out.Link), err
}

// called mentions whoever is on call, if it is a person who is to be called: as the rota says, else
// as the settings do.
func (t *notifier) called(wanted bool) string {
	switch {
	case !wanted:
		return ""
	case len(t.n.OnCall) > 0:
		var all []string
		for _, who := range t.n.OnCall {
			all = append(all, callTo(who))
		}
		return strings.Join(all, " ")
	case t.onCallChannel():
		return ""
	}
	return callTo(t.d.OnCall)
}

// call tells the channel that is on call, if it is to be called.
func (t *notifier) call(ctx context.Context, text string) error {
	if !t.n.Call || !t.onCallChannel() {
		return nil
	}
	return t.inChannel(ctx, t.d.OnCall, "on_call", text)
}

// wake calls whoever is on call to a ticket.
func (t *notifier) wake(ctx context.Context) error {
	text := t.d.texts.of("call", t.n.Ticket.Number, escape(t.n.Ticket.Brief))
	if who := t.called(t.n.Call); who != "" {
		if _, err := t.reply(ctx, "call", t.d.look.lines(who+" "+text), false); err != nil {
			return err
		}
	}
	return t.call(ctx, text)
}

// overdue has everybody in the channel look at a ticket.
func (t *notifier) overdue(ctx context.Context) error {
	text, urgent := t.d.texts.of("overdue", escape(t.n.Text)), t.n.Ticket.Urgency == knowledge.High
	if urgent {
		text = t.d.texts.of("overdue_urgent", escape(t.n.Text))
	}
	said := strings.TrimSpace(t.called(t.n.Call) + " " + text)
	if _, err := t.reply(ctx, "overdue", t.d.look.lines(said), true); err != nil {
		return err
	}
	return t.call(ctx, text)
}

// onCallChannel reports whether it is a channel that is on call, and not a person.
func (t *notifier) onCallChannel() bool {
	return strings.HasPrefix(t.d.OnCall, "C") || strings.HasPrefix(t.d.OnCall, "G")
}

// callTo mentions a person or a user group.
func callTo(who string) string {
	switch {
	case who == "":
		return ""
	case strings.HasPrefix(who, "S"):
		return "<!subteam^" + who + ">"
	}
	return "<@" + who + ">"
}
