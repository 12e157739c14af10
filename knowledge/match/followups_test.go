package match

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

// small is a base with a few follow-ups: of two sisters, of an entry of another category, and general ones.
func small() *knowledge.Base {
	follow := func(intent, say string, ask ...string) knowledge.Followup {
		return knowledge.Followup{Intent: intent, Ask: ask, Say: []knowledge.Line{{Text: say}}}
	}
	return &knowledge.Base{
		FAQs: []*knowledge.FAQ{
			{ID: "warning", Category: "1", Examples: []string{"警告の画面に電話番号が出ています", "画面から大きな音がします"}},
			{ID: "called", Category: "1", Examples: []string{"警告の番号に電話してしまいました", "遠隔操作のソフトを入れました"}},
			{ID: "backup", Category: "2", Examples: []string{"バックアップの取り方を教えてください", "データの控えはどうすれば"}},
		},
		Followups: map[string][]knowledge.Followup{
			"": {
				follow("cost", "相談はお金がかかりません。", "お金はかかりますか", "料金はいくらですか", "相談は無料ですか", "相談料を教えて"),
				follow("use-again", "まだ使わないでください。", "もう使っていいですか", "いつから使えますか", "使ってもいい？", "また使って大丈夫ですか"),
			},
			"warning": {
				follow("step-failed", "Escを長く押し、だめなら電源を切ります。", "画面が消えません", "閉じようとしても消えない", "閉じないです", "閉じられません"),
				follow("use-again", "画面が閉じたら、そのまま使えます。", "もう使っていいですか", "使っても大丈夫ですか", "また使っていい？", "いつ使えますか"),
			},
			"called":  {follow("money-back", "カード会社に電話します。返金は決まりによります。", "お金は戻りますか", "返金してもらえますか", "払ったお金を返して", "返金はできますか")},
			"backup":  {follow("cost", "外付けディスクは一万円くらいです。", "いくらかかりますか", "お金はかかりますか", "料金はいくら", "費用を教えて")},
			"deleted": {follow("", "この項目はもうありません。", "何か言う", "何かを言う")},
		},
	}
}

var smallFinder = sync.OnceValue(func() *Followups { return NewFollowups(small()) })

func TestFind(t *testing.T) {
	for _, tt := range []struct{ name, entry, text, want, intent string }{
		{"of the entry", "warning", "まだ画面が消えません", "warning", "step-failed"},
		{"its own before the general one", "warning", "もう使っていいですか", "warning", "use-again"},
		{"of a sister", "warning", "返金してもらえますか", "called", "money-back"},
		{"general", "warning", "相談は無料ですか", "", "cost"},
		{"no matter yet", "", "料金はいくらですか", "", "cost"},
		{"an entry without any", "nobody", "料金はいくらですか", "", "cost"},
	} {
		got := smallFinder().Find(tt.entry, tt.text)
		if len(got) == 0 || got[0].Entry != tt.want || got[0].Intent != tt.intent {
			t.Errorf("%s: %q after %q finds %+v, want %s of %q", tt.name, tt.text, tt.entry, got, tt.intent, tt.want)
		}
	}
}

func TestFindIsABelief(t *testing.T) {
	x := smallFinder()
	for _, text := range []string{"", "???", "画面が消えません", "ありがとう", "\xff\xfe"} {
		for _, entry := range []string{"", "warning", "backup", "deleted", "nobody"} {
			sum := 0.0
			got := x.Find(entry, text)
			for _, f := range got {
				sum += f.Score
				if f.Score < 0 || f.N < 0 || f.N >= len(x.base.Followups[f.Entry]) || x.base.Followups[f.Entry][f.N].Intent != f.Intent {
					t.Errorf("%q after %q: %+v is no follow-up of the base", text, entry, f)
				}
			}
			if sum > 1.0001 {
				t.Errorf("%q after %q: scores add up to %f", text, entry, sum)
			}
			if !slices.IsSortedFunc(got, func(a, b knowledge.Found) int {
				if a.Score < b.Score {
					return 1
				}
				return -1
			}) && len(got) > 1 {
				t.Errorf("%q after %q: not in order: %+v", text, entry, got)
			}
		}
	}
}

func TestNoFollowups(t *testing.T) {
	x := NewFollowups(&knowledge.Base{})
	if got := x.Find("warning", "もう使っていいですか"); len(got) != 0 {
		t.Errorf("a base without follow-ups finds %+v", got)
	}
}

func TestFollowupsAreDeterministic(t *testing.T) {
	x, again := smallFinder(), NewFollowups(small())
	for _, text := range []string{"画面が消えません", "返金", "いくらですか"} {
		if diff := cmp.Diff(x.Find("warning", text), again.Find("warning", text)); diff != "" {
			t.Errorf("%s: trained twice it differs:\n%s", text, diff)
		}
	}
}

func TestFindConcurrently(t *testing.T) {
	x := smallFinder()
	want := x.Find("warning", "もう使っていいですか")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if !cmp.Equal(want, x.Find("warning", "もう使っていいですか")) {
				t.Error("differs when others ask too")
			}
		})
	}
	wg.Wait()
}
