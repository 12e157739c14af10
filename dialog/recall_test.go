package dialog_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/dialog"
	"madoguchi/dialog/transcript"
	"madoguchi/knowledge"
)

var morning = time.Date(2026, 11, 25, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))

func said(id, text string) dialog.Event {
	return dialog.Event{Kind: dialog.Text, Message: id, Text: text}
}

// talk plays texts, named 1, 2, … as messages, and returns the state after them.
func talk(texts ...string) dialog.State {
	var s dialog.State
	for i, text := range texts {
		s = step(s, said(strconv.Itoa(i+1), text), morning).State
	}
	return s
}

// TestUnsentIsForgotten takes back each of the latest messages of every recorded conversation, when all is said: silence, and
// nothing of its words is left anywhere in the state.
func TestUnsentIsForgotten(t *testing.T) {
	files := append(conversations(t, "../testdata/dialogs/*.txt"), conversations(t, "../testdata/dialogs/trained/*.txt")...)
	tried := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, err := transcript.Parse(string(data))
		if err != nil {
			t.Fatal(err)
		}
		var s dialog.State
		for i, turn := range script.Turns {
			turn.Event.Message = strconv.Itoa(i + 1)
			for _, c := range s.Offered {
				if turn.Event.Kind == dialog.Choose && c.Label == turn.Event.Text {
					turn.Event.Choice = c.Value
				}
			}
			s = step(s, turn.Event, morning).State
		}
		for i, turn := range script.Turns {
			text := masked(turn.Event).Text
			alone := !slices.ContainsFunc(script.Turns, func(o transcript.Said) bool {
				return o.Event.Text != turn.Event.Text && strings.Contains(o.Event.Text, text)
			})
			same := slices.IndexFunc(script.Turns[i+1:], func(o transcript.Said) bool { return o.Event.Text == turn.Event.Text }) >= 0
			if turn.Event.Kind != dialog.Text || utf8.RuneCountInString(text) < 8 || utf8.RuneCountInString(text) > 180 || !alone || same || quoted(text) {
				continue
			}
			tried++
			out := step(s, dialog.Event{Kind: dialog.Unsend, Message: strconv.Itoa(i + 1)}, morning)
			if len(out.Messages) > 0 || out.Handoff != nil {
				t.Errorf("%s, line %d: taking back was answered", file, i+1)
			}
			if left := encode(t, out.State); strings.Contains(left, strings.Trim(strconv.Quote(text), `"`)) {
				t.Errorf("%s, line %d: %q is still there: %s", file, i+1, text, left)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d messages were taken back", tried)
	}
}

// quoted reports whether a text is also something that the desk says, such as the label of a button.
func quoted(text string) bool {
	for _, p := range advisor().Base.Phrases {
		if strings.Contains(p, text) {
			return true
		}
	}
	return slices.ContainsFunc(advisor().Base.Slots, func(s *knowledge.Slot) bool {
		return slices.ContainsFunc(s.Choices, func(c knowledge.Choice) bool { return c.Label == text })
	})
}

func TestUnsendInAnyOrder(t *testing.T) {
	const usb, pcs, more, fix = "顧客名簿の入ったUSBを電車でなくしました", "パソコンは3台です", "うちは全部で3台です", "やっぱり4台でした"
	for _, c := range []struct {
		name   string
		texts  []string
		unsend []string
		faq    string
		pcs    string
	}{
		{"newest", []string{usb, pcs}, []string{"2"}, "lost-usb", ""},
		{"older, said again", []string{usb, pcs, more}, []string{"2"}, "lost-usb", "3"},
		{"the later of the same", []string{usb, pcs, more}, []string{"3"}, "lost-usb", "3"},
		{"both of the same", []string{usb, pcs, more}, []string{"2", "3"}, "lost-usb", ""},
		{"both, the other way round", []string{usb, pcs, more}, []string{"3", "2"}, "lost-usb", ""},
		{"the corrected one", []string{usb, pcs, fix}, []string{"2"}, "lost-usb", "4"},
		{"the correction", []string{usb, pcs, fix}, []string{"3"}, "lost-usb", "3"},
		{"the corrected one, then the correction", []string{usb, pcs, fix}, []string{"2", "3"}, "lost-usb", ""},
		{"what is wrong", []string{usb, pcs}, []string{"1"}, "", "3"},
		{"all", []string{usb, pcs, fix}, []string{"2", "1", "3"}, "", ""},
		{"an unknown one", []string{usb, pcs}, []string{"77", ""}, "lost-usb", "3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := talk(c.texts...)
			for _, id := range c.unsend {
				s = step(reload(t, encode(t, s)), dialog.Event{Kind: dialog.Unsend, Message: id}, morning).State
			}
			if s.FAQ != c.faq || s.Facts["pcs"] != c.pcs {
				t.Errorf("entry %q and pcs %q, want %q and %q", s.FAQ, s.Facts["pcs"], c.faq, c.pcs)
			}
		})
	}
}

// TestUnsendChosenMeaning: a meaning that the consulter chose outlives the words that were not clear; the choice taken back, it
// is asked about again.
func TestUnsendChosenMeaning(t *testing.T) {
	s := talk("アカウントがおかしいです")
	if s.Slot != "topic" {
		t.Fatalf("asks %q, want topic", s.Slot)
	}
	chosen := s.Offered[1]
	s = step(s, dialog.Event{Kind: dialog.Choose, Message: "2", Choice: chosen.Value, Text: chosen.Label}, morning).State
	without := func(id string) string {
		return step(s, dialog.Event{Kind: dialog.Unsend, Message: id}, morning).State.FAQ
	}
	if got := without("1"); got != chosen.Value {
		t.Errorf("without the words the entry is %q, want %q", got, chosen.Value)
	}
	if got := without("2"); got != "" {
		t.Errorf("without the choice the entry is %q, want none", got)
	}
}

// TestUnsendOlderThanJournal: words too old to trace leave the record and the matter; Why says so.
func TestUnsendOlderThanJournal(t *testing.T) {
	const secret = "社長の山田さんが怪しいメールの添付を開きました"
	s := talk(secret)
	for i := range 20 {
		s = step(s, said("later"+strconv.Itoa(i), "パソコンは"+strconv.Itoa(i+2)+"台です"), morning).State
	}
	out := step(s, dialog.Event{Kind: dialog.Unsend, Message: "1"}, morning)
	if left := encode(t, out.State); strings.Contains(left, "山田") || !strings.Contains(out.Why, "too old") {
		t.Errorf("%s; left: %s", out.Why, left)
	}
}

// TestUnsendAroundHandoff (peers 6): before, while a person has it, and after.
func TestUnsendAroundHandoff(t *testing.T) {
	s := talk("取引先が、当社を名乗る偽メールで振り込んでしまったそうです", "人と話したい")
	const private = "担当は経理の山田です。口座は三つあります"
	s = dialog.FirstAidOnly(s, said("3", private), advisor().world(morning)).State
	during := dialog.FirstAidOnly(s, dialog.Event{Kind: dialog.Unsend, Message: "3"}, advisor().world(morning))
	after := step(dialog.Resume(s, advisor().world(morning), dialog.Finished).State, dialog.Event{Kind: dialog.Unsend, Message: "3"}, morning)
	before := step(s, dialog.Event{Kind: dialog.Unsend, Message: "1"}, morning)
	for name, out := range map[string]dialog.Outcome{"during": during, "after": after} {
		if strings.Contains(encode(t, out.State), "山田") || len(out.Messages) > 0 {
			t.Errorf("%s: %s", name, encode(t, out.State))
		}
	}
	if summary := strings.Join(dialog.Summary(before.State, advisor().world(morning)), "\n"); strings.Contains(summary, "偽メール") || before.State.Phase != dialog.PhaseHandoff {
		t.Errorf("phase %s, summary:\n%s", before.State.Phase, summary)
	}
}

// TestEditKeepsPlace: what was said after an edited message still counts more.
func TestEditKeepsPlace(t *testing.T) {
	s := talk("顧客名簿の入ったUSBを電車でなくしました。パソコンは3台です", "やっぱり4台でした")
	out := step(s, dialog.Event{Kind: dialog.Edit, Message: "1", Text: "顧客名簿の入ったUSBを電車でなくしました。パソコンは7台です"}, morning)
	if len(out.Messages) > 0 || out.State.Facts["pcs"] != "4" {
		t.Errorf("pcs %q, said %v", out.State.Facts["pcs"], out.Messages)
	}
	out = step(out.State, dialog.Event{Kind: dialog.Unsend, Message: "2"}, morning)
	if out.State.Facts["pcs"] != "7" {
		t.Errorf("without the correction pcs is %q, want 7", out.State.Facts["pcs"])
	}
}

// TestOldStates reads states as this and earlier versions stored them, and goes on with the consultation.
func TestOldStates(t *testing.T) {
	for version := 1; version <= dialog.StateVersion; version++ {
		data, err := os.ReadFile("../testdata/states/v" + strconv.Itoa(version) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		s := reload(t, string(data))
		if s.Version != version || s.FAQ != "lost-usb" || s.Slot != "locked" {
			t.Fatalf("version %d, entry %q, asks %q", s.Version, s.FAQ, s.Slot)
		}
		out := step(s, dialog.Event{Kind: dialog.Unsend, Message: "77"}, morning)
		if out.State.FAQ != s.FAQ || len(out.Messages) > 0 || out.State.Version != dialog.StateVersion {
			t.Errorf("version %d: a message that it cannot name changed it: %+v", version, out.State)
		}
		out = step(s, said("2", "かかってません"), morning)
		if out.State.Facts["locked"] != "no" || out.State.Phase != dialog.PhaseAnswer {
			t.Errorf("version %d: phase %s, facts %v", version, out.State.Phase, out.State.Facts)
		}
		if out = step(out.State, said("3", "戻る"), morning); out.State.Slot != "locked" {
			t.Errorf("version %d: back leads to %q", version, out.State.Slot)
		}
	}
}

// TestOldFlags: what version 1 flagged by its slot has had its first aid, also where 「戻る」 leads; what has not is still told.
func TestOldFlags(t *testing.T) {
	old := talk("偽の警告画面の相手にカードで3万円払ってしまいました。パスワードも伝えました")
	if !slices.Contains(old.Flags, "paid-card") || !slices.Contains(old.Flags, "typed-in-password") {
		t.Fatalf("flags %v, facts %v", old.Flags, old.Facts)
	}
	old.Version, old.Flags = 1, []string{"paid", knowledge.SlotWritingFrom}
	old.Undo = []dialog.Core{old.Core}
	out := step(old, said("2", "戻る"), morning)
	if want := []string{"paid-card", knowledge.SlotWritingFrom}; !slices.Equal(out.State.Flags, want) {
		t.Errorf("the flags are read as %v, want %v", out.State.Flags, want)
	}
	out = step(out.State, said("3", "続けてください"), morning)
	var aid string
	for _, m := range out.Messages {
		if m.Kind == dialog.FirstAid {
			aid += m.Text
		}
	}
	if strings.Contains(aid, "カード会社") {
		t.Errorf("first aid is said again: %s", aid)
	}
}
