package slack

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"net/url"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// Desk shows the staff's channel what happens. It is nil where none is configured.
func (s *Slack) Desk() bot.Desk {
	if s.DeskChannel == "" {
		return nil
	}
	return desk{s}
}

type desk struct{ s *Slack }

var _ bot.Desk = desk{}

func (s *Slack) ofDesk(channel name) bool {
	return s.DeskChannel != "" && string(channel) == s.DeskChannel
}

// The names of what is remembered of a ticket.
const (
	refThread = "thread"
	refCard   = "card"

	refTranscript = "transcript" // of what was said before the ticket was opened
	after         = " after "    // stands between a card's name and that of the one that was deleted
)

func refLine(n uint64) string    { return fmt.Sprintf("line:%d", n) }
func refPicture(n uint64) string { return fmt.Sprintf("picture:%d", n) }

// Tell shows a notice. Each of its posts has a name, so that an attempt that failed in the middle goes on where it was.
func (d desk) Tell(ctx context.Context, n bot.Notice) (map[string]string, error) {
	s := d.s
	c := s.deskClient()
	t := &notifier{s: s, c: c, n: n, refs: maps.Clone(n.Refs), out: map[string]string{}}
	if t.refs == nil {
		t.refs = map[string]string{}
	}
	if err := t.all(ctx); err != nil {
		failed := deskError(n, err)
		if e := (*bot.SendError)(nil); errors.As(failed, &e) && e.Failure != bot.Retry {
			s.posted.close(n.ID)
		}
		return nil, failed
	}
	s.posted.close(n.ID)
	return t.out, nil
}

// notifier is one notice while it is shown.
type notifier struct {
	s    *Slack
	c    *client
	n    bot.Notice
	refs map[string]string // as they stand now
	out  map[string]string // those that are new
}

func (t *notifier) all(ctx context.Context) error {
	if err := t.s.private(ctx, t.c); err != nil {
		return err
	}
	if root := t.refs[refThread]; root != "" {
		t.s.threads.put(root, t.n.Ticket.Number)
	}
	if t.n.Name != "" {
		t.s.consulters.put(t.n.Ticket.Number, t.n.Name)
	}
	for _, l := range t.n.List {
		if root := l.Refs[refThread]; root != "" {
			t.s.threads.put(root, l.Number)
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
	case bot.Ledger, bot.Reminder:
		return t.list(ctx)
	}
	return t.inChannel(ctx, t.s.DeskChannel, "text", escape(t.n.Text)) // a budget, and what is not known yet
}

// recall finds what an attempt before a crash has posted.
func (t *notifier) recall(ctx context.Context) error {
	if err := t.s.find(ctx, t.c, t.s.DeskChannel, "", t.n.ID); err != nil {
		return err
	}
	if t.n.Call && t.s.onCallChannel() {
		if err := t.s.find(ctx, t.c, t.s.OnCall, "", t.n.ID); err != nil {
			return err
		}
	}
	for _, root := range append(t.s.posted.with(t.n.ID, refCard+after), t.refs[refThread]) {
		if root == "" {
			continue
		}
		if err := t.s.find(ctx, t.c, t.s.DeskChannel, root, t.n.ID); err != nil {
			return err
		}
	}
	return nil
}

func (t *notifier) set(ref, ts string) { t.refs[ref], t.out[ref] = ts, ts }

// inChannel posts words into a channel.
func (t *notifier) inChannel(ctx context.Context, channel, part, text string) error {
	p := t.s.lines(text)
	_, err := t.s.once(ctx, t.c, post{channel: channel, text: p.text, blocks: p.blocks}, key{t.n.ID, part})
	return err
}

// root makes sure that the ticket has a thread: its card is posted if there is none, or if it was deleted.
func (t *notifier) root(ctx context.Context) error {
	was := t.refs[refCard]
	if _, deleted := t.s.gone.get(was); was != "" && !deleted {
		return nil
	}
	if err := t.brake(was); err != nil {
		return err
	}
	p := t.s.card(t.n.Ticket, t.n.Name)
	k := key{t.n.ID, refCard + after + was}
	ts, err := t.s.once(ctx, t.c, post{channel: t.s.DeskChannel, text: p.text, blocks: p.blocks, ticket: t.n.Ticket.Number, rank: rankOf(t.n.Ticket)}, k)
	if err != nil {
		return err
	}
	t.set(refThread, ts)
	t.set(refCard, ts)
	t.s.threads.put(ts, t.n.Ticket.Number)
	t.s.shows(t.n.Ticket, p)
	if was != "" {
		_, err = t.reply(ctx, "reposted", t.s.lines(t.s.texts.of("reposted")), false)
	}
	return err
}

func rankOf(t bot.Ticket) rank {
	if t.Urgency == knowledge.High {
		return rankUrgent
	}
	return rankCard
}

// A ticket's card is posted anew when somebody has deleted it, but not for ever: whatever makes us think so may be wrong.
const (
	maxCards  = 4
	cardPause = 15 * time.Minute
)

func (t *notifier) brake(was string) error {
	if was == "" {
		return nil
	}
	number := t.n.Ticket.Number
	n, _ := t.s.anew.get(number)
	if n >= maxCards {
		t.s.anew.put(number, maxCards-1) // one more after the pause
		t.s.Log.Error("a ticket's card seems to be deleted again and again", "ticket", number)
		return &bot.SendError{Failure: bot.Retry, After: cardPause, Err: errors.New("the ticket's card was posted anew too often")}
	}
	t.s.anew.put(number, n+1)
	return nil
}

// reply posts into the ticket's thread. When the root turns out to be deleted one new card begins a new thread. What was said
// before stays in the old one.
func (t *notifier) reply(ctx context.Context, part string, p page, broadcast bool) (string, error) {
	for range 2 {
		if err := t.root(ctx); err != nil {
			return "", err
		}
		root := t.refs[refThread]
		p := post{channel: t.s.DeskChannel, thread: root, broadcast: broadcast, text: p.text, blocks: p.blocks, rank: p.rank}
		ts, err := t.s.once(ctx, t.c, p, key{t.n.ID, part + inThread + root})
		if !errors.Is(err, errRootGone) {
			return ts, err
		}
		t.s.gone.put(root, true)
	}
	return "", errors.New("the thread's root is deleted again and again")
}

// changed shows the card as the ticket stands now, in its old place.
func (t *notifier) changed(ctx context.Context) error {
	if err := t.root(ctx); err != nil {
		return err
	}
	p := t.s.card(t.n.Ticket, t.n.Name)
	if t.s.shown(t.n.Ticket, p) {
		return nil // just posted
	}
	ts := t.refs[refCard]
	err := t.s.update(ctx, t.c, ts, post{channel: t.s.DeskChannel, text: p.text, blocks: p.blocks, ticket: t.n.Ticket.Number}, key{t.n.ID, refCard})
	switch code(err) {
	case "message_not_found", "cant_update_message", "edit_window_closed":
		t.s.gone.put(ts, true)
		return t.root(ctx)
	}
	if err == nil {
		t.s.shows(t.n.Ticket, p)
	}
	return err
}

// shows remembers what a ticket's card shows, and shown tells, so that nothing is updated in vain.
func (s *Slack) shows(t bot.Ticket, p page) { s.cards.put(t.Number, print(p)) }

func (s *Slack) shown(t bot.Ticket, p page) bool {
	last, ok := s.cards.get(t.Number)
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

// private refuses to show anything in a channel that other organisations can read (docs.slack.dev/apis/slack-connect).
func (s *Slack) private(ctx context.Context, c *client) error {
	s.deskMu.Lock()
	defer s.deskMu.Unlock()
	if now := s.Now(); now.Sub(s.deskSeen).Abs() > privateFor {
		shared, err := s.isShared(ctx, c, s.DeskChannel)
		if err != nil {
			return err
		}
		s.deskShared, s.deskSeen = shared, now
	}
	if s.deskShared {
		s.deskSeen = time.Time{} // looked at again as soon as there is something to show
		s.Log.Error("the desk's channel is shared with another organisation; nothing is shown there", "channel", s.DeskChannel)
		return &bot.SendError{Failure: bot.Retry, After: mendAfter, Err: errors.New("the desk's channel is shared with another organisation")}
	}
	return nil
}

// exposed reports whether the desk's channel is known to be shared: then nobody there can be told from a stranger. seen adds what an
// event says of it.
func (s *Slack) exposed(seen bool) bool {
	s.deskMu.Lock()
	defer s.deskMu.Unlock()
	if seen && !s.deskShared {
		s.deskShared, s.deskSeen = true, time.Time{}
	}
	if s.deskShared {
		s.Log.Error("the desk's channel is shared with another organisation; nothing from there is acted upon", "channel", s.DeskChannel)
	}
	return s.deskShared
}

func (s *Slack) isShared(ctx context.Context, c *client, channel string) (bool, error) {
	var out struct {
		Channel struct {
			Ext     bool `json:"is_ext_shared"`
			Pending bool `json:"is_pending_ext_shared"`
		} `json:"channel"`
	}
	_, err := c.call(ctx, "conversations.info", url.Values{"channel": {channel}}, &out)
	return out.Channel.Ext || out.Channel.Pending, err
}
