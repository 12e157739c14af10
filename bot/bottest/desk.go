package bottest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"madoguchi/bot"
)

// desk is a desk in memory.
type desk struct {
	fixed
	now     time.Time
	out     strings.Builder
	convs   map[bot.ConversationID]bot.Conversation
	entries map[bot.ConversationID][]bot.Entry
	aliases map[bot.ConversationID]bot.ConversationID
	outbox  map[bot.ConversationID][]bot.Delivery
	tickets map[string]bot.Ticket
	briefs  map[string]string // tickets' sentences, as they were last written down
	given   int               // tickets' numbers
	timers  []bot.Timer
	notices []shownTo // that the desk has not been shown
	away    bool      // the desk's platform is down
	pickups []time.Duration
	guesses map[string]int
	reach   map[bot.ConversationID]bot.Reach
	mends   map[string]*bot.Mend
	verdict map[bot.Channel]string // how the platform takes what is sent: see verdicts
}

func newDesk(f fixed, now time.Time) *desk {
	return &desk{
		fixed: f, now: now, convs: map[bot.ConversationID]bot.Conversation{}, entries: map[bot.ConversationID][]bot.Entry{},
		aliases: map[bot.ConversationID]bot.ConversationID{}, outbox: map[bot.ConversationID][]bot.Delivery{},
		tickets: map[string]bot.Ticket{}, briefs: map[string]string{}, guesses: map[string]int{}, reach: map[bot.ConversationID]bot.Reach{}, verdict: map[bot.Channel]string{},
	}
}

// apply lets something happen to a conversation, and everything that follows from it at once.
func (d *desk) apply(conv bot.ConversationID, in bot.Input) error {
	if real, ok := d.aliases[conv]; ok {
		conv = real
	}
	c := d.convs[conv]
	c.ID = conv
	before := asJSON(c, d.entries[conv], d.tickets)
	changes, err := bot.Apply(c, in, lookup{d, conv}, d.world(d.now))
	if after := asJSON(c, d.entries[conv], d.tickets); before != after {
		return fmt.Errorf("a step changed what it was given:\n%s\n%s", before, after)
	}
	again, errAgain := bot.Apply(c, in, lookup{d, conv}, d.world(d.now))
	if asJSON(changes, fmt.Sprint(err)) != asJSON(again, fmt.Sprint(errAgain)) {
		return fmt.Errorf("a step came to something else the second time")
	}
	if err != nil {
		d.print("! %v", err)
		return nil
	}
	d.commit(conv, changes)
	if err := d.tell(); err != nil {
		return err
	}
	return d.send(conv)
}

// shownTo is a notice, and whose it is.
type shownTo struct {
	conv bot.ConversationID
	bot.PendingNotice
}

func ofConversation(conv bot.ConversationID, list []bot.PendingNotice) (out []shownTo) {
	for _, n := range list {
		out = append(out, shownTo{conv, n})
	}
	return out
}

// tell shows the desk what it was not shown yet, unless its platform is down.
func (d *desk) tell() error {
	for len(d.notices) > 0 && !d.away {
		n := d.notices[0]
		d.notices = d.notices[1:]
		d.show(n.conv, n.PendingNotice)
		if n.Kind == bot.Opened || n.Kind == bot.Again {
			if err := d.apply(n.conv, bot.Shown{Number: n.Ticket}); err != nil {
				return err
			}
		}
	}
	return nil
}

func asJSON(values ...any) string {
	data, err := json.Marshal(values)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// commit keeps what follows, and writes down what of it anybody sees.
func (d *desk) commit(conv bot.ConversationID, c bot.Changes) {
	c.Conversation.Rev++
	d.convs[conv] = c.Conversation
	for _, e := range c.Entries {
		d.keep(conv, e)
		if ch := c.Conversation.ReplyTo.Channel; e.From != bot.FromConsulter && ch == "web" {
			d.print("%s %s", ch, d.quoted(e.From, e.Text))
		}
		if e.From == bot.FromConsulter && e.Late {
			d.print("(too late: written down only)")
		}
	}
	d.outbox[conv] = append(d.outbox[conv], c.Deliveries...)
	for _, t := range c.Tickets {
		if t.Was == "" {
			d.given++
		}
		d.tickets[t.Number] = t.Ticket
		if t.Was != t.Status {
			d.print("= %s", d.stands(t.Ticket))
		}
		if t.Brief != "" && t.Brief != d.briefs[t.Number] {
			d.briefs[t.Number] = t.Brief
			d.print("= %s %v", t.Brief, t.Sheet.Alarms)
		}
	}
	d.notices = append(d.notices, ofConversation(conv, c.Notices)...)
	for _, t := range c.Timers {
		if !slices.Contains(d.timers, t) { // as in the store, one of a key is one
			d.timers = append(d.timers, t)
		}
	}
	d.pickups = append(d.pickups, c.PickedUp...)
	if c.CarriedOn != "" {
		d.aliases[conv] = c.CarriedOn
	}
	if c.Reach != nil {
		d.reach[conv] = *c.Reach
		d.print("= reached by %v", c.Reach.Ways())
	}
	if c.Guess != nil {
		d.guesses[c.Guess.Number]++
	}
}

func (d *desk) keep(conv bot.ConversationID, e bot.Entry) {
	all := d.entries[conv]
	if i := slices.IndexFunc(all, func(o bot.Entry) bool { return o.N == e.N }); i >= 0 {
		d.entries[conv] = slices.Concat(all[:i], []bot.Entry{e}, all[i+1:])
		return
	}
	d.entries[conv] = append(slices.Clip(all), e)
}

// stands says where a ticket stands.
func (d *desk) stands(t bot.Ticket) string {
	parts := []string{t.Number, string(t.Status)}
	if t.Held() {
		parts = append(parts, t.Holder.Name)
	}
	if t.End != "" {
		parts = append(parts, string(t.End))
	}
	if t.Status == bot.Waiting && len(t.History) == 1 {
		parts = append(parts, string(t.Reason), string(t.Urgency), "until", t.Promised.In(d.now.Location()).Format("01-02 15:04"))
	}
	return strings.Join(parts, " ")
}

// show writes down what staff see.
func (d *desk) show(conv bot.ConversationID, n bot.PendingNotice) {
	parts := []string{"desk", string(n.Kind)}
	if n.Call {
		parts = append(parts, "(on call)")
	}
	for _, part := range []string{n.Ticket, n.Reply} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	for _, number := range n.Entries {
		e, _ := lookup{d, conv}.Entry(number)
		if e != nil {
			parts = append(parts, d.quoted(e.From, e.Text))
		}
	}
	if n.Text != "" {
		parts = append(parts, d.quoted("", strings.ReplaceAll(n.Text, "\n", " / ")))
	}
	d.print("%s", strings.Join(parts, " "))
}

// quoted is the first line of what somebody says.
func (d *desk) quoted(from bot.Speaker, text string) string {
	first, _, more := strings.Cut(text, "\n")
	if more {
		first += "…"
	}
	switch from {
	case bot.FromBot:
		return d.words["desk"] + "「" + first + "」"
	case bot.FromStaff:
		return d.words["staff"] + "「" + first + "」"
	}
	return "「" + first + "」"
}

func (d *desk) print(format string, args ...any) { fmt.Fprintf(&d.out, "  "+format+"\n", args...) }

// The platform's verdicts: it takes what is sent, or not.
var verdicts = map[string]bot.Failure{"ok": "", "down": bot.Retry, "quota": bot.Quota, "blocked": bot.Blocked, "refuses": bot.Permanent, "token": bot.Fallback}

// shown is how many messages of a delivery are written down.
const shown = 2

// send hands out what waits, in order, until the platform is down.
func (d *desk) send(conv bot.ConversationID) error {
	for len(d.outbox[conv]) > 0 {
		next := d.outbox[conv][0]
		to := next.ReplyTo
		if len(next.Messages) == 0 || len(next.Messages) > bot.MaxMessages {
			return fmt.Errorf("a delivery of %d messages", len(next.Messages))
		}
		why := verdicts[d.verdict[to.Channel]]
		if why == bot.Fallback && to.Token != "" { // the loop tries again without it
			to.Token, why = "", ""
		}
		if why == bot.Quota && to.Token != "" { // a token costs nothing
			why = ""
		}
		if why == bot.Retry {
			d.print("%s is down", to.Channel)
			return nil
		}
		d.outbox[conv] = d.outbox[conv][1:]
		if why != "" {
			d.print("%s does not take %s: %s", to.Channel, d.quoted("", next.Messages[0].Text), why)
			if err := d.apply(conv, bot.Undelivered{Delivery: next, Why: why}); err != nil {
				return err
			}
			continue
		}
		way := "push"
		if to.Token != "" {
			way = "reply"
		}
		from := bot.FromBot
		if next.Reply != "" {
			from = bot.FromStaff
		}
		if to.Channel == bot.MailChannel {
			d.print("mail to %s: %s", d.mailed(to), strings.ReplaceAll(next.Messages[0].Text+" / "+next.Messages[1].Text, "\n", " / "))
			continue
		}
		for i, m := range next.Messages {
			if i == shown { // what an answer says in full is for the dialog's own files
				d.print("%s %s … +%d", to.Channel, way, len(next.Messages)-i)
				break
			}
			d.print("%s %s %s", to.Channel, way, d.quoted(from, m.Text))
		}
		if next.Reply == "" && len(next.Waiting) == 0 {
			continue
		}
		if err := d.apply(conv, bot.Delivered{Delivery: next}); err != nil {
			return err
		}
	}
	return nil
}

// resend hands out everything that waits: the platform is back.
func (d *desk) resend() error {
	for _, conv := range slices.Sorted(maps.Keys(d.outbox)) {
		if err := d.send(conv); err != nil {
			return err
		}
	}
	return nil
}

// mailed is to whom a mail goes.
func (d *desk) mailed(to bot.ReplyTo) string {
	var address bot.MailAddress
	if err := json.Unmarshal(to.Address, &address); err != nil {
		return err.Error()
	}
	return address.To
}
