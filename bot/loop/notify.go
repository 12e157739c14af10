package loop

import (
	"context"
	"fmt"
	"maps"

	"madoguchi/bot"
	"madoguchi/store"
)

// tellAll shows the desk what a conversation has for it, in order.
func (l *Loop) tellAll(ctx context.Context, conv bot.ConversationID) error {
	if l.to.Load().desk == nil {
		return nil
	}
	h, err := l.claimWork(ctx, conv, claimDesk)
	if err != nil || h == nil {
		return err
	}
	for {
		n, ok, err := l.nextNotice(ctx, conv, h)
		if err != nil {
			return err
		}
		if !ok {
			free, err := h.release(ctx, conv)
			if err != nil || free {
				return err
			}
			continue
		}
		if err := l.show(ctx, conv, h, n); err != nil {
			return err
		}
	}
}

func (l *Loop) nextNotice(ctx context.Context, conv bot.ConversationID, h *claim) (n bot.PendingNotice, ok bool, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		n, ok = bot.PendingNotice{}, false
		for row, err := range l.records.notices.Scan(r, store.K(string(conv))) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			k.Str()
			n, ok = row.Value, true
			n.N = k.Uint()
			break
		}
		if !ok {
			return nil
		}
		return h.check(r)
	})
	if err != nil {
		err = fmt.Errorf("read what is to be shown of conversation %s: %w", conv, err)
	}
	return n, ok, err
}

// show shows one notice and removes it. What cannot be shown for good is counted and dropped: it
// stands in the ticket.
func (l *Loop) show(ctx context.Context, conv bot.ConversationID, h *claim, stored bot.PendingNotice) error {
	n, err := l.notice(ctx, conv, stored)
	if err != nil {
		return err
	}
	n.MaybeSent = n.MaybeSent || h.inherited
	l.name(ctx, conv, &n)
	if !h.mine() {
		return errLost
	}
	refs, err := l.to.Load().desk.Tell(ctx, n)
	shown := err == nil && (stored.Kind == bot.Opened || stored.Kind == bot.Again)
	if err != nil {
		switch failed := bot.AsSendError(err); failed.Failure {
		case bot.Permanent, bot.Blocked, bot.Fallback, bot.Quota:
			l.metrics.unshown.Inc()
			l.o.Log.Error("the desk was not told", "conversation", conv, "ticket", stored.Ticket, "notice", stored.Kind, "err", err)
		default:
			if failed.Unknown {
				l.doubt(stored.ID)
			}
			return &later{after: failed.After, err: fmt.Errorf("tell the desk of ticket %s: %w", stored.Ticket, err)}
		}
	}
	at := store.K(string(conv))
	if stored.Kind == bot.Erased {
		refs = nil // nothing is remembered of it
	}
	if n.Name != "" && n.Refs[nameRef] == "" {
		refs = maps.Clone(refs)
		if refs == nil {
			refs = map[string]string{}
		}
		refs[nameRef] = n.Name
	}
	err = l.update(ctx, func(tx store.Txn) error {
		if err := h.check(tx); err != nil {
			return err
		}
		for name, ref := range refs {
			if err := l.records.refs.Put(tx, at.Str(stored.Ticket).Str(name), ref); err != nil {
				return err
			}
		}
		return l.records.notices.Delete(tx, at.Uint(stored.N))
	})
	if err != nil {
		l.doubt(stored.ID)
		return fmt.Errorf("record that the desk was told of ticket %s: %w", stored.Ticket, err)
	}
	l.ended(stored.ID)
	if shown {
		return l.change(ctx, conv, func(*snapshot) (turn, error) { return turn{input: bot.Shown{Number: stored.Ticket}}, nil })
	}
	return nil
}

// notice fills a stored notice with what it is about, as that stands now.
func (l *Loop) notice(ctx context.Context, conv bot.ConversationID, s bot.PendingNotice) (n bot.Notice, err error) {
	n = bot.Notice{ID: s.ID, MaybeSent: s.By != l.process || l.tries(s.ID).doubt, Kind: s.Kind, Reply: s.Reply, Text: s.Text, Call: s.Call}
	if s.Call {
		for _, p := range l.o.Advisor.Rota.At(l.o.Advisor.Now()) {
			if p.Slack != "" {
				n.OnCall = append(n.OnCall, p.Slack)
			}
		}
	}
	if s.Kind == bot.Erased {
		n.Ticket.Number, n.Refs = s.Ticket, s.Refs
		return n, nil
	}
	at := store.K(string(conv))
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		n.Entries, n.List, n.Refs = nil, nil, map[string]string{}
		for _, listed := range s.List {
			if err := l.fillListed(r, &listed); err != nil {
				return err
			}
			n.List = append(n.List, listed)
		}
		if s.Ticket == "" {
			return nil
		}
		t, _, err := l.records.tickets.Get(r, at.Str(s.Ticket))
		if err != nil {
			return err
		}
		n.Ticket = t
		if n.Refs, err = l.records.refsOf(r, at.Str(s.Ticket)); err != nil {
			return err
		}
		entries := s.Entries
		if s.Kind == bot.Opened {
			entries = between(1, t.Entries)
		}
		for _, number := range entries {
			e, ok, err := l.records.entries.Get(r, at.Uint(number))
			if err != nil {
				return err
			}
			if ok {
				n.Entries = append(n.Entries, e)
			}
		}
		return nil
	})
	if err != nil {
		err = fmt.Errorf("read ticket %s of conversation %s: %w", s.Ticket, conv, err)
	}
	return n, err
}

// fillListed finds a ticket of a list, whatever conversation it belongs to. One that was erased
// meanwhile stays empty.
func (l *Loop) fillListed(r store.Reader, listed *bot.Listed) error {
	number, ok := parseNumber(listed.Number)
	if !ok {
		return nil
	}
	where, ok, err := l.records.numbers.Get(r, store.Key{}.Uint(number))
	if err != nil || !ok {
		return err
	}
	if listed.Ticket, ok, err = l.records.at(r, where); err != nil || !ok {
		return err
	}
	listed.Refs, err = l.records.refsOf(r, store.K(string(where.Conversation), where.Number))
	return err
}

// refsOf are the names that the desk's platform gave to what was shown of a ticket.
func (rec records) refsOf(r store.Reader, ticket store.Key) (map[string]string, error) {
	refs := map[string]string{}
	for row, err := range rec.refs.Scan(r, ticket) {
		if err != nil {
			return nil, err
		}
		k := store.ReadKey(row.Key)
		k.Str()
		k.Str()
		refs[k.Str()] = row.Value
	}
	return refs, nil
}

// maxShown is how many lines of the transcript the desk is shown when a ticket is opened: the
// latest.
const maxShown = 30

func between(from, to uint64) (out []uint64) {
	if to >= maxShown && from < to-maxShown+1 {
		from = to - maxShown + 1
	}
	for n := from; n <= to; n++ {
		out = append(out, n)
	}
	return out
}
