package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
)

// audit is what comparing LINE's books with the desk's came to.
type audit struct {
	t *testing.T
	w *town

	events, lines, sends         int
	doubles, unavoidable, missed int
	failures                     int
	tickets                      []string           // the numbers of all
	notices                      int                // what the desk was not told
	excused                      map[time.Time]bool // calls that explain a double already
}

// tokenSurely is the age up to which a refused reply token must have been used: LINE keeps one for a minute, the desk trusts it for half of that.
const tokenSurely = 29 * time.Second

func (a *audit) fail(format string, args ...any) {
	a.t.Helper()
	if a.failures++; a.failures <= 30 {
		a.t.Errorf(format, args...)
	}
}

// compare holds every conversation in the store against what LINE sent and showed. died are the moments at which a server was killed.
func (w *town) compare(t *testing.T, s settings, died []time.Time) *audit {
	t.Helper()
	a := &audit{t: t, w: w, excused: map[time.Time]bool{}}
	engine, sealer, err := openSealed(t.Context(), s, false)
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	advisor, err := newAdvisor(&bot.Edition{Base: b, Senses: knowledge.Senses{Match: quickMatcher(b)}}, s.Desk, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := loop.Open(loop.Options{Engine: engine, Sealer: sealer, Advisor: advisor, Log: harness.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"inbox", "outbox", "dead", "damaged"} {
		if n := count(t, engine, table); n > 0 {
			a.fail("%d entries are left in %s", n, table)
		}
	}
	a.notices = count(t, engine, "notice")
	tickets, err := keeper.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, ticket := range tickets {
		a.tickets = append(a.tickets, ticket.Number)
	}
	byUser := map[string][]*happening{}
	for _, h := range w.order {
		byUser[h.user] = append(byUser[h.user], h)
	}
	show := newRenderer(t)
	for user, events := range byUser {
		lines, err := keeper.Transcript(t.Context(), keeper.ConversationID("line", user), 0)
		if err != nil {
			t.Fatal(err)
		}
		a.heard(user, events, lines)
		a.said(user, lines, show, died)
	}
	for _, v := range w.line.Violations() {
		a.fail("LINE's rules: %s", v)
	}
	return a
}

func count(t *testing.T, e store.Engine, table string) (n int) {
	t.Helper()
	err := e.View(context.Background(), func(r store.Reader) error {
		n = 0
		for _, err := range r.Scan(store.K(table).Range()) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// heard checks that what the consulter did stands in the transcript once, and in order as far as order could be kept.
func (a *audit) heard(user string, events []*happening, lines []bot.Entry) {
	a.t.Helper()
	at := map[*happening]uint64{}
	for _, h := range events {
		a.events++
		if h.acked.IsZero() {
			a.fail("%s: the event of %d was never acknowledged", user, h.at)
			continue
		}
		var found []bot.Entry
		for _, l := range lines {
			if l.From == bot.FromConsulter && (h.message != "" && l.Of == h.message || h.label != "" && l.Text == h.label || h.takes != "" && l.Of == h.takes) {
				found = append(found, l)
			}
		}
		switch {
		case h.takes != "":
			if len(found) != 1 || !found[0].Unsent {
				a.fail("%s: a message that was taken back stands there: %v; its being taken back: %s", user, found, h)
				for _, o := range events {
					if o.message == h.takes {
						a.t.Logf("the message: %s", o)
					}
				}
			}
			continue
		case h.message == "" && h.label == "":
			if len(lines) == 0 {
				a.fail("%s: acknowledged, and nothing in the transcript", user)
			}
			continue
		case len(found) != 1:
			a.fail("%s: acknowledged at %s after %d deliveries, stands in the transcript %d times", user, h.acked.Format(clockForm), h.tries, len(found))
			continue
		}
		at[h] = found[0].N
	}
	for one, n := range at {
		for two, m := range at {
			if one.at < two.at && one.acked.Before(two.sent) && n > m {
				a.fail("%s: order: what %s stands as %d, behind what %s as %d", user, one, n, two, m)
			}
		}
	}
}

func (h *happening) String() string {
	return fmt.Sprintf("happened %s, sent %s, acknowledged %s after %d deliveries", time.UnixMilli(h.at).Format(clockForm), h.sent.Format(clockForm), h.acked.Format(clockForm), h.tries)
}

const clockForm = "15:04:05.000"

// said checks that every line of the desk was shown once and in order. LINE's calls are gone through beside the transcript.
func (a *audit) said(user string, lines []bot.Entry, show *renderer, died []time.Time) {
	a.t.Helper()
	var expected []string // by line
	for _, l := range lines {
		if l.From == bot.FromBot {
			expected = append(expected, show.words(a.t, l.Message))
		}
	}
	a.lines += len(lines)
	var sends, taken []sending
	for _, s := range a.w.sends {
		if s.user == user {
			sends = append(sends, s)
		}
	}
	next := 0
	for i, s := range sends {
		a.sends++
		if n := follows(expected[next:], s.words); n > 0 {
			next += n
			taken = append(taken, s)
			continue
		}
		if slices.ContainsFunc(taken, func(o sending) bool { return o.words == s.words }) {
			if !a.double(sends[:i+1], died) {
				a.fail("%s: shown twice: LINE took %s\nthe transcript says %s\nnext was to come %q", user, around(sends, i), story(lines), expected[next:min(next+2, len(expected))])
			}
			continue
		}
		skipped := 1
		for ; next+skipped < len(expected) && follows(expected[next+skipped:], s.words) == 0; skipped++ {
		}
		if next+skipped >= len(expected) {
			a.fail("%s: LINE showed at %s what does not stand in the transcript: %q", user, s.at.Format(clockForm), s.words)
			continue
		}
		a.missed += skipped
		a.fail("%s: %d lines were not shown before %s: %q", user, skipped, s.at.Format(clockForm), expected[next:next+skipped])
		next += skipped + follows(expected[next+skipped:], s.words)
		taken = append(taken, s)
	}
	if left := len(expected) - next; left > 0 {
		a.missed += left
		a.fail("%s: the last %d lines were not shown: %q", user, left, expected[next:])
	}
	shown := ""
	for _, m := range a.w.line.Shown(user) {
		shown += words(m)
	}
	for _, s := range sends {
		rest, ok := strings.CutPrefix(shown, s.words)
		if shown = rest; !ok {
			a.fail("%s: LINE does not show what it took at %s", user, s.at.Format(clockForm))
			return
		}
	}
	if shown != "" {
		a.fail("%s: LINE shows more than it took: %q", user, shown)
	}
}

// follows is how many lines one call says, 0 if it does not say the next ones.
func follows(lines []string, words string) int {
	for i, l := range lines {
		rest, ok := strings.CutPrefix(words, l)
		if !ok {
			return 0
		}
		if words = rest; words == "" {
			return i + 1
		}
	}
	return 0
}

// double judges the last of a person's calls, which says again what was said. It could not be
// avoided if one of those that say the same was a push after a token whose use nobody could know
// of. Which it was cannot be seen when several answers are alike.
func (a *audit) double(sends []sending, died []time.Time) (unavoidable bool) {
	a.doubles++
	last := sends[len(sends)-1]
	for i, again := range sends {
		if again.words != last.words || again.token != "" || a.excused[again.at] {
			continue
		}
		for _, first := range sends[:i] {
			if first.words == last.words && first.token != "" && !a.excused[first.at] && a.doubtful(first, again, died) {
				a.excused[first.at], a.excused[again.at] = true, true
				a.unavoidable++
				return true
			}
		}
	}
	return false
}

// doubtful reports whether nobody could know that a call was taken when another was made: its
// answer was lost, and the token was too old to tell, or the clock was wrong.
func (a *audit) doubtful(first, again sending, died []time.Time) bool {
	lost := first.lost || slices.ContainsFunc(died, func(d time.Time) bool {
		return d.After(first.at.Add(-stillTaken)) && d.Before(again.at)
	})
	for _, h := range a.w.order {
		if h.token == first.token {
			return lost && (again.at.Sub(h.sent) > tokenSurely || a.w.clockWrong(h.sent, again.at))
		}
	}
	return false
}

// stillTaken is how long after a server was told to die LINE may still take what it has sent, on a
// machine that is busy.
const stillTaken = time.Second

// around is what LINE took of one person before and after a call.
func around(sends []sending, i int) (out string) {
	for _, s := range sends[max(0, i-6):min(len(sends), i+4)] {
		out += fmt.Sprintf("\n%s token %.8s lost %t %.60q", s.at.Format(clockForm), s.token, s.lost, s.words)
	}
	return out
}

func story(lines []bot.Entry) (out string) {
	for _, l := range lines {
		out += fmt.Sprintf("\n%d %s %s %.40q", l.N, l.At.Format(clockForm), l.From, l.Text)
	}
	return out
}

// renderer says what LINE shows of a line: the real adapter sends it to another LINE.
type renderer struct {
	line    *linetest.Server
	channel *line.Channel
	known   map[string]string
}

func newRenderer(t *testing.T) *renderer {
	t.Helper()
	r := &renderer{line: linetest.New(linetest.Options{}), known: map[string]string{}}
	api := httptest.NewServer(r.line)
	t.Cleanup(api.Close)
	var err error
	r.channel, err = line.New(line.Options{Name: "line", Secrets: []string{linetest.DefaultSecret}, Token: linetest.DefaultToken, APIURL: api.URL, DataAPIURL: api.URL, Log: harness.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *renderer) words(t *testing.T, m dialog.Message) string {
	t.Helper()
	key, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if said, ok := r.known[string(key)]; ok {
		return said
	}
	p := r.line.AddPerson(fmt.Sprint(len(r.known)))
	p.Friend = true
	address, _ := json.Marshal(map[string]string{"to": p.ID, "user": p.ID})
	d := bot.Delivery{ID: uuid.NewString(), ReplyTo: bot.ReplyTo{Address: address}, Messages: []dialog.Message{m}}
	err = r.channel.Send(t.Context(), d)
	for err != nil && bot.AsSendError(err).Failure == bot.Retry && pause(t.Context(), 200*time.Millisecond) { // LINE takes so many a second
		err = r.channel.Send(t.Context(), d)
	}
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, shown := range r.line.Shown(p.ID) {
		said += words(shown)
	}
	r.known[string(key)] = said
	return said
}
