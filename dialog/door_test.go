package dialog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// tellings are sentences in which a company is named that somebody has to reach now, by an entry
// that marks the companies of its kind.
var tellings = []struct{ entry, text string }{
	{"site-defaced", "%で借りているホームページが、知らない内容に書き換えられました"},
	{"parcel-sms", "%を名乗るSMSのリンクを押して、カード番号を入れてしまいました"},
	{"brokerage-misused", "%の偽サイトに、暗証番号を入れてしまいました"},
	{"sim-taken", "%の携帯が急に圏外になって、電話番号を乗っ取られたみたいです"},
	{"sns-account-taken", "%のアカウントを乗っ取られて、パスワードを変えられました"},
}

func tellingOf(firm *knowledge.Term) string {
	for _, t := range tellings {
		if slices.Contains(firm.In, t.entry) {
			return t.text
		}
	}
	return ""
}

// TestDoors names every company in every way in which people write it, in a matter in which it has
// to be reached: how to do that is said in the first reply.
func TestDoors(t *testing.T) {
	d := advisor()
	var missed []string
	all, firms := 0, 0
	for _, firm := range d.Base.Firms {
		if len(firm.In) == 0 {
			continue
		}
		firms++
		for _, name := range firm.Names {
			all++
			text := strings.Replace(tellingOf(firm), "%", name, 1)
			out := d.step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: text}, morning)
			if !slices.Contains(out.State.Doors, firm.Names[0]) {
				missed = append(missed, text+" → "+out.State.FAQ)
			}
		}
	}
	t.Logf("%d companies, %d names, %d missed", firms, all, len(missed))
	if firms < 60 {
		t.Errorf("%d companies can be reached, want 60", firms)
	}
	for _, m := range missed {
		t.Error("is not told how to reach it:", m)
	}
}

// TestNamesInPassing: where a company is only named in passing, the reply is the same as if nothing
// were known of it.
func TestNamesInPassing(t *testing.T) {
	d := advisor()
	without := d
	base := *d.Base
	base.Firms = nil
	without.Base = &base
	for _, text := range []string{
		"%で買ったパソコンが遅いです", "%のメールが届きました。開いただけで、何も入れていません", "%を使っている取引先にメールを誤送信しました",
		"%でバックアップを取れば安心ですか", "%の広告をホームページに出したいです",
	} {
		for _, firm := range d.Base.Firms {
			text := strings.Replace(text, "%", firm.Names[0], 1)
			with := d.step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: text}, morning)
			bare := without.step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: text}, morning)
			if slices.Contains(firm.In, bare.State.FAQ) || bare.State.Facts.Has("paid") {
				continue // the words by themselves are taken for such a matter: 「Appleギフトカード」, 「カードで買った」
			}
			if diff := cmp.Diff(bare.Messages, with.Messages); diff != "" {
				t.Errorf("%s (%s):\n%s", text, with.State.FAQ, diff)
			}
		}
	}
}
