package loop

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// Told are the conversations that were told a line.
type Told struct {
	Found   int                 `json:"found"`
	Urgent  int                 `json:"urgent"` // those whose matter does not wait
	Open    int                 `json:"open"`   // those with a ticket that is not over
	Gone    int                 `json:"gone"`   // those who cannot be reached any more
	Before  int                 `json:"before"` // those who were told this correction before
	By      map[bot.Channel]int `json:"by"`     // those who are to be told, by channel
	Looked  int                 `json:"looked"` // conversations that were looked at
	Unread  int                 `json:"unread"` // conversations that could not be read
	waiting []toldOne
}

// toldOne is one who is to be told.
type toldOne struct {
	conv   bot.ConversationID
	urgent bool
	last   time.Time
}

// Wrong is what was wrong: the lines, every form in which they were said, and how to see whose
// matter does not wait.
type Wrong struct {
	Lines []knowledge.LineID
	Forms []string
	Base  *knowledge.Base
}

// Find looks through all conversations for who was told something. What was said by a program
// that kept no names of lines is looked for in the transcript.
func (x *Archive) Find(ctx context.Context, wrong Wrong, id string) (Told, error) {
	out := Told{By: map[bot.Channel]int{}}
	var mu sync.Mutex
	looked, unread, err := x.Each(ctx, func(r store.Reader, c bot.Conversation) (func(), error) {
		told, err := c.WasTold(wrong.Lines), error(nil)
		if len(c.Shown) == 0 {
			told, err = x.inTranscript(r, store.K(string(c.ID)), wrong.Forms)
		}
		if err != nil || !told {
			return nil, err
		}
		return func() {
			mu.Lock()
			defer mu.Unlock()
			out.add(&c, wrong.Base, id)
		}, nil
	})
	out.Looked, out.Unread = looked, unread
	slices.SortFunc(out.waiting, func(a, b toldOne) int {
		return cmp.Or(boolInt(b.urgent)-boolInt(a.urgent), b.last.Compare(a.last), cmp.Compare(a.conv, b.conv))
	})
	return out, err
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// add counts a conversation that was told.
func (t *Told) add(c *bot.Conversation, base *knowledge.Base, id string) {
	t.Found++
	urgent := c.Pressing(base)
	if urgent {
		t.Urgent++
	}
	if c.Ticket != "" {
		t.Open++
	}
	switch {
	case slices.Contains(c.Mended, id):
		t.Before++
	case c.Gone:
		t.Gone++
	default:
		t.By[c.ReplyTo.Channel]++
		t.waiting = append(t.waiting, toldOne{c.ID, urgent, c.Active})
	}
}

// inTranscript reports whether one of some forms was said by the bot.
func (x *Archive) inTranscript(r store.Reader, at store.Key, forms []string) (bool, error) {
	for row, err := range x.records.entries.Scan(r, at) {
		if err != nil {
			return false, err
		}
		if row.Value.From == bot.FromBot && slices.ContainsFunc(forms, func(f string) bool { return strings.Contains(row.Value.Text, f) }) {
			return true, nil
		}
	}
	return false, nil
}

// How corrections are told: so many timers are written in a commit, and so fast they fall due, that
// what else is due in the meantime is not held up.
const (
	mendsPerCommit = 100
	mendEvery      = 2 * time.Millisecond
)

// Begin leaves a correction for all who were found, those first for whom it does not wait.
func (x *Archive) Begin(ctx context.Context, id string, m bot.Mend, found Told) error {
	m.Made = x.now()
	err := x.update(ctx, func(tx store.Txn) error { return x.records.mends.Put(tx, store.K(id), m) })
	at := m.Made
	for part := range slices.Chunk(found.waiting, mendsPerCommit) {
		if err != nil {
			break
		}
		first := at
		at = at.Add(time.Duration(len(part)) * mendEvery)
		err = x.update(ctx, func(tx store.Txn) error {
			for i, w := range part {
				due := bot.Timer{At: first.Add(time.Duration(i) * mendEvery), Conversation: w.conv, Kind: bot.TimerMend, Ref: id}
				if err := x.records.timers.Put(tx, timerKey(due), timer{}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("leave a correction: %w", err)
	}
	return nil
}
