package dialog_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// a presser talks and presses, with a clock of its own.
type presser struct {
	t     *testing.T
	world func(now time.Time) dialog.World
	state dialog.State
	now   time.Time
	n     int
	last  dialog.Outcome
}

func newPresser(t *testing.T, texts ...string) *presser {
	return newPresserIn(t, advisor().world, texts...)
}

func newPresserIn(t *testing.T, world func(now time.Time) dialog.World, texts ...string) *presser {
	p := &presser{t: t, world: world, now: morning}
	for _, text := range texts {
		p.do(dialog.Event{Kind: dialog.Text, Text: text})
	}
	return p
}

func (p *presser) do(e dialog.Event) dialog.Outcome {
	p.now = p.now.Add(10 * time.Second)
	p.n++
	e.Message = string(rune('a' + p.n))
	if e.At.IsZero() {
		e.At, e.Came = p.now, p.now
	}
	p.last = dialog.Step(p.state, masked(e), p.world(p.now))
	p.state = p.last.State
	return p.last
}

// question is what the desk asked last, with its buttons.
func (p *presser) question() dialog.Message {
	p.t.Helper()
	q := p.last.Messages[len(p.last.Messages)-1]
	if q.Question == "" {
		p.t.Fatalf("nothing is asked: %v", p.last.Messages)
	}
	return q
}

func press(q dialog.Message, value string) dialog.Event {
	e := dialog.Event{Kind: dialog.Choose, Choice: value, Question: q.Question}
	for _, c := range q.Choices {
		if c.Value == value {
			e.Text = c.Label
		}
	}
	return e
}

// warning leads to questions with a yes and a no.
const warning = "ウイルスに感染したと画面に出て、電話しろと言われてる"

func TestPressedTwice(t *testing.T) {
	p := newPresser(t, warning)
	q, slot := p.question(), p.last.Ask.Slot
	p.do(press(q, knowledge.Yes))
	second, facts := p.last.Ask, p.state.Facts.Clone()
	log := len(p.state.Log)
	out := p.do(press(q, knowledge.Yes))
	if len(out.Messages) > 0 || len(p.state.Facts) != len(facts) || p.state.Slot != second.Slot || len(p.state.Log) != log {
		t.Errorf("はい pressed twice: says %v, facts %v, asks %s; want nothing said, %v and %s", out.Messages, p.state.Facts, p.state.Slot, facts, second.Slot)
	}
	if p.state.Facts[slot] != knowledge.Yes {
		t.Errorf("%s is %q, want yes", slot, p.state.Facts[slot])
	}
}

func TestPressCorrectsItsOwnQuestion(t *testing.T) {
	p := newPresser(t, warning)
	q, slot := p.question(), p.last.Ask.Slot
	p.do(press(q, knowledge.Yes))
	asked := p.last.Ask.Slot
	out := p.do(press(q, knowledge.No))
	if p.state.Facts[slot] != knowledge.No || p.state.Facts.Answered(asked) && asked != slot {
		t.Fatalf("facts %v after いいえ to %s", p.state.Facts, slot)
	}
	label := advisor().Base.Slot(slot).Label
	if len(out.Messages) == 0 || !says(out, "「"+label+"」のお答えを「いいえ」に直しました") {
		t.Errorf("it does not say what was mended: %v", out.Messages)
	}
	p.do(press(q, knowledge.Unknown))
	if p.state.Facts[slot] != knowledge.Unknown {
		t.Errorf("%s is %q after 分からない, want unknown", slot, p.state.Facts[slot])
	}
}

func says(out dialog.Outcome, words string) bool {
	for _, m := range out.Messages {
		if strings.Contains(m.Text, words) {
			return true
		}
	}
	return false
}

func TestPressOfAMatterLongGone(t *testing.T) {
	p := newPresser(t, warning)
	q := p.question()
	p.do(dialog.Event{Kind: dialog.Text, Text: "最初から"})
	p.do(dialog.Event{Kind: dialog.Text, Text: "社内のパソコンのファイルが全部暗号化されて、お金を払えと出ている"})
	facts, asks := p.state.Facts.Clone(), p.state.Slot
	out := p.do(press(q, knowledge.Yes))
	if len(facts) != len(p.state.Facts) || p.state.Slot != asks || !says(out, "前の質問") {
		t.Errorf("a button of a matter that is gone: %v, facts %v, asks %q", out.Messages, p.state.Facts, p.state.Slot)
	}
	other := newPresser(t, warning) // another conversation's button, carried on here
	other.state.Begun = other.state.Begun.Add(-time.Hour)
	out = other.do(press(q, knowledge.Yes))
	if !says(out, "前の質問") || other.state.Facts.Known(other.state.Slot) {
		t.Errorf("another conversation's button: %v", out.Messages)
	}
}

func TestPressAfterBackAndUnsend(t *testing.T) {
	p := newPresser(t, warning)
	q, slot := p.question(), p.last.Ask.Slot
	p.do(press(q, knowledge.Yes))
	p.do(dialog.Event{Kind: dialog.Text, Text: "戻る"})
	if p.state.Slot != slot {
		t.Fatalf("asks %s after 戻る, want %s", p.state.Slot, slot)
	}
	p.do(press(q, knowledge.Yes)) // the old bubble's button, of the same question
	if p.state.Facts[slot] != knowledge.Yes {
		t.Errorf("%s is %q, want yes", slot, p.state.Facts[slot])
	}
	answer := p.do(press(q, knowledge.No))
	p.state = step(p.state, dialog.Event{Kind: dialog.Unsend, Message: string(rune('a' + p.n))}, p.now).State
	if p.state.Facts.Answered(slot) && p.state.Facts[slot] == knowledge.No {
		t.Errorf("%s is still no after the press was taken back (%v)", slot, answer.Why)
	}
}

// TestTypedRightAfterTheQuestionChanged: what was sent before the question was put answers the one before.
func TestTypedRightAfterTheQuestionChanged(t *testing.T) {
	for _, tt := range []struct {
		typed string
		want  string
		quiet bool
	}{{"1", knowledge.Yes, true}, {"はい", knowledge.Yes, true}, {"2", knowledge.No, false}, {"いいえ", knowledge.No, false}, {"２番", knowledge.No, false}} {
		p := newPresser(t, warning)
		q, slot := p.question(), p.last.Ask.Slot
		p.do(press(q, knowledge.Yes))
		asked := p.state.Slot
		sent := p.now.Add(-50 * time.Millisecond) // in the inbox while the press was worked on
		out := p.do(dialog.Event{Kind: dialog.Text, Text: tt.typed, At: sent, Came: sent})
		if p.state.Facts[slot] != tt.want || p.state.Facts.Answered(asked) && asked != slot || tt.quiet != (len(out.Messages) == 0) {
			t.Errorf("%s: %s is %q, want %q; says %v", tt.typed, slot, p.state.Facts[slot], tt.want, out.Messages)
		}
		p.do(dialog.Event{Kind: dialog.Text, Text: tt.typed}) // ten seconds later it is an answer
		if p.state.Slot == asked && !p.state.Facts.Answered(asked) {
			t.Errorf("%s, typed when it was read: %s is not answered", tt.typed, asked)
		}
	}
}

// TestTypedTwiceAtOnce: the same answer again, sooner than the next question can have been read, is
// no answer to that one.
func TestTypedTwiceAtOnce(t *testing.T) {
	for _, tt := range []struct {
		first dialog.Event
		again string
		after time.Duration
		one   bool
	}{
		{dialog.Event{Kind: dialog.Text, Text: "はい"}, "はい", 150 * time.Millisecond, true},
		{dialog.Event{Kind: dialog.Text, Text: "1"}, "1", 600 * time.Millisecond, true},
		{dialog.Event{Kind: dialog.Text, Text: "1"}, "はい", 400 * time.Millisecond, true},
		{dialog.Event{Kind: dialog.Text, Text: "うん"}, "はい", 300 * time.Millisecond, true},
		{dialog.Event{Kind: dialog.Text, Text: "はい!"}, "はい…", 300 * time.Millisecond, true},
		{dialog.Event{Kind: dialog.Choose}, "1", 150 * time.Millisecond, true},
		{dialog.Event{Kind: dialog.Choose}, "はい", 400 * time.Millisecond, true},
		{dialog.Event{Kind: dialog.Choose}, "はい", 900 * time.Millisecond, false},
		{dialog.Event{Kind: dialog.Text, Text: "はい"}, "はい", 1500 * time.Millisecond, false},
		{dialog.Event{Kind: dialog.Text, Text: "はい"}, "いいえ", 600 * time.Millisecond, false},
	} {
		p := newPresser(t, warning)
		slot := p.state.Slot
		if tt.first.Kind == dialog.Choose {
			tt.first = press(p.question(), knowledge.Yes)
		}
		p.do(tt.first)
		asked := p.state.Slot
		again := p.now.Add(tt.after)
		out := p.do(dialog.Event{Kind: dialog.Text, Text: tt.again, At: again, Came: again})
		if one := len(out.Messages) == 0 && (asked == slot || !p.state.Facts.Answered(asked)); one != tt.one {
			t.Errorf("%s and %s after %v: one answer %v, want %v; %v, facts %v", tt.first.Text, tt.again, tt.after, one, tt.one, out.Messages, p.state.Facts)
		}
	}
}

// TestSentTwiceAtOnce: a text that arrives twice within a moment is answered once.
func TestSentTwiceAtOnce(t *testing.T) {
	for _, tt := range []struct {
		after time.Duration
		one   bool
	}{{200 * time.Millisecond, true}, {700 * time.Millisecond, true}, {3 * time.Second, false}} {
		p := newPresser(t)
		p.do(dialog.Event{Kind: dialog.Text, Text: "迷惑メールが毎日たくさん来て困っています"})
		again := p.now.Add(tt.after)
		out := p.do(dialog.Event{Kind: dialog.Text, Text: "迷惑メールが毎日たくさん来て困っています", At: again, Came: again})
		if one := len(out.Messages) == 0; one != tt.one {
			t.Errorf("again after %v: %v", tt.after, out.Messages)
		}
	}
}

// TestTypedToWhatWasShown: a page says which question stood there when something was typed. Of an
// earlier one it is the answer to that one, however late it comes.
func TestTypedToWhatWasShown(t *testing.T) {
	for _, tt := range []struct {
		typed string
		is    string // what the first question is answered with in the end
	}{{"1", knowledge.Yes}, {"はい", knowledge.Yes}, {"2", knowledge.No}, {"いいえ", knowledge.No}} {
		p := newPresser(t, warning)
		first, shown := p.state.Slot, p.question().Question
		p.do(press(p.question(), knowledge.Yes))
		asked := p.state.Slot
		p.do(dialog.Event{Kind: dialog.Text, Text: tt.typed, Question: shown})
		if p.state.Facts.Answered(asked) || !p.state.Facts.Is(first, tt.is) {
			t.Errorf("%s, typed below the question before: %s is %v, %s is %v", tt.typed, first, p.state.Facts[first], asked, p.state.Facts[asked])
		}
	}
}

// TestPressWithoutAQuestion: a button that does not say which question it answers, pressed twice in a moment, answers one.
func TestPressWithoutAQuestion(t *testing.T) {
	p := newPresser(t, warning)
	e := press(p.question(), knowledge.Yes)
	e.Question = ""
	p.do(e)
	asked := p.state.Slot
	e.At = p.now.Add(150 * time.Millisecond)
	e.Came = e.At
	if out := p.do(e); len(out.Messages) > 0 || p.state.Facts.Answered(asked) {
		t.Errorf("pressed twice: %v, facts %v", out.Messages, p.state.Facts)
	}
	e.At, e.Came = time.Time{}, time.Time{}
	if p.do(e); !p.state.Facts.Answered(asked) && p.state.Slot == asked {
		t.Errorf("pressed ten seconds later it answers nothing: %v", p.last.Messages)
	}
}

// TestMeaningPressedAnew: of the meanings another is chosen after all.
func TestMeaningPressedAnew(t *testing.T) {
	p := newPresserIn(t, func(now time.Time) dialog.World {
		w := doubting(wide...)
		w.Now = now.In(tokyo())
		return w
	}, trouble)
	q := p.question()
	if p.last.Ask.Slot != knowledge.SlotTopic || len(q.Choices) < 2 {
		t.Fatalf("it is not asked which is meant: %v", p.last.Messages)
	}
	first, second := q.Choices[0].Value, q.Choices[1].Value
	p.do(press(q, first))
	if p.state.FAQ != first {
		t.Fatalf("the matter is %q, want %q", p.state.FAQ, first)
	}
	p.do(press(q, second))
	if p.state.FAQ != second {
		t.Errorf("the matter is %q after the other meaning was chosen, want %q", p.state.FAQ, second)
	}
}
