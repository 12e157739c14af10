package slack

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// desk is the desk's channel, in which staff work: what happens is shown there, and what they
// press, write and look up is taken from there.
type desk struct {
	*Slack
	c *client // of the workspace that the desk is in

	threads    *cache[string]        // root → ticket; "" is no ticket's
	gone       *cache[bool]          // roots that were deleted
	anew       *cache[int]           // how many cards a ticket has had
	cards      *cache[string]        // ticket → what its card shows
	showing    *cache[chan struct{}] // ticket → held by the notice that is being shown
	erased     *cache[bool]          // tickets that were erased: nothing late of them is shown
	copies     *cache[string]        // reply → the ts of its copy in the thread
	consulters *cache[string]        // ticket → the name by which its consulter goes
	links      *cache[string]        // ts → the address of a message

	mu     sync.Mutex
	shared bool      // with another organisation
	seen   time.Time // when that was looked at
}

func newDesk(s *Slack) *desk {
	return &desk{
		Slack: s, c: s.clientOf(s.BotToken), threads: newCache[string](many), gone: newCache[bool](many), anew: newCache[int](many),
		cards: newCache[string](many), showing: newCache[chan struct{}](many), erased: newCache[bool](many), copies: newCache[string](many),
		consulters: newCache[string](many), links: newCache[string](many),
	}
}

// Desk shows the staff's channel what happens. It is nil where none is configured.
func (s *Slack) Desk() bot.Desk {
	if s.DeskChannel == "" {
		return nil
	}
	return s.desk
}

var _ bot.Desk = (*desk)(nil)

func (s *Slack) ofDesk(channel name) bool {
	return s.DeskChannel != "" && string(channel) == s.DeskChannel
}

// The names of what is remembered of a ticket.
const (
	refThread = "thread"
	refCard   = "card"

	refLines    = "line:"    // begins the name of each line of what was said
	refPictures = "picture:" // and of each picture

	refTranscript = "transcript" // of what was said before the ticket was opened
	after         = " after "    // stands between a card's name and that of the one that was deleted
)

func refLine(n uint64) string    { return refLines + strconv.FormatUint(n, 10) }
func refPicture(n uint64) string { return refPictures + strconv.FormatUint(n, 10) }

// Tell shows a notice. Each of its posts has a name, so that an attempt that failed in the middle
// goes on where it was. Of a ticket one notice is shown at a time, so that what is under way when
// it is erased is found and deleted.
func (d *desk) Tell(ctx context.Context, n bot.Notice) (map[string]string, error) {
	t := &notifier{d: d, n: n, refs: maps.Clone(n.Refs), out: map[string]string{}}
	if t.refs == nil {
		t.refs = map[string]string{}
	}
	turn := d.showing.of(n.Ticket.Number, func() chan struct{} { return make(chan struct{}, 1) })
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return nil, deskError(n, ctx.Err())
	}
	if err := t.all(ctx); err != nil {
		failed := deskError(n, err)
		if e := (*bot.SendError)(nil); errors.As(failed, &e) && e.Failure != bot.Retry {
			d.posts.parts.close(n.ID)
		}
		return nil, failed
	}
	d.posts.parts.close(n.ID)
	return t.out, nil
}

// deskError wraps a failure with what the desk was being told.
func deskError(n bot.Notice, err error) error {
	failed := classifyDesk(err)
	failed.Err = fmt.Errorf("%s: %w", n.Kind, failed.Err)
	return failed
}

// notifier is one notice while it is shown.
type notifier struct {
	d    *desk
	n    bot.Notice
	refs map[string]string // as they stand now
	out  map[string]string // those that are new
}

// ofTicket are the kinds of notices that say nothing without their ticket.
var ofTicket = []bot.NoticeKind{
	bot.Opened, bot.Again, bot.Raised, bot.Changed, bot.Said, bot.Fetched, bot.Withdrawn, bot.Taken, bot.NotTaken, bot.Overdue,
}

func (t *notifier) all(ctx context.Context) error {
	if err := t.d.private(ctx); err != nil {
		return err
	}
	if late, _ := t.d.erased.get(t.n.Ticket.Number); late && t.n.Kind != bot.Erased && t.n.Ticket.Number != "" {
		return nil
	}
	if t.n.Ticket.Number == "" && slices.Contains(ofTicket, t.n.Kind) {
		return nil // it was erased before this process began, or by another
	}
	if root := t.refs[refThread]; root != "" && t.n.Kind != bot.Erased {
		t.d.threads.put(root, t.n.Ticket.Number)
	}
	if t.n.Name != "" {
		t.d.consulters.put(t.n.Ticket.Number, t.n.Name)
	}
	for _, l := range t.n.List {
		if root := l.Refs[refThread]; root != "" {
			t.d.threads.put(root, l.Number)
		}
	}
	if t.n.MaybeSent {
		if err := t.recall(ctx); err != nil {
			return err
		}
	}
	switch t.n.Kind {
	case bot.Opened:
		return t.opened(ctx)
	case bot.Again:
		return t.again(ctx)
	case bot.Raised:
		return t.raised(ctx)
	case bot.Changed:
		return t.changed(ctx)
	case bot.Said:
		return t.said(ctx)
	case bot.Fetched:
		return t.fetched(ctx)
	case bot.Withdrawn:
		return t.withdrawn(ctx)
	case bot.Taken, bot.NotTaken:
		return t.outcome(ctx)
	case bot.Overdue:
		return t.overdue(ctx)
	case bot.Erased:
		return t.erased(ctx)
	case bot.Ledger, bot.Reminder:
		return t.list(ctx)
	}
	return t.inChannel(ctx, t.d.DeskChannel, "text", escape(t.n.Text)) // a budget, and what is not known yet
}

// recall finds what an attempt before a crash has posted.
func (t *notifier) recall(ctx context.Context) error {
	if err := t.d.posts.find(ctx, t.d.c, t.d.DeskChannel, "", t.n.ID); err != nil {
		return err
	}
	if t.n.Call && t.onCallChannel() {
		if err := t.d.posts.find(ctx, t.d.c, t.d.OnCall, "", t.n.ID); err != nil {
			return err
		}
	}
	for _, root := range append(t.d.posts.parts.with(t.n.ID, refCard+after), t.refs[refThread]) {
		if root == "" {
			continue
		}
		if err := t.d.posts.find(ctx, t.d.c, t.d.DeskChannel, root, t.n.ID); err != nil {
			return err
		}
	}
	return nil
}

func (t *notifier) set(ref, ts string) { t.refs[ref], t.out[ref] = ts, ts }

// inChannel posts words into a channel.
func (t *notifier) inChannel(ctx context.Context, channel, part, text string) error {
	p := t.d.look.lines(text)
	_, err := t.d.posts.once(ctx, t.d.c, post{channel: channel, text: p.text, blocks: p.blocks}, key{t.n.ID, part})
	return err
}

// root makes sure that the ticket has a thread: its card is posted if there is none, or if it was
// deleted.
func (t *notifier) root(ctx context.Context) error {
	was := t.refs[refCard]
	if _, deleted := t.d.gone.get(was); was != "" && !deleted {
		return nil
	}
	if err := t.brake(was); err != nil {
		return err
	}
	p := t.d.look.card(t.n.Ticket, t.n.Name)
	k := key{t.n.ID, refCard + after + was}
	ts, err := t.d.posts.once(ctx, t.d.c, post{channel: t.d.DeskChannel, text: p.text, blocks: p.blocks, ticket: t.n.Ticket.Number, rank: rankOf(t.n.Ticket)}, k)
	if err != nil {
		return err
	}
	t.set(refThread, ts)
	t.set(refCard, ts)
	t.d.threads.put(ts, t.n.Ticket.Number)
	t.d.shows(t.n.Ticket, p)
	if was != "" {
		_, err = t.reply(ctx, "reposted", t.d.look.lines(t.d.texts.of("reposted")), false)
	}
	return err
}

func rankOf(t bot.Ticket) rank {
	if t.Urgency == knowledge.High {
		return rankUrgent
	}
	return rankCard
}

// A ticket's card is posted anew when somebody has deleted it, but not for ever: whatever makes us
// think so may be wrong.
const (
	maxCards  = 4
	cardPause = 15 * time.Minute
)

func (t *notifier) brake(was string) error {
	if was == "" {
		return nil
	}
	number := t.n.Ticket.Number
	n, _ := t.d.anew.get(number)
	if n >= maxCards {
		t.d.anew.put(number, maxCards-1) // one more after the pause
		t.d.Log.Error("a ticket's card seems to be deleted again and again", "ticket", number)
		return &bot.SendError{Failure: bot.Retry, After: cardPause, Err: errors.New("the ticket's card was posted anew too often")}
	}
	t.d.anew.put(number, n+1)
	return nil
}

// reply posts into the ticket's thread. When the root turns out to be deleted one new card begins a
// new thread. What was said before stays in the old one.
func (t *notifier) reply(ctx context.Context, part string, p page, broadcast bool) (string, error) {
	for range 2 {
		if err := t.root(ctx); err != nil {
			return "", err
		}
		root := t.refs[refThread]
		p := post{channel: t.d.DeskChannel, thread: root, broadcast: broadcast, text: p.text, blocks: p.blocks, rank: p.rank}
		ts, err := t.d.posts.once(ctx, t.d.c, p, key{t.n.ID, part + inThread + root})
		if !errors.Is(err, errRootGone) {
			return ts, err
		}
		t.d.gone.put(root, true)
	}
	return "", errors.New("the thread's root is deleted again and again")
}

// changed shows the card as the ticket stands now, in its old place.
func (t *notifier) changed(ctx context.Context) error {
	if err := t.root(ctx); err != nil {
		return err
	}
	p := t.d.look.card(t.n.Ticket, t.n.Name)
	if t.d.shown(t.n.Ticket, p) {
		return nil // just posted
	}
	ts := t.refs[refCard]
	err := t.d.c.update(ctx, ts, post{channel: t.d.DeskChannel, text: p.text, blocks: p.blocks, ticket: t.n.Ticket.Number}, key{t.n.ID, refCard})
	switch code(err) {
	case "message_not_found", "cant_update_message", "edit_window_closed":
		t.d.gone.put(ts, true)
		return t.root(ctx)
	}
	if err == nil {
		t.d.shows(t.n.Ticket, p)
	}
	return err
}

// shows remembers what a ticket's card shows, and shown tells, so that nothing is updated in vain.
func (d *desk) shows(t bot.Ticket, p page) { d.cards.put(t.Number, print(p)) }

func (d *desk) shown(t bot.Ticket, p page) bool {
	last, ok := d.cards.get(t.Number)
	return ok && last == print(p)
}

// print is a fingerprint of a page.
func print(p page) string {
	args, _ := post{text: p.text, blocks: p.blocks}.args(key{})
	h := fnv.New64a()
	_, _ = io.WriteString(h, args.Encode())
	return fmt.Sprint(h.Sum64())
}

// said shows what was said since, and the card with what is known by now.
func (t *notifier) said(ctx context.Context) error {
	for _, l := range t.n.Entries {
		if err := t.line(ctx, l); err != nil {
			return err
		}
	}
	return t.changed(ctx)
}

// privateFor is how long the desk's channel is trusted to be the desk's own.
const privateFor = 10 * time.Minute

// private refuses to show anything in a channel that other organisations can read
// (docs.slack.dev/apis/slack-connect).
func (d *desk) private(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := d.Now(); now.Sub(d.seen).Abs() > privateFor {
		shared, err := d.c.isShared(ctx, d.DeskChannel)
		if err != nil {
			return err
		}
		d.shared, d.seen = shared, now
	}
	if d.shared {
		d.seen = time.Time{} // looked at again as soon as there is something to show
		d.Log.Error("the desk's channel is shared with another organisation; nothing is shown there", "channel", d.DeskChannel)
		return &bot.SendError{Failure: bot.Retry, After: mendAfter, Err: errors.New("the desk's channel is shared with another organisation")}
	}
	return nil
}

// exposed reports whether the desk's channel is known to be shared: then nobody there can be told
// from a stranger. seen adds what an event says of it.
func (d *desk) exposed(seen bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if seen && !d.shared {
		d.shared, d.seen = true, time.Time{}
	}
	if d.shared {
		d.Log.Error("the desk's channel is shared with another organisation; nothing from there is acted upon", "channel", d.DeskChannel)
	}
	return d.shared
}

func (c *client) isShared(ctx context.Context, channel string) (bool, error) {
	var out struct {
		Channel struct {
			Ext     bool `json:"is_ext_shared"`
			Pending bool `json:"is_pending_ext_shared"`
		} `json:"channel"`
	}
	_, err := c.call(ctx, "conversations.info", url.Values{"channel": {channel}}, &out)
	return out.Channel.Ext || out.Channel.Pending, err
}
