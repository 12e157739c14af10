package loop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge/mask"
	"madoguchi/store"
	"madoguchi/written"
)

// perCommit is how many events one commit takes: four writes and six reads each, when all are of
// different conversations, must stay under what a store's transaction may hold.
const perCommit = 18

// Accept takes events from a platform. When it returns nil all of them are durable and will be
// answered, each once, each conversation's in the order in which they came; then, and only then,
// the platform may be told that they arrived. An event that was taken before costs a read and
// changes nothing. After an error none, some or all were taken: the platform delivers them again.
//
// Secrets are taken out of every text before it is written anywhere.
func (l *Loop) Accept(ctx context.Context, events ...bot.Event) error {
	l.accepting.Add(1)
	defer l.accepting.Add(-1)
	for _, e := range events {
		if e.Conversation == "" || e.ID == "" {
			return errors.New("loop: an event needs its conversation's id and its own") // without, all would be the same event
		}
	}
	for batch := range slices.Chunk(inOrder(l.withoutFloods(events)), perCommit) {
		if err := l.accept(ctx, batch); err != nil {
			l.metrics.refused.Add(float64(len(batch)))
			return fmt.Errorf("take %d events: %w", len(batch), err)
		}
	}
	return nil
}

func (l *Loop) accept(ctx context.Context, events []bot.Event) error {
	now := l.o.Advisor.Now()
	came := make([]bot.InboxEvent, len(events))
	leaves := make([]mask.Open, len(events))
	for i, e := range events {
		came[i], leaves[i] = arrive(e, now, "", l.o.Sealer.Hash)
	}
	fresh, convs := 0, make([]bot.ConversationID, len(events))
	err := l.update(ctx, func(tx store.Txn) error {
		fresh = 0
		for i, e := range events {
			conv, err := l.real(tx, e.Conversation)
			if err != nil {
				return err
			}
			took, err := l.take(tx, conv, came[i], func(left mask.Open) (bot.InboxEvent, mask.Open) {
				if left == "" {
					return came[i], leaves[i]
				}
				return arrive(e, now, left, l.o.Sealer.Hash)
			})
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
	l.metrics.accepted.Add(float64(fresh))
	l.metrics.repeated.Add(float64(len(events) - fresh))
	for _, conv := range convs {
		l.steps.wake(conv)
	}
	l.promise(events)
	return nil
}

// arrive is an event as it is stored. Its text is masked here, so that no adapter can forget it, in
// the light of what the message before it left open; what it leaves open itself comes with it.
func arrive(e bot.Event, now time.Time, left mask.Open, hash func(kind, text string) string) (bot.InboxEvent, mask.Open) {
	e.Text, e.Choice, e.Question = cut(e.Text, maxText), cut(e.Choice, maxChoice), cut(e.Question, maxChoice)
	came := bot.InboxEvent{
		ID: e.ID, At: e.At, Received: now, ReplyTo: e.ReplyTo, Kind: e.Kind, Message: e.Message, Choice: e.Choice, Question: e.Question,
		File: e.File, Album: e.Album,
	}
	leaves := came.Mask(e.Text, left, hash)
	if e.Kind != dialog.Text { // a button or a file between two messages does not part them
		leaves = left
	}
	if e.File != nil { // a name may be written so that an .exe looks like a picture
		file := *e.File
		file.Name = written.Label(file.Name)
		came.File = &file
	}
	if came.At.After(now) { // no platform knows the future; one of the clocks is wrong
		came.At = now
	}
	return came, leaves
}

// maxText is how many characters of a text are read: as many as LINE takes of one message. Nobody
// needs more, and what reads a text takes the longer the longer it is.
const maxText = 5000

// maxChoice is how many characters of a button's value are: the desk makes none as long.
const maxChoice = 300

// cut is a text of n characters at most.
func cut(text string, n int) string {
	if len(text) <= n { // each is a byte at least
		return text
	}
	for i := range text {
		if n--; n < 0 {
			return text[:i] + "…"
		}
	}
	return text
}

// inOrder sorts what came together as it happened, by the platform's clock, if it says so of all.
func inOrder(events []bot.Event) []bot.Event {
	if slices.ContainsFunc(events, func(e bot.Event) bool { return e.At.IsZero() }) {
		return events
	}
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b bot.Event) int { return a.At.Compare(b.At) })
	return sorted
}

// take puts an event into the inbox, unless it was taken before. That it was seen and that it will
// be acted upon is one commit.
//
// What the message before left open is read here, in the commit that takes the event; as gives the
// event masked in the light of it, and what it leaves open itself.
func (l *Loop) take(tx store.Txn, conv bot.ConversationID, e bot.InboxEvent, as func(mask.Open) (bot.InboxEvent, mask.Open)) (bool, error) {
	at := store.K(string(conv))
	seen, _, err := l.records.seen.Get(tx, at)
	if err != nil {
		return false, err
	}
	name := l.eventName(e.ID)
	if seen.holds(name) {
		return false, nil
	}
	if len(seen) == 0 && (e.Kind == dialog.Unsend && e.ReplyTo.Public || e.Kind == dialog.Edit || e.Kind == bot.Gone) {
		return false, nil // by somebody who never wrote to the desk; in private the message is still to come
	}
	if err := l.o.Sealer.Ensure(tx, string(conv)); err != nil {
		return false, err
	}
	if err := l.records.seen.Put(tx, at, seen.with(name, e.Received)); err != nil {
		return false, err
	}
	left, _, err := l.records.expects.Get(tx, at)
	if unreadable(err) { // left by a conversation that is being erased
		left, err = "", nil
	}
	if err != nil {
		return false, err
	}
	e, leaves := as(left)
	switch {
	case leaves == left:
	case leaves == "":
		err = l.records.expects.Delete(tx, at)
	default:
		err = l.records.expects.Put(tx, at, leaves)
	}
	if err != nil {
		return false, err
	}
	behind, err := l.behindTheLast(tx, conv, e.Received)
	if err != nil {
		return false, err
	}
	return true, l.records.inbox.Put(tx, at.Time(behind).Str(name), e)
}

// behindTheLast is the time under which an event lies in the inbox: when it came, but behind what
// came before, also when a clock was put back or another replica's is ahead.
func (l *Loop) behindTheLast(tx store.Reader, conv bot.ConversationID, came time.Time) (time.Time, error) {
	for entry, err := range tx.Reverse(l.records.inbox.Key(store.K(string(conv))).Range()) {
		if err != nil {
			return came, err
		}
		k := store.ReadKey(entry.Key)
		k.Str()
		k.Str()
		if last := k.Time(); !came.After(last) {
			came = last.Add(time.Microsecond) // keys are as fine as that
		}
		break
	}
	return came.Truncate(time.Microsecond), nil
}

// eventName is what an event is called in the store: a keyed hash.
func (l *Loop) eventName(id bot.EventID) string { return l.o.Sealer.Hash("event", string(id))[:16] }
