package dialog_test

import (
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// crowd are things that people do, in no order.
var crowd = []string{
	"ウイルスに感染したと画面に出てます", "はい", "いいえ", "分からない", "3", "１台です", "Windows 11", "戻る", "最初から", "人と話したい",
	"記録をください", "ありがとう", "こんにちは", "カードで3万円払っちゃいました", "遠隔操作させてしまった", "迷惑メールが多くて困る", "ホームページが改ざんされました",
	"やっぱり4台", "Windowsじゃなくてマックでした", "???", "🙏🙏", "", "バカ", "死にたい", "Hello, my computer has a virus", "どれも違う", "セミナーをお願いしたい",
	"パスワードはabc12345です", "今日の天気は？", "元社員が顧客名簿を持ち出した", "もっとくわしく", "まだ困っている", "やさしい日本語で", "ふつうの日本語",
	"別のこと", "質問はもういい", "さようなら", "分かりました", "個人情報も入ってます", "あと、ホームページが書き換えられました", "どういう意味ですか",
	"お金は戻りますか", "電源は切ってもいいですか", "次は何をすればいいですか", "怖いです", "警察に言うべき？", "何時までやってますか", "いつまで残りますか", "家まで来ると言われています",
	"証券口座で勝手に売買されました", "I want to talk to a person", "もう疲れました", "何を書けばいいか分からない", "線の抜き方が分からない", "隣のパソコンでも同じです", strings.Repeat("困った", 700), "2", "9", "100", "昨日、知らないアプリを入れました。お客様の名簿も入ってます", "違います",
}

// events is how many events the crowd makes. An ordinary run does the same each time; MADOGUCHI_EVENTS=100000 searches with
// new seeds, for 40 seconds of processor time.
func events() int {
	if n, err := strconv.Atoi(os.Getenv("MADOGUCHI_EVENTS")); err == nil {
		return n
	}
	if testing.Short() || underRace {
		return 4_000
	}
	return 20_000
}

// TestAnythingAnybodyDoes steps through random conversations, several at once, with clocks that go both ways, messages taken
// back and edited, and a desk that takes chats over and gives them back. See check for what must hold. Most of them go by
// chance instead of matching: that is fast and comes to every entry.
func TestAnythingAnybodyDoes(t *testing.T) {
	const parts = 10
	for part := range parts {
		t.Run(strconv.Itoa(part), func(t *testing.T) {
			t.Parallel()
			world := byChance
			if part == 0 {
				world = desk.world
			}
			c := newChaos(t, world)
			for range events() / parts {
				c.event()
			}
			t.Logf("%d events; the largest state had %d bytes, the longest bubble %d characters", events()/parts, c.largest, c.longest)
		})
	}
}

// byChance is a world in which anything is believed of a text, always the same of the same text: which entry it means, which follow-up of
// an entry it is, and, of every third, what it says to the desk.
func byChance(d desk, now time.Time) dialog.World {
	w := d.world(now)
	w.Read = reading.Reader{Base: d.Base, Senses: knowledge.Senses{
		Match: matchByChance, Follow: followByChance, Near: nearByChance, Hear: hearByChance, Answer: answerByChance,
	}}.At(w.Now)
	return w
}

// chance is what is drawn for a text.
func chance(text string, stream uint64) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(text))
	return rand.New(rand.NewPCG(h.Sum64(), stream))
}

func followByChance(entry, text string) []knowledge.Found {
	random := chance(entry+text, 8)
	var out []knowledge.Found
	left := 1.0
	for _, from := range []string{entry, "", entry} {
		if n := len(advisor().Base.Followups[from]); n > 0 {
			i, score := random.IntN(n), left*random.Float64()
			out = append(out, knowledge.Found{Entry: from, N: i, Intent: advisor().Base.Followups[from][i].Intent, Score: score})
			left -= score
		}
	}
	slices.SortFunc(out, func(a, b knowledge.Found) int { return int((b.Score - a.Score) * 1e6) })
	return out
}

func nearByChance(text string, lines []string) (int, float64) {
	random := chance(text, 10)
	if len(lines) == 0 || random.IntN(2) == 0 {
		return -1, 0
	}
	return random.IntN(len(lines)), random.Float64()
}

func hearByChance(while knowledge.Span, text string) (*knowledge.Voice, float64) {
	random := chance(text, 9)
	if random.IntN(3) > 0 {
		return nil, 0
	}
	all := slices.DeleteFunc(slices.Clone(advisor().Base.Voices), func(v *knowledge.Voice) bool { return v.While() != while })
	return all[random.IntN(len(all))], random.Float64()
}

func answerByChance(slot, text string) (string, float64) {
	random := chance(text, 11)
	s := advisor().Base.Slot(slot)
	if random.IntN(3) > 0 || s == nil || len(s.Choices) == 0 {
		return "", 0
	}
	return s.Choices[random.IntN(len(s.Choices))].Value, random.Float64()
}

func matchByChance(text string) knowledge.Match {
	random := chance(text, 7)
	var m knowledge.Match
	left := 1.0
	for _, i := range random.Perm(len(advisor().Base.FAQs))[:5] {
		f, score := advisor().Base.FAQs[i], left*random.Float64()
		m.Candidates = append(m.Candidates, knowledge.Candidate{FAQ: f.ID, Category: f.Category, Score: score})
		left -= score
	}
	slices.SortFunc(m.Candidates, func(a, b knowledge.Candidate) int { return int((b.Score - a.Score) * 1e6) })
	m.Confidence, m.None = m.Candidates[0].Score, random.IntN(12) == 0
	return m
}

// chaos is a handful of conversations that go on at the same time.
type chaos struct {
	t        *testing.T
	random   *rand.Rand
	seed     uint64
	world    func(desk, time.Time) dialog.World
	sessions [3]session
	n        int // messages so far
	largest  int
	longest  int
}

// session is one of them.
type session struct {
	state   dialog.State
	encoded string // the state as it would be stored
	last    dialog.Outcome
	said    string
	ids     []string // of messages sent
	now     time.Time
}

func newChaos(t *testing.T, world func(desk, time.Time) dialog.World) *chaos {
	name := fnv.New64a()
	name.Write([]byte(t.Name()))
	c := &chaos{t: t, seed: name.Sum64(), world: world}
	if os.Getenv("MADOGUCHI_EVENTS") != "" { // a search; an ordinary run tells whether a change broke something
		c.seed = uint64(time.Now().UnixNano())
	}
	if v, err := strconv.ParseUint(os.Getenv("MADOGUCHI_SEED"), 10, 64); err == nil {
		c.seed = v
	}
	c.random = rand.New(rand.NewPCG(c.seed, 1))
	for i := range c.sessions {
		c.restart(&c.sessions[i])
	}
	return c
}

func (c *chaos) restart(s *session) {
	*s = session{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(c.random.IntN(365*24)) * time.Hour)}
}

func (c *chaos) fail(e dialog.Event, format string, args ...any) {
	c.t.Helper()
	c.t.Logf("MADOGUCHI_SEED=%d, event %+v", c.seed, e)
	c.t.Fatalf(format, args...)
}

// event lets something happen in one of the conversations.
func (c *chaos) event() {
	s := &c.sessions[c.random.IntN(len(c.sessions))]
	if c.random.IntN(25) == 0 {
		c.restart(s)
	}
	minutes := c.random.IntN(60)
	switch c.random.IntN(40) {
	case 0:
		minutes = 60 * c.random.IntN(80)
	case 1:
		minutes = -c.random.IntN(300) // a clock put right
	}
	s.now = s.now.Add(time.Duration(minutes) * time.Minute)
	world := c.world(advisor(), s.now)
	if c.random.IntN(30) == 0 {
		c.desk(s, world)
		return
	}
	e := c.anything(s)
	before := s.encoded
	out := dialog.Step(s.state, e, world)
	if c.random.IntN(8) == 0 {
		c.checkPure(s, e, out, before, world)
	}
	c.check(s, e, out)
	c.checkChoices(out, world)
	s.state, s.last, s.said = reload(c.t, s.encoded), out, e.Text
}

// checkPure: the same arguments give the same outcome, and the state that was given is left as it was.
func (c *chaos) checkPure(s *session, e dialog.Event, out dialog.Outcome, before string, world dialog.World) {
	if now := encode(c.t, s.state); before != "" && now != before {
		c.fail(e, "the step changed the state that it was given:\n%s", cmp.Diff(before, now))
	}
	if again := dialog.Step(s.state, e, world); !reflect.DeepEqual(out, again) {
		c.fail(e, "two steps with the same arguments differ:\n%s", cmp.Diff(out, again))
	}
}

// desk lets a person have the chat for one message, or ends that.
func (c *chaos) desk(s *session, world dialog.World) {
	var out dialog.Outcome
	e := c.anything(s)
	switch c.random.IntN(3) {
	case 0:
		out = dialog.FirstAidOnly(s.state, e, world)
		for _, m := range out.Messages {
			if m.Kind == dialog.Asking || len(m.Choices) > 0 {
				c.fail(e, "the bot asks while a person has the chat: %q", m.Text)
			}
		}
	case 1:
		out = dialog.Resume(s.state, world, dialog.GivenBack)
	default:
		out = dialog.Resume(s.state, world, dialog.Finished)
	}
	c.check(s, dialog.Event{Kind: dialog.Unsend}, out) // may be silent
	s.state, s.last, s.said = reload(c.t, s.encoded), out, ""
}

func (c *chaos) anything(s *session) dialog.Event {
	c.n++
	id := "m" + strconv.Itoa(c.n)
	offered := s.state.Offered
	e := dialog.Event{Kind: dialog.Text, Text: crowd[c.random.IntN(len(crowd))]}
	switch n := c.random.IntN(20); {
	case n < 6 && len(offered) > 0:
		one := offered[c.random.IntN(len(offered))]
		e = dialog.Event{Kind: dialog.Choose, Choice: one.Value, Text: one.Label}
	case n == 6:
		kinds := []dialog.Kind{dialog.Start, dialog.Image, dialog.Sticker, dialog.File, dialog.Audio, dialog.Video, dialog.Location}
		e = dialog.Event{Kind: kinds[c.random.IntN(len(kinds))]}
	case n == 7: // a button of long ago
		e = dialog.Event{Kind: dialog.Choose, Choice: "yes", Text: "はい"}
	case n < 10 && len(s.ids) > 0:
		of := s.ids[max(0, len(s.ids)-1-c.random.IntN(20))]
		if n == 8 {
			return masked(dialog.Event{Kind: dialog.Unsend, Message: of})
		}
		return masked(dialog.Event{Kind: dialog.Edit, Message: of, Text: e.Text})
	}
	if c.random.IntN(10) > 0 { // some platforms name no messages
		e.Message = id
		s.ids = append(s.ids, id)
	}
	return masked(e)
}

// check says what must hold of any outcome: no silence that was not meant, at most five bubbles that can be read, choices on
// the last one only, no question put again in the same words after it was answered, a state within its bound.
func (c *chaos) check(s *session, e dialog.Event, out dialog.Outcome) {
	quiet := e.Kind == dialog.Unsend || e.Kind == dialog.Edit
	if len(out.Messages) == 0 && !quiet {
		c.fail(e, "silence in phase %s", out.State.Phase)
	}
	if e.Kind == dialog.Unsend && e.Message != "" && len(out.Messages) > 0 {
		c.fail(e, "a message taken back was answered: %q", out.Messages[0].Text)
	}
	if len(out.Messages) > 5 {
		c.fail(e, "%d bubbles", len(out.Messages))
	}
	for i, m := range out.Messages {
		c.longest = max(c.longest, utf8.RuneCountInString(m.Text))
		switch {
		case m.Text == "" || !utf8.ValidString(m.Text) || strings.Contains(m.Text, "%!"):
			c.fail(e, "a bubble is empty or broken: %q", m.Text)
		case len(m.Choices) > 0 && i < len(out.Messages)-1:
			c.fail(e, "choices on a bubble that is not the last: %q", m.Text)
		case len(m.Choices) > 13:
			c.fail(e, "%d choices", len(m.Choices))
		case utf8.RuneCountInString(m.Text) > longest(e, out):
			c.fail(e, "a bubble of %d characters: %q", utf8.RuneCountInString(m.Text), m.Text)
		}
	}
	c.checkQuestion(s, e, out)
	s.encoded = encode(c.t, out.State)
	if n := len(s.encoded); n > 64<<10 {
		c.fail(e, "the state has %d bytes", n)
	} else {
		c.largest = max(c.largest, n)
	}
}

// longest is how long a bubble may be: a record is read out, and in easy Japanese every word stands twice.
func longest(e dialog.Event, out dialog.Outcome) int {
	switch {
	case strings.Contains(e.Text, "記録"), out.State.Language != "": // Latin letters are half as wide
		return 500
	case out.State.Easy:
		return 330
	}
	return 230
}

// checkQuestion: what was answered is not asked again, and no question stands alone in the very words of the turn before.
func (c *chaos) checkQuestion(s *session, e dialog.Event, out dialog.Outcome) {
	asked, asks := s.last.Ask, out.Ask
	if asked == nil || asks == nil || s.state.Recalled {
		return
	}
	answers := e.Kind == dialog.Choose && slices.ContainsFunc(asked.Choices, func(o dialog.Choice) bool { return o.Value == e.Choice })
	if answers && asks.Slot == asked.Slot && advisor().Base.Slot(asked.Slot) != nil && asked.Slot != "topic" && asked.Slot != "symptom" && e.Choice != "easy" {
		c.fail(e, "%s was answered and is asked again", asked.Slot)
	}
	if len(out.Messages) == 1 && len(s.last.Messages) > 0 && e.Kind == dialog.Text && e.Text != s.said {
		if reflect.DeepEqual(out.Messages[0], s.last.Messages[len(s.last.Messages)-1]) {
			c.fail(e, "the same question twice running: %q", out.Messages[0].Text)
		}
	}
}

// checkChoices: what is offered can be typed, by its label and, where no number is asked for, by its number.
func (c *chaos) checkChoices(out dialog.Outcome, world dialog.World) {
	offered := out.State.Offered
	if len(offered) == 0 || out.State.Recalled || world.Now.Sub(out.State.Last) > 24*time.Hour || c.random.IntN(8) > 0 {
		return
	}
	i := c.random.IntN(len(offered))
	pressed := dialog.Step(out.State, dialog.Event{Kind: dialog.Choose, Choice: offered[i].Value, Text: offered[i].Label}, world)
	typed := []string{offered[i].Label}
	if out.State.Slot != knowledge.SlotPCs {
		typed = append(typed, strconv.Itoa(i+1))
	}
	for _, text := range typed {
		e := dialog.Event{Kind: dialog.Text, Text: text}
		got := dialog.Step(out.State, e, world)
		if got.State.Phase != pressed.State.Phase || got.State.Slot != pressed.State.Slot || got.State.FAQ != pressed.State.FAQ {
			c.fail(e, "typed instead of pressed: %s %s %s, pressed: %s %s %s", got.State.Phase, got.State.Slot, got.State.FAQ,
				pressed.State.Phase, pressed.State.Slot, pressed.State.FAQ)
		}
	}
}

func encode(t *testing.T, s dialog.State) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// reload is the state as the store gives it back.
func reload(t *testing.T, encoded string) dialog.State {
	t.Helper()
	var out dialog.State
	if err := json.Unmarshal([]byte(encoded), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// FuzzStep: any text in any phase is answered.
func FuzzStep(f *testing.F) {
	advisor() // learning takes longer than an input may
	for _, text := range crowd {
		f.Add(text, "ウイルスに感染したと画面に出てます")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		now := time.Date(2026, 11, 22, 22, 40, 0, 0, time.UTC)
		var s dialog.State
		for _, text := range []string{a, b, a} {
			out := step(s, dialog.Event{Kind: dialog.Text, Text: text}, now)
			if len(out.Messages) == 0 {
				t.Fatalf("silence after %q", text)
			}
			s = out.State
		}
	})
}
