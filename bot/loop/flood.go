package loop

import (
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"madoguchi/bot"
	"madoguchi/dialog"
)

// Who writes faster than anybody can keeps the others waiting, and uses up what may be sent. What
// comes faster than writesEvery, after writesBurst at once, is not read; the consulter is told so,
// once in a while. A story in many short messages, an album of thirty pictures and what a platform
// delivers again after an outage are well below that.
const (
	writesEvery = time.Second
	writesBurst = 60
	tellsEvery  = time.Minute
)

// maxWriters bounds how many are remembered; then all are forgotten, which lets some write more.
const maxWriters = 20_000

// floods are how fast conversations are written to, as far as this process sees.
type floods struct {
	mu sync.Mutex
	of map[bot.ConversationID]*flood
}

type flood struct {
	writes *rate.Limiter
	told   time.Time
}

// read reports whether something is read, or else whether the consulter is to be told that it is
// not.
func (f *floods) read(conv bot.ConversationID, now time.Time) (read, tell bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.of[conv]
	if one == nil {
		if f.of == nil || len(f.of) >= maxWriters {
			f.of = map[bot.ConversationID]*flood{}
		}
		one = &flood{writes: rate.NewLimiter(rate.Every(writesEvery), writesBurst)}
		f.of[conv] = one
	}
	if one.writes.AllowN(now, 1) {
		return true, false
	}
	tell = now.Sub(one.told).Abs() >= tellsEvery // also when the clock was put back
	if tell {
		one.told = now
	}
	return false, tell
}

// answered are the kinds of events that take a step each. All others are taken however many come:
// what is taken back must go.
var answered = []dialog.Kind{
	dialog.Text, dialog.Choose, dialog.Image, dialog.File, dialog.Audio, dialog.Video, dialog.Location, dialog.Sticker,
}

// withoutFloods are the events that are read. In the place of the first that is not stands one that
// tells so.
func (l *Loop) withoutFloods(events []bot.Event) []bot.Event {
	now := l.clock.steady()
	out := make([]bot.Event, 0, len(events))
	for _, e := range events {
		if !slices.Contains(answered, e.Kind) {
			out = append(out, e)
			continue
		}
		switch read, tell := l.floods.read(e.Conversation, now); {
		case read:
			out = append(out, e)
		case tell:
			l.o.Log.Warn("somebody writes faster than is read", "conversation", e.Conversation)
			out = append(out, bot.Event{Conversation: e.Conversation, ID: e.ID, At: e.At, ReplyTo: e.ReplyTo, Event: dialog.Event{Kind: bot.TooFast}})
			l.metrics.unread.Inc()
		default:
			l.metrics.unread.Inc()
		}
	}
	return out
}
