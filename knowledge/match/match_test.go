package match

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

var texts = []string{
	"パソコンに警告が出て電話番号が書いてあります", "宅配の不在SMSを押してしまった", "ｽﾏﾎ", "", "???", "社長からLINEグループを作れというメールが来た",
	"サーバーのファイルが全部開けなくなって、金を払えと書いてある",
}

func TestNewIsDeterministic(t *testing.T) {
	x := whole(t)
	again := New(x.base)
	for _, text := range texts {
		if diff := cmp.Diff(x.Match(text), again.Match(text)); diff != "" {
			t.Errorf("%s: trained twice it differs:\n%s", text, diff)
		}
		if x.Explain(text) != again.Explain(text) {
			t.Errorf("%s: explained differently", text)
		}
	}
}

func TestMatchIsADistribution(t *testing.T) {
	x := whole(t)
	for _, text := range texts {
		m := x.Match(text)
		sum, seen := 0.0, map[string]bool{}
		for _, c := range m.Candidates {
			sum += c.Score
			seen[c.FAQ] = true
			if f := x.base.FAQ(c.FAQ); f == nil || f.Category != c.Category {
				t.Errorf("%s: candidate %+v is no entry of the base", text, c)
			}
		}
		if math.Abs(sum-1) > 1e-3 || len(seen) != len(x.base.FAQs) {
			t.Errorf("%s: %d entries, scores add up to %f", text, len(seen), sum)
		}
		if m.Confidence < 0 || m.Confidence > 1.001 {
			t.Errorf("%s: confidence %f", text, m.Confidence)
		}
		rest := m.Candidates[1:]
		if !slices.IsSortedFunc(rest, func(a, b knowledge.Candidate) int { return int(math.Copysign(1, b.Score-a.Score)) }) {
			t.Errorf("%s: the candidates behind the first are not in order", text)
		}
	}
}

// TestEntriesMatchThemselves: who writes an entry's title or one of its examples gets that entry, nearly always.
func TestEntriesMatchThemselves(t *testing.T) {
	x := whole(t)
	var titles, examples []question
	for _, f := range x.base.FAQs {
		titles = append(titles, question{ID: f.ID, Text: f.Title, Label: f.Category, entry: f.ID})
		for _, text := range f.Examples {
			examples = append(examples, question{ID: f.ID, Text: text, Label: f.Category, entry: f.ID})
		}
	}
	for _, q := range titles {
		m := x.Match(q.Text)
		if !slices.ContainsFunc(m.Candidates[:3], func(c knowledge.Candidate) bool { return c.FAQ == q.ID }) {
			t.Errorf("%s: its title 「%s」 finds %s, %s, %s", q.ID, q.Text, m.Candidates[0].FAQ, m.Candidates[1].FAQ, m.Candidates[2].FAQ)
		}
		if m.None {
			t.Errorf("%s: its title 「%s」 fits nothing", q.ID, q.Text)
		}
	}
	for name, questions := range map[string][]question{"titles": titles, "examples": examples} {
		f := measure(x, questions)
		t.Logf("%s: %d, entry first %.3f, category first %.3f", name, f.n, f.entry, f.top1)
		if f.entry < 0.90 || f.top1 < 0.95 {
			t.Errorf("%s: entry first %.3f, want 0.90; category first %.3f, want 0.95", name, f.entry, f.top1)
		}
	}
}

func TestNoneFits(t *testing.T) {
	x := whole(t)
	for _, text := range []string{"あれがこうなってしまって", "???", "おかしい", "", " ", "ん", "12345", "。。。"} {
		if m := x.Match(text); !m.None {
			t.Errorf("%q: fits %s with %.2f", text, m.Best().FAQ, m.Confidence)
		}
	}
	for _, text := range []string{"パスワードを入れてしまった", "迷惑FAX", "ういるす", "ランサムウェア"} {
		if x.Match(text).None {
			t.Errorf("%q: fits nothing", text)
		}
	}
}

func TestExplain(t *testing.T) {
	x := whole(t)
	got := x.Explain("サポート詐欺の警告が出て、電話番号に電話しました")
	for _, want := range []string{"known terms", "none fits: false", "margin ", "urgent, by entries ", x.Match("サポート詐欺の警告が出て、電話番号に電話しました").Best().FAQ, "警告 +", "nearest cases: rows "} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	for _, text := range []string{"", "???"} { // nothing known must not stop it
		if got := x.Explain(text); !strings.HasPrefix(got, "0 known terms, none fits: true") {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestMatchConcurrently(t *testing.T) {
	x := New(small())
	want := make([]knowledge.Match, len(texts))
	for i, text := range texts {
		want[i] = x.Match(text)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i, text := range texts {
				if !cmp.Equal(want[i], x.Match(text)) {
					t.Errorf("%s: differs when others match too", text)
				}
				x.Explain(text)
			}
		})
	}
	wg.Wait()
}

func TestLongTexts(t *testing.T) {
	x := whole(t)
	for name, text := range map[string]string{
		"sentences": strings.Repeat("パソコンに警告が出ました。", 770),
		"katakana":  strings.Repeat("ア", 10_000),
		"hiragana":  strings.Repeat("ういるす", 2500),
		"letters":   strings.Repeat("a", 10_000),
		"not UTF-8": strings.Repeat("\xff\xfe", 5000),
	} {
		// Some 10 ms here. The quickest of several counts, so that other work on the machine
		// decides nothing.
		took := time.Hour
		for try := 0; try < 20 && took > time.Second; try++ {
			began := time.Now()
			x.Match(text)
			took = min(took, time.Since(began))
		}
		if took > time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}
