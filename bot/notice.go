package bot

import (
	"context"
	"fmt"
	"maps"

	"madoguchi/store"
)

// deskConversation is the pseudo-conversation of notices and timers that belong to no consulter.
const deskConversation ConversationID = "desk"

// tellAll shows the desk what a conversation has for it, in order.
func (b *Bot) tellAll(ctx context.Context, conv ConversationID) error {
	if b.Desk == nil {
		return nil
	}
	h, err := b.claim(ctx, conv, laneDesk)
	if err != nil || h == nil {
		return err
	}
	for {
		n, ok, err := b.nextNotice(ctx, conv, h)
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
		if err := b.show(ctx, conv, h, n); err != nil {
			return err
		}
	}
}

func (b *Bot) nextNotice(ctx context.Context, conv ConversationID, h *hold) (n notice, ok bool, err error) {
	err = b.Engine.View(ctx, func(r store.Reader) error {
		n, ok = notice{}, false
		for row, err := range b.records.notices.Scan(r, store.K(string(conv))) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			k.Str()
			n, ok = row.Value, true
			n.n = k.Uint()
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

// show shows one notice and removes it. What cannot be shown for good is counted and dropped: it stands in the ticket.
func (b *Bot) show(ctx context.Context, conv ConversationID, h *hold, stored notice) error {
	n, err := b.notice(ctx, conv, stored)
	if err != nil {
		return err
	}
	n.MaybeSent = n.MaybeSent || h.inherited
	b.name(ctx, conv, &n)
	if !h.mine() {
		return errLost
	}
	refs, err := b.Desk.Tell(ctx, n)
	if err != nil {
		switch failed := asSendError(err); failed.Failure {
		case Permanent, Blocked, Fallback, Quota:
			b.metrics.unshown.Inc()
			b.Log.Error("the desk was not told", "conversation", conv, "ticket", stored.Ticket, "notice", stored.Kind, "err", err)
		default:
			if failed.Unknown {
				b.doubt(stored.ID)
			}
			return &later{after: failed.After, err: fmt.Errorf("tell the desk of ticket %s: %w", stored.Ticket, err)}
		}
	}
	at := store.K(string(conv))
	if n.Name != "" && n.Refs[nameRef] == "" {
		refs = maps.Clone(refs)
		if refs == nil {
			refs = map[string]string{}
		}
		refs[nameRef] = n.Name
	}
	err = b.Engine.Update(ctx, func(tx store.Txn) error {
		if err := h.check(tx); err != nil {
			return err
		}
		for name, ref := range refs {
			if err := b.records.refs.Put(tx, at.Str(stored.Ticket).Str(name), ref); err != nil {
				return err
			}
		}
		return b.records.notices.Delete(tx, at.Uint(stored.n))
	})
	if err != nil {
		b.doubt(stored.ID)
		return fmt.Errorf("record that the desk was told of ticket %s: %w", stored.Ticket, err)
	}
	b.settle(stored.ID)
	return nil
}

// notice fills a stored notice with what it is about, as that stands now.
func (b *Bot) notice(ctx context.Context, conv ConversationID, s notice) (n Notice, err error) {
	n = Notice{ID: s.ID, MaybeSent: s.By != b.process || b.tries(s.ID).doubt, Kind: s.Kind, Reply: s.Reply, Text: s.Text}
	at := store.K(string(conv))
	err = b.Engine.View(ctx, func(r store.Reader) error {
		n.Entries, n.Refs = nil, map[string]string{}
		if s.Ticket == "" {
			return nil
		}
		t, _, err := b.records.tickets.Get(r, at.Str(s.Ticket))
		if err != nil {
			return err
		}
		n.Ticket = t
		for row, err := range b.records.refs.Scan(r, at.Str(s.Ticket)) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			k.Str()
			k.Str()
			n.Refs[k.Str()] = row.Value
		}
		lines := s.Lines
		if s.Kind == Opened {
			lines = between(1, t.Lines)
		}
		for _, number := range lines {
			l, ok, err := b.records.lines.Get(r, at.Uint(number))
			if err != nil {
				return err
			}
			if ok {
				n.Entries = append(n.Entries, l)
			}
		}
		return nil
	})
	if err != nil {
		err = fmt.Errorf("read ticket %s of conversation %s: %w", s.Ticket, conv, err)
	}
	return n, err
}

// maxShown is how many lines of the transcript the desk is shown when a ticket is opened: the latest.
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
