package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
	"madoguchi/store/bolt"
)

func TestReceiveTakesAnEventOnce(t *testing.T) {
	d := newDisk(t)
	b := d.open(t, nil)
	say(t, b, "web-a", "e1", "パソコンが3台あります")
	want := transcript(t, b, "web-a")
	say(t, b, "web-a", "e1", "パソコンが3台あります")
	say(t, b, "web-a", "e1", "別のことを書いても、同じ名前なら同じことです")
	if diff := cmp.Diff(want, transcript(t, b, "web-a")); diff != "" {
		t.Errorf("a repeated event changed the conversation:\n%s", diff)
	}
	d.close(t)
	b = d.open(t, nil)
	say(t, b, "web-a", "e1", "パソコンが3台あります")
	if diff := cmp.Diff(want, transcript(t, b, "web-a")); diff != "" {
		t.Errorf("after opening the file again, a repeated event changed the conversation:\n%s", diff)
	}
	say(t, b, "web-b", "e1", "パソコンが3台あります")
	if len(transcript(t, b, "web-b")) == 0 {
		t.Error("an event's name counts within its conversation only")
	}
	say(t, b, "web-a", "e2", "続きです")
	if len(transcript(t, b, "web-a")) <= len(want) {
		t.Error("the conversation does not go on after opening the file again")
	}
}

func TestReceiveRemembersTheLatestEvents(t *testing.T) {
	var c conversation
	for i := range 3 * seenEvents {
		if c.saw(EventID(fmt.Sprint(i))) {
			t.Fatalf("event %d is new", i)
		}
	}
	if len(c.Seen) != seenEvents || !c.saw(EventID(fmt.Sprint(2*seenEvents))) || !c.saw(EventID(fmt.Sprint(3*seenEvents-1))) {
		t.Errorf("remembers %d events, want the latest %d", len(c.Seen), seenEvents)
	}
}

func TestReceiveRefusesEventsWithoutNames(t *testing.T) {
	b := newBot(t, store.Memory(), nil)
	for _, tt := range []struct {
		conv ConversationID
		id   EventID
	}{{"", "e1"}, {"web-a", ""}} {
		if err := b.Receive(t.Context(), tt.conv, text(tt.id, "こんにちは")); err == nil {
			t.Errorf("conversation %q took event %q", tt.conv, tt.id)
		}
	}
}

// TestReceiveCommitsAllOrNothing lets the commit fail after everything was written.
func TestReceiveCommitsAllOrNothing(t *testing.T) {
	errDisk := errors.New("the disk is full")
	f := &faulty{Engine: store.Memory()}
	b := newBot(t, f, nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました")
	for _, words := range []string{"続きを書きます", "人と話したい"} {
		before := everything(t, f)
		f.commit = errDisk
		if err := b.Receive(t.Context(), "web-a", text("e2", words)); !errors.Is(err, errDisk) {
			t.Fatalf("%s: got %v, want the engine's error", words, err)
		}
		if err := b.Receive(t.Context(), "web-new", text("e1", words)); !errors.Is(err, errDisk) {
			t.Fatalf("%s: got %v, want the engine's error", words, err)
		}
		f.commit = nil
		if diff := cmp.Diff(before, everything(t, f)); diff != "" {
			t.Fatalf("%s: a failed commit left something:\n%s", words, diff)
		}
	}
	say(t, b, "web-a", "e2", "人と話したい")
	tickets := tickets(t, b)
	if len(tickets) != 1 || tickets[0].Number != "1001" {
		t.Errorf("a failed commit used up a ticket's number: %+v", tickets)
	}
}

// TestReceiveMayRunAgain: an engine runs a transaction again after a conflict.
func TestReceiveMayRunAgain(t *testing.T) {
	f := &faulty{Engine: store.Memory(), twice: true}
	b := newBot(t, f, nil)
	say(t, b, "web-a", "e1", "人と話したい")
	said := 0
	for _, l := range transcript(t, b, "web-a") {
		if l.From == Consulter {
			said++
		}
	}
	if n := len(tickets(t, b)); said != 1 || n != 1 {
		t.Errorf("said %d times, %d tickets; want one of each", said, n)
	}
}

func TestConversationsNeverMix(t *testing.T) {
	d := newDisk(t)
	b := d.open(t, nil)
	names := []ConversationID{"web-a", "web-ab", "web", "web-a\x00"} // some begin like others
	for turn := range 4 {
		for i, c := range names {
			say(t, b, c, EventID(fmt.Sprint(turn)), fmt.Sprintf("合言葉%dの%d", i, turn))
		}
	}
	say(t, b, names[0], "last", "人と話したい")
	for i, c := range names {
		all := fmt.Sprint(transcript(t, b, c)) + fmt.Sprint(stateOf(t, b, c))
		for j := range names {
			if has := strings.Contains(all, fmt.Sprintf("合言葉%dの", j)); has != (i == j) {
				t.Errorf("conversation %q holds the words of %q: %v", c, names[j], has)
			}
		}
		for n, l := range transcript(t, b, c) {
			if l.N != uint64(n+1) {
				t.Errorf("conversation %q, line %d has number %d", c, n+1, l.N)
			}
		}
	}
	if got := tickets(t, b); len(got) != 1 || got[0].Conversation != names[0] {
		t.Errorf("tickets %+v, want one of %q", got, names[0])
	}
}

func TestTranscriptAfterALine(t *testing.T) {
	b := newBot(t, store.Memory(), nil)
	say(t, b, "web-a", "e1", "こんにちは")
	say(t, b, "web-a", "e2", "偽の警告が出ました")
	all := transcript(t, b, "web-a")
	for n := range len(all) + 1 {
		rest, err := b.Transcript(t.Context(), "web-a", uint64(n))
		if err != nil || len(rest) != len(all)-n {
			t.Errorf("after line %d: %d lines, %v; want %d", n, len(rest), err, len(all)-n)
		}
	}
	if lines := transcript(t, b, "nobody"); len(lines) > 0 {
		t.Errorf("a conversation that nobody began holds %v", lines)
	}
}

// TestTicketNumbersAreUnique hands over 50 conversations at once.
func TestTicketNumbersAreUnique(t *testing.T) {
	const n = 50
	for name, open := range map[string]func(*testing.T) *Bot{
		"memory": func(t *testing.T) *Bot { return newBot(t, store.Memory(), nil) },
		"bolt":   func(t *testing.T) *Bot { return newDisk(t).open(t, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			var wg sync.WaitGroup
			for i := range n {
				wg.Go(func() {
					c := ConversationID(fmt.Sprintf("web-%02d", i))
					if err := b.Receive(t.Context(), c, text("e1", "人と話したい")); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			var numbers, conversations []string
			for _, ticket := range tickets(t, b) {
				numbers = append(numbers, ticket.Number)
				conversations = append(conversations, string(ticket.Conversation))
				if s := stateOf(t, b, ticket.Conversation); s.Ticket != ticket.Number {
					t.Errorf("conversation %s was told number %s, its ticket has %s", ticket.Conversation, s.Ticket, ticket.Number)
				}
			}
			slices.Sort(conversations)
			if len(slices.Compact(conversations)) != n {
				t.Errorf("%d conversations have a ticket, want %d", len(conversations), n)
			}
			for i, got := range numbers {
				if want := fmt.Sprint(firstTicket + i); got != want {
					t.Fatalf("ticket %d has number %s, want %s", i, got, want)
				}
			}
		})
	}
}

func TestTicketSaysWhatIsKnown(t *testing.T) {
	b := newBot(t, store.Memory(), nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました。パソコンは3台です")
	say(t, b, "web-a", "e2", "人と話したい")
	got := tickets(t, b)
	if len(got) != 1 {
		t.Fatalf("%d tickets, want one", len(got))
	}
	ticket := got[0]
	if ticket.FAQ != "support-scam" || ticket.Facts["pcs"] != "3" || !ticket.Opened.Equal(sunday) || !strings.Contains(strings.Join(ticket.Summary, "\n"), "偽の警告が出ました") {
		t.Errorf("the ticket lacks something: %+v", ticket)
	}
	if want := "2026-11-24T09:00:00+09:00"; ticket.Promised.Format(time.RFC3339) != want {
		t.Errorf("promised %s, want %s", ticket.Promised.Format(time.RFC3339), want)
	}
}

// TestReadErrorIsNoEmptyConversation: what cannot be read must not begin anew, nor look as if nothing had been said.
func TestReadErrorIsNoEmptyConversation(t *testing.T) {
	errRead := errors.New("input/output error")
	f := &faulty{Engine: store.Memory()}
	b := newBot(t, f, nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました")
	say(t, b, "web-a", "e2", "人と話したい")
	before := everything(t, f)
	for _, table := range []string{"conversation", "seal", "counter"} {
		f.readOf, f.read = store.K(table), errRead
		if err := b.Receive(t.Context(), "web-a", text("e3", "続き")); !errors.Is(err, errRead) {
			t.Errorf("%s unreadable: Receive gave %v", table, err)
		}
	}
	f.readOf = store.K("line")
	if lines, err := b.Transcript(t.Context(), "web-a", 0); !errors.Is(err, errRead) || lines != nil {
		t.Errorf("lines unreadable: Transcript gave %v, %v", lines, err)
	}
	for _, table := range []string{"ticket", "ticket-number"} {
		f.readOf = store.K(table)
		if got, err := b.Tickets(t.Context()); !errors.Is(err, errRead) || got != nil {
			t.Errorf("%s unreadable: Tickets gave %v, %v", table, got, err)
		}
	}
	f.read = nil
	if diff := cmp.Diff(before, everything(t, f)); diff != "" {
		t.Errorf("a failed read changed the store:\n%s", diff)
	}
}

// TestChangedRecordIsAnError flips a byte of the stored conversation.
func TestChangedRecordIsAnError(t *testing.T) {
	e := store.Memory()
	b := newBot(t, e, nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました")
	key := b.records.conversations.Key(store.K("web-a"))
	err := e.Update(t.Context(), func(tx store.Txn) error {
		raw, _, err := tx.Get(key)
		if err != nil {
			return err
		}
		raw[len(raw)-1] ^= 1
		return tx.Put(key, raw)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Receive(t.Context(), "web-a", text("e2", "続き")); err == nil {
		t.Error("a conversation that was changed in the store was taken as it is")
	}
}

// TestNothingSaidIsReadable looks for what was said in the raw file and in the log.
func TestNothingSaidIsReadable(t *testing.T) {
	var logged lockedBuffer
	d := newDisk(t)
	b := d.open(t, &logged)
	say(t, b, "web-a", "e1", "偽の警告が出ました。合言葉はツチノコです")
	say(t, b, "web-a", "e2", "経理のタヌキさんが電話しました")
	say(t, b, "web-a", "e3", "人と話したい")
	b2 := botOf(t, &faulty{Engine: d.engine, commit: errors.New("broken")}, d.key, &logged)
	err := b2.Receive(t.Context(), "web-a", text("e4", "カッパの話です"))
	if err == nil {
		t.Fatal("the broken engine gave no error")
	}
	var words []string
	for _, l := range transcript(t, b, "web-a") {
		words = append(words, strings.Split(l.Text, "\n")[0])
	}
	for _, ticket := range tickets(t, b) {
		words = append(words, ticket.Summary...)
	}
	if len(words) < 6 {
		t.Fatalf("only %d things were said", len(words))
	}
	words = append(words, "ツチノコ", "タヌキ", "カッパ", "support-scam")
	d.close(t)
	raw, readErr := os.ReadFile(d.path)
	if readErr != nil {
		t.Fatal(readErr)
	}
	for _, w := range words {
		quoted, _ := json.Marshal(w)
		if bytes.Contains(raw, []byte(w)) || bytes.Contains(raw, bytes.Trim(quoted, `"`)) {
			t.Errorf("the file holds %q", w)
		}
		if strings.Contains(logged.String()+err.Error(), w) && w != "support-scam" {
			t.Errorf("the log or an error holds %q", w)
		}
	}
	if !strings.Contains(logged.String(), "ticket opened") {
		t.Errorf("the log does not mention the ticket: %s", &logged)
	}
}

// TestSecretsAreNotKept types what nobody should, as a text and as a button's label.
func TestSecretsAreNotKept(t *testing.T) {
	for _, tt := range []struct{ name, text, secret string }{
		{"password", "パスワードは Tanuki2026! です", "Tanuki2026"},
		{"card", "カード番号は 4111 1111 1111 1111 です", "4111 1111"},
		{"card without spaces", "4111111111111111 を入れました", "41111111"},
		{"card in wide digits", "カードは４１１１－１１１１－１１１１－１１１１です", "４１１１－１１１１"},
		{"My Number", "マイナンバーは 1234 5678 9018 です", "5678 9018"},
	} {
		for _, kind := range []dialog.Kind{dialog.Text, dialog.Choose} {
			t.Run(tt.name+" "+string(kind), func(t *testing.T) {
				b := newBot(t, store.Memory(), nil)
				say(t, b, "web-a", "e1", "偽の警告が出ました")
				e := Event{ID: "e2", Event: dialog.Event{Kind: kind, Text: tt.text}}
				if kind == dialog.Choose {
					e.Choice = tt.text
				}
				if err := b.Receive(t.Context(), "web-a", e); err != nil {
					t.Fatal(err)
				}
				told := false
				for _, l := range transcript(t, b, "web-a") {
					told = told || l.From == Desk && l.Text == b.Advisor.Base.Phrases["secret"]
				}
				if !told {
					t.Error("the consulter is not told that something was taken out")
				}
				say(t, b, "web-a", "e3", "人と話したい")
				kept, err := json.Marshal([]any{transcript(t, b, "web-a"), stateOf(t, b, "web-a"), tickets(t, b)})
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(kept), tt.secret) {
					t.Errorf("%q is kept: %s", tt.secret, kept)
				}
			})
		}
	}
}

// TestAdviceStaysReadable: what is taken out of consulters' words stays in the desk's own: numbers to call, addresses.
func TestAdviceStaysReadable(t *testing.T) {
	b := newBot(t, store.Memory(), nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました。パソコンは3台で、Windows 11です。電話はしていません。お金も払っていません。遠隔操作もされていません")
	for n := 2; stateOf(t, b, "web-a").Phase == dialog.PhaseAsk; n++ {
		if n > 9 {
			t.Fatal("no answer after 8 replies")
		}
		say(t, b, "web-a", EventID(fmt.Sprintf("e%d", n)), "いいえ")
	}
	var all strings.Builder
	called := 0
	for _, l := range transcript(t, b, "web-a") {
		all.WriteString(l.Text + "\n")
		for _, c := range l.Contacts {
			known := b.Advisor.Base.Contact(c.ID)
			if c.Phone != known.Phone || !strings.Contains(l.Text, known.Phone) {
				t.Errorf("contact %s: phone %q, said %q; want %q in both", c.ID, c.Phone, l.Text, known.Phone)
			}
			called++
		}
	}
	entry := b.Advisor.Base.FAQ("support-scam")
	if now := knowledge.FirstLine(entry.Now, stateOf(t, b, "web-a").Facts); !strings.Contains(all.String(), now) || called == 0 {
		t.Errorf("the answer lacks %q, or names nobody to call (%d):\n%s", now, called, &all)
	}
}

func TestFollowSignals(t *testing.T) {
	b := newBot(t, store.Memory(), nil)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	news, err := b.Follow(ctx, "web-a")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		say(t, b, "web-a", EventID(fmt.Sprint(n)), "こんにちは")
		if _, ok := <-news; !ok {
			t.Fatalf("turn %d: the channel was closed", n)
		}
	}
	stop()
	for range news { // ends when it is closed
	}
}

// TestFollowIsOfOneConversation ends the engine to know that nothing more can come.
func TestFollowIsOfOneConversation(t *testing.T) {
	e := store.Memory()
	b := newBot(t, e, nil)
	news, err := b.Follow(t.Context(), "web-a")
	if err != nil {
		t.Fatal(err)
	}
	say(t, b, "web-ab", "e1", "こんにちは")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, ok := <-news; ok {
		t.Error("another conversation gave a signal")
	}
	if _, err := b.Follow(t.Context(), "web-a"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Follow on a closed store gave %v", err)
	}
}

func TestNewRefusesWhatIsMissing(t *testing.T) {
	full := newBot(t, store.Memory(), nil).Options
	for name, change := range map[string]func(*Options){
		"engine": func(o *Options) { o.Engine = nil }, "sealer": func(o *Options) { o.Sealer = nil },
		"advisor": func(o *Options) { o.Advisor = nil }, "log": func(o *Options) { o.Log = nil },
	} {
		o := full
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("New takes options without %s", name)
		}
	}
}

// sunday is a night before a holiday: the desk reads on Tuesday.
var sunday = time.Date(2026, 11, 22, 22, 40, 0, 0, time.FixedZone("JST", 9*60*60))

// newAdvisor matches by one word, so that no test depends on what training makes of the base.
func newAdvisor(t *testing.T) *Advisor {
	t.Helper()
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	matcher := func(words string) knowledge.Match {
		if strings.Contains(words, "偽の警告") {
			return knowledge.Match{Confidence: 0.95, Candidates: []knowledge.Candidate{{FAQ: "support-scam", Category: b.FAQ("support-scam").Category, Score: 0.95}}}
		}
		return knowledge.Match{None: true}
	}
	return &Advisor{Base: b, Match: matcher, Calendar: testCalendar(t), Desk: "相談窓口", Now: func() time.Time { return sunday }}
}

func newBot(t *testing.T, e store.Engine, log *lockedBuffer) *Bot {
	t.Helper()
	key := filepath.Join(t.TempDir(), "desk.key")
	if err := store.NewKeyFile(key); err != nil {
		t.Fatal(err)
	}
	return botOf(t, e, key, log)
}

func botOf(t *testing.T, e store.Engine, keyFile string, log *lockedBuffer) *Bot {
	t.Helper()
	key, err := store.OpenKeyFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := store.OpenSealer(t.Context(), e, key)
	if err != nil {
		t.Fatal(err)
	}
	if log == nil {
		log = &lockedBuffer{}
	}
	b, err := New(Options{Engine: e, Sealer: sealer, Advisor: newAdvisor(t), Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// disk is a bolt file that can be closed and opened again.
type disk struct {
	path, key string
	engine    store.Engine
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{path: filepath.Join(t.TempDir(), "test.db"), key: filepath.Join(t.TempDir(), "desk.key")}
	if err := store.NewKeyFile(d.key); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.close(t) })
	return d
}

func (d *disk) open(t *testing.T, log *lockedBuffer) *Bot {
	t.Helper()
	e, err := bolt.Open(d.path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d.engine = e
	return botOf(t, e, d.key, log)
}

func (d *disk) close(t *testing.T) {
	t.Helper()
	if err := d.engine.Close(); err != nil {
		t.Fatal(err)
	}
}

// faulty is an engine that fails on demand: when it should commit, when it should read some table; or that runs every
// update twice, as after a conflict.
type faulty struct {
	store.Engine
	commit error
	read   error
	readOf []byte // the keys that cannot be read
	twice  bool
}

var errAgain = errors.New("conflict")

func (f *faulty) Update(ctx context.Context, fn func(store.Txn) error) error {
	run := func(tx store.Txn) error { return fn(faultyTxn{tx, f}) }
	if f.twice {
		err := f.Engine.Update(ctx, func(tx store.Txn) error { return errors.Join(run(tx), errAgain) })
		if !errors.Is(err, errAgain) {
			return err
		}
	}
	return f.Engine.Update(ctx, func(tx store.Txn) error { return errors.Join(run(tx), f.commit) })
}

func (f *faulty) View(ctx context.Context, fn func(store.Reader) error) error {
	return f.Engine.View(ctx, func(r store.Reader) error { return fn(faultyReader{r, f}) })
}

func (f *faulty) fails(key []byte) bool { return f.read != nil && bytes.HasPrefix(key, f.readOf) }

func (f *faulty) get(r store.Reader, key []byte) ([]byte, bool, error) {
	if f.fails(key) {
		return nil, false, f.read
	}
	return r.Get(key)
}

func (f *faulty) scan(r store.Reader, start, end []byte) iter.Seq2[store.Entry, error] {
	if f.fails(start) {
		return func(yield func(store.Entry, error) bool) { yield(store.Entry{}, f.read) }
	}
	return r.Scan(start, end)
}

type faultyTxn struct {
	store.Txn
	f *faulty
}

func (t faultyTxn) Get(key []byte) ([]byte, bool, error) { return t.f.get(t.Txn, key) }

func (t faultyTxn) Scan(start, end []byte) iter.Seq2[store.Entry, error] {
	return t.f.scan(t.Txn, start, end)
}

type faultyReader struct {
	store.Reader
	f *faulty
}

func (r faultyReader) Get(key []byte) ([]byte, bool, error) { return r.f.get(r.Reader, key) }

func (r faultyReader) Scan(start, end []byte) iter.Seq2[store.Entry, error] {
	return r.f.scan(r.Reader, start, end)
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func text(id EventID, words string) Event {
	return Event{ID: id, Event: dialog.Event{Kind: dialog.Text, Text: words}}
}

func say(t *testing.T, b *Bot, conv ConversationID, id EventID, words string) {
	t.Helper()
	if err := b.Receive(t.Context(), conv, text(id, words)); err != nil {
		t.Fatal(err)
	}
}

func transcript(t *testing.T, b *Bot, conv ConversationID) []Line {
	t.Helper()
	lines, err := b.Transcript(t.Context(), conv, 0)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func tickets(t *testing.T, b *Bot) []Ticket {
	t.Helper()
	out, err := b.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func stateOf(t *testing.T, b *Bot, conv ConversationID) dialog.State {
	t.Helper()
	var c conversation
	err := b.Engine.View(t.Context(), func(r store.Reader) (err error) {
		c, _, err = b.records.conversations.Get(r, store.K(string(conv)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.State
}

// everything is all that a store holds.
func everything(t *testing.T, e store.Engine) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := e.View(t.Context(), func(r store.Reader) error {
		for entry, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			all[string(entry.Key)] = string(entry.Value)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
