package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge/mask"
	"madoguchi/store"
)

// ConversationID names one conversation with one consulter. It is made of keyed hashes or random bytes, never of a
// platform's own id.
type ConversationID string

// EventID is the platform's name for one thing that happened, unique within its conversation. A second event of the
// same id is the same event delivered again.
type EventID string

// Event is something a consulter did, as an adapter hands it over.
type Event struct {
	Conversation ConversationID
	ID           EventID
	At           time.Time // when it happened, by the platform's clock; zero: now
	Return       Return
	File         *Attachment
	dialog.Event
}

// Gone is what happened when a consulter blocked the account, deleted it, or removed the bot from the group.
const Gone dialog.Kind = "gone"

// seenEvents is how many events a conversation remembers. Platforms redeliver within minutes to hours; nobody does more
// than this many things in that time.
const seenEvents = 200

// perCommit is how many events one commit takes: three writes each must stay under store.MaxWrites.
const perCommit = 32

// Accept takes events from a platform. When it returns nil all of them are durable and will be answered, each once,
// each conversation's in the order of their times; then, and only then, the platform may be told that they arrived. An
// event that was taken before costs a read and changes nothing. After an error none, some or all were taken: the platform
// delivers them again.
//
// Secrets are taken out of every text before it is written anywhere.
func (b *Bot) Accept(ctx context.Context, events ...Event) error {
	b.accepting.Add(1)
	defer b.accepting.Add(-1)
	for _, e := range events {
		if e.Conversation == "" || e.ID == "" {
			return errors.New("bot: an event needs its conversation's id and its own") // without, all would be the same event
		}
	}
	for batch := range slices.Chunk(events, perCommit) {
		if err := b.accept(ctx, batch); err != nil {
			b.metrics.refused.Add(float64(len(batch)))
			return fmt.Errorf("take %d events: %w", len(batch), err)
		}
	}
	return nil
}

func (b *Bot) accept(ctx context.Context, events []Event) error {
	now := b.Advisor.Now()
	arrivals := make([]arrival, len(events))
	for i, e := range events {
		arrivals[i] = arrive(e, now)
		if n := caseNumber(e.Text); n != "" { // a number that the desk gave itself is no secret
			arrivals[i].Case, arrivals[i].Text = n, strings.Replace(arrivals[i].Text, string(mask.Number), n, 1)
		}
	}
	fresh, convs := 0, make([]ConversationID, len(events))
	err := b.Engine.Update(ctx, func(tx store.Txn) error {
		fresh = 0
		for i, e := range events {
			conv, err := b.real(tx, e.Conversation)
			if err != nil {
				return err
			}
			took, err := b.take(tx, conv, arrivals[i])
			if err != nil {
				return err
			}
			if convs[i] = conv; took {
				fresh++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.metrics.accepted.Add(float64(fresh))
	b.metrics.repeated.Add(float64(len(events) - fresh))
	for _, conv := range convs {
		b.steps.wake(conv)
	}
	b.promise(events)
	return nil
}

// arrive is an event as it is stored. Its text is masked here, so that no adapter can forget it.
func arrive(e Event, now time.Time) arrival {
	masked, found := mask.Chat(e.Text)
	a := arrival{
		ID: e.ID, At: e.At, Received: now, Return: e.Return, Kind: e.Kind, Message: e.Message, Text: masked, Choice: e.Choice, Question: e.Question,
		Secrets: found[mask.Secret]+found[mask.Card]+found[mask.MyNumber] > 0, File: e.File,
	}
	if a.At.IsZero() {
		a.At = now
	}
	return a
}

// take puts an event into the inbox, unless it was taken before. That it was seen and that it will be acted upon is one commit.
func (b *Bot) take(tx store.Txn, conv ConversationID, a arrival) (bool, error) {
	at := store.K(string(conv))
	seen, _, err := b.records.seen.Get(tx, at)
	if err != nil {
		return false, err
	}
	name := b.Sealer.Hash("event", string(a.ID))[:16]
	if slices.Contains(seen, name) {
		return false, nil
	}
	if len(seen) == 0 && (a.Kind == dialog.Unsend && a.Return.Public || a.Kind == dialog.Edit || a.Kind == Gone) {
		return false, nil // by somebody who never wrote to the desk; in private the message is still to come
	}
	seen = append(seen, name)
	if len(seen) > seenEvents {
		seen = slices.Delete(seen, 0, len(seen)-seenEvents)
	}
	if err := b.Sealer.Ensure(tx, string(conv)); err != nil {
		return false, err
	}
	if err := b.records.seen.Put(tx, at, seen); err != nil {
		return false, err
	}
	return true, b.records.inbox.Put(tx, at.Time(a.At).Str(name), a)
}

// oldest returns the event that a conversation must be stepped with next, nil when there is none, and whether there are more.
func (m *move) oldest() (first *arrival, more bool, err error) {
	for row, err := range m.b.records.inbox.Scan(m.r, store.K(string(m.conv))) {
		if first != nil {
			return first, true, nil // whether this one can be read matters when it is its turn
		}
		if err != nil {
			return nil, false, err
		}
		row.Value.key = row.Key
		first = &row.Value
	}
	return first, false, nil
}
