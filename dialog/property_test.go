package dialog_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"madoguchi/dialog"
)

// phrasesInCode finds the keys in calls of say, sayAsking, phrase, section, advise and finish, and in questionKey.
func phrasesInCode(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	set := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(lit.Value)
			if err == nil && looksLikeKey(s) {
				out[s] = set.Position(lit.Pos()).String()
			}
			return true
		})
	}
	return out
}

// looksLikeKey reports whether a string literal is a phrase's key, or would be if there were such a phrase.
func looksLikeKey(s string) bool {
	if _, ok := advisor().Base.Phrases[s]; ok {
		return true
	}
	first, _, dotted := strings.Cut(s, ".")
	if !dotted || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_.") != "" || strings.HasSuffix(s, ".") {
		return false
	}
	for key := range advisor().Base.Phrases {
		if strings.HasPrefix(key, first+".") && first != "helped" && first != "next" && first != "unsure" {
			return true
		}
	}
	return false
}

// crowd are things that people do, in no order.
var crowd = []string{
	"ウイルスに感染したと画面に出てます", "はい", "いいえ", "分からない", "3", "１台です", "Windows 11", "戻る", "最初から", "人と話したい",
	"記録をください", "ありがとう", "こんにちは", "カードで3万円払っちゃいました", "遠隔操作させてしまった", "迷惑メールが多くて困る", "ホームページが改ざんされました",
	"やっぱり4台", "Windowsじゃなくてマックでした", "???", "🙏🙏", "", "バカ", "死にたい", "Hello, my computer has a virus", "どれも違う", "セミナーをお願いしたい",
	"パスワードはabc12345です", "今日の天気は？", "元社員が顧客名簿を持ち出した", "もっとくわしく", "まだ困っている",
	"別のこと", "質問はもういい", "さようなら", "分かりました", "個人情報も入ってます", "あと、ホームページが書き換えられました", "どういう意味ですか", "隣のパソコンでも同じです", strings.Repeat("困った", 1700), "2", "9", "100",
}

// TestAnythingAnybodyDoes steps through random conversations: never a panic, never silence, never an unbounded state, never
// the same question twice running when it was answered, and the same inputs give the same outcome.
func TestAnythingAnybodyDoes(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	defer func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	}()
	conversations := 600
	if testing.Short() {
		conversations = 60
	}
	for range conversations {
		var s dialog.State
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(365*24)) * time.Hour)
		for range 12 {
			e := randomEvent(random, s)
			now = now.Add(time.Duration(random.IntN(60)) * time.Minute)
			out := step(s, e, now)
			if again := step(s, e, now); !reflect.DeepEqual(out, again) {
				t.Fatalf("two steps with the same arguments differ: %+v\n%s", e, cmp.Diff(out, again))
			}
			checkOutcome(t, e, out)
			s = reload(t, out.State)
		}
	}
}

func randomEvent(random *rand.Rand, s dialog.State) dialog.Event {
	switch n := random.IntN(20); {
	case n < 7 && len(s.Offered) > 0:
		c := s.Offered[random.IntN(len(s.Offered))]
		return dialog.Event{Kind: dialog.Choose, Choice: c.Value, Text: c.Label}
	case n == 7:
		return dialog.Event{Kind: []dialog.Kind{dialog.Start, dialog.Image, dialog.Sticker, dialog.File, dialog.Audio, dialog.Video, dialog.Location}[random.IntN(7)]}
	case n == 8: // a button of long ago
		return dialog.Event{Kind: dialog.Choose, Choice: "yes", Text: "はい"}
	}
	return dialog.Event{Kind: dialog.Text, Text: crowd[random.IntN(len(crowd))]}
}

func checkOutcome(t *testing.T, e dialog.Event, out dialog.Outcome) {
	t.Helper()
	if len(out.Messages) == 0 {
		t.Fatalf("silence after %+v in phase %s", e, out.State.Phase)
	}
	if len(out.Messages) > 5 {
		t.Errorf("%d bubbles after %q", len(out.Messages), e.Text)
	}
	for i, m := range out.Messages {
		if m.Text == "" || !utf8.ValidString(m.Text) || strings.Contains(m.Text, "%!") {
			t.Errorf("a bubble is empty or broken: %q", m.Text)
		}
		if len(m.Choices) > 0 && i < len(out.Messages)-1 {
			t.Errorf("choices on a bubble that is not the last, after %q", e.Text)
		}
		if len(m.Choices) > 13 {
			t.Errorf("%d choices", len(m.Choices))
		}
	}
	if data, _ := json.Marshal(out.State); len(data) > 64<<10 {
		t.Fatalf("the state has %d bytes", len(data))
	}
}

// reload is the state as the store gives it back.
func reload(t *testing.T, s dialog.State) dialog.State {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var out dialog.State
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// FuzzStep: any text in any phase is answered.
func FuzzStep(f *testing.F) {
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
