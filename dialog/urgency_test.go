package dialog_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// TestUrgency: who wishes, asks, supposes or denies is given no orders, whatever the nouns; who
// tells of trouble in a few words is. The rows of testdata/urgency with an even number were not
// looked at when the patterns were written.
func TestUrgency(t *testing.T) {
	type row struct {
		ID, Text string
		Urgent   bool
	}
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	all, right := map[bool]int{}, map[bool]int{}
	for _, a := range rows[row](t, "../testdata/urgency/rows.jsonl") {
		out := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: a.Text}, at)
		hurries := out.Urgency == knowledge.High || slices.ContainsFunc(out.Messages, func(m dialog.Message) bool { return m.Kind == dialog.FirstAid })
		all[a.Urgent]++
		if hurries == a.Urgent {
			right[a.Urgent]++
		} else {
			t.Logf("%s: %s\n   hurries: %v, entry %q", a.ID, a.Text, hurries, out.State.FAQ)
		}
	}
	t.Logf("right: %d of %d calm, %d of %d urgent", right[false], all[false], right[true], all[true])
	for urgent, least := range map[bool]float64{false: 0.9, true: 0.92} {
		if share := float64(right[urgent]) / float64(all[urgent]); share < least {
			t.Errorf("urgent %v: %.3f right, want %.2f", urgent, share, least)
		}
	}
}

// TestHappens: what is named and not told is asked about before anything is ordered; yes brings the
// first aid, no the answer as something to know, without further questions.
func TestHappens(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	asked := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: "カードが不正利用されたときの補償って法人カードにもあるの"}, at)
	if asked.Ask == nil || asked.Ask.Slot != "happens" || asked.Urgency == knowledge.High {
		t.Fatalf("asks %+v, urgency %q", asked.Ask, asked.Urgency)
	}
	aided := func(out dialog.Outcome) bool {
		return slices.ContainsFunc(out.Messages, func(m dialog.Message) bool { return m.Kind == dialog.FirstAid })
	}
	for say, want := range map[string]bool{"はい": true, "いいえ": false, "念のため聞いただけです": false, "分からない": true, "昨日カードを勝手に使われました": true} {
		out := step(asked.State, dialog.Event{Kind: dialog.Text, Text: say}, at)
		if aided(out) != want || (out.Urgency == knowledge.High) != want {
			t.Errorf("%s: first aid %v, urgency %q, want hurry %v", say, aided(out), out.Urgency, want)
		}
		if !want && out.State.Phase != dialog.PhaseAnswer {
			t.Errorf("%s: phase %q, want the answer", say, out.State.Phase)
		}
	}
}

// TestUrgentStays: while it is asked which urgent matter is meant, a question about what was
// advised and a fact decide nothing; what is urgent and told in the middle of a calm matter is
// taken as itself.
func TestUrgentStays(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	for _, talk := range []struct {
		say []string
		is  []string // the entries of which one must be in hand, or one of these offered
	}{
		{[]string{"ファイルが暗号化された", "バックアップは外付けのが金庫に"}, []string{"ransomware-now", "ransomware-cloud"}},
		{[]string{"宅配の不在のお知らせのSMS押してアプリ入れてしまったとよ。アンドロイド", "機内モードにすればよかと？", "店のWi-Fiにつながっとるけど"}, []string{"bad-app", "sms-link-tapped", "parcel-sms", "fake-warning-phone"}},
		{[]string{"セミナーの講師をお願いしたい", "ていうか今ネットバンクから120万抜かれてる"}, []string{"bank-transfer-fraud"}},
		{[]string{"迷惑メールが毎日たくさん届いて困っています", "実はホームページが改ざんされて変な広告が出てます"}, []string{"site-defaced", "site-redirect"}},
	} {
		var out dialog.Outcome
		for _, say := range talk.say {
			out = step(out.State, dialog.Event{Kind: dialog.Text, Text: say}, at)
		}
		in := slices.Contains(talk.is, out.State.FAQ)
		if !in && out.State.FAQ == "" && out.Ask != nil {
			in = slices.ContainsFunc(out.Ask.Choices, func(c dialog.Choice) bool { return slices.Contains(talk.is, c.Value) })
		}
		if !in || out.Urgency != knowledge.High {
			t.Errorf("%q: entry %q, urgency %q", talk.say, out.State.FAQ, out.Urgency)
		}
	}
}

// TestDiffers: 「ちがう」 to an answer looks for another meaning.
func TestDiffers(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	out := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: "バックアップの取り方を知りたい"}, at)
	for range 4 {
		if out.Ask != nil && advisor().Base.Slot(out.Ask.Slot) != nil {
			out = step(out.State, dialog.Event{Kind: dialog.Choose, Choice: "unknown"}, at)
		}
	}
	if out.Ask == nil || out.Ask.Slot != "helped" {
		t.Fatalf("no answer: %+v", out.Ask)
	}
	was := out.State.FAQ
	out = step(out.State, dialog.Event{Kind: dialog.Text, Text: "ちがう"}, at)
	if out.State.FAQ == was || !slices.Contains(out.State.Ruled, was) {
		t.Errorf("entry %q, ruled out %v", out.State.FAQ, out.State.Ruled)
	}
}
