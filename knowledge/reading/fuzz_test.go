package reading_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge/reading"
)

// FuzzRead holds that no text makes Read or Answer panic, and that every value is one that its slot may hold.
func FuzzRead(f *testing.F) {
	for _, e := range load[readExample](f, "read.jsonl", 1) {
		f.Add(e.Text)
	}
	for _, e := range load[answerExample](f, "answers.jsonl", 1) {
		f.Add(e.Text)
	}
	for _, text := range []string{"", "\x00\xff", "台台台", "二〇二六年99月99日", "9999999年前", "7,,,台", "数数十台", strings.Repeat("払って", 300)} {
		f.Add(text)
	}
	slots := allSlots(f)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 20_000 {
			t.Skip()
		}
		for name, value := range reading.FactsOf(text, testNow) {
			slot := slots[name]
			if value == "" || !allows(slot, value) {
				t.Fatalf("Read(%q): %s may not be %q", text, name, value)
			}
			checkDate(t, name, value)
		}
		for name, slot := range slots {
			value, ok := reading.Answer(slot, text, testNow)
			if ok != (value != "") || ok && !allows(slot, value) {
				t.Fatalf("Answer(%s, %q) = %q, %v", name, text, value, ok)
			}
			checkDate(t, name, value)
		}
	})
}

// checkDate holds that since is a day, and none that lies ahead.
func checkDate(t *testing.T, slot, value string) {
	t.Helper()
	if slot != "since" || value == "" || value == "unknown" {
		return
	}
	if day, err := time.Parse(time.DateOnly, value); err != nil || day.After(testNow.AddDate(0, 0, 1)) {
		t.Fatalf("since=%q: %v", value, err)
	}
}

// longText is a message of about 200 characters with many facts.
const longText = "事務所のWindows10のパソコンが３台あって、今朝そのうち1台に警告が出ました。書いてあった番号に電話してしまい、言われるままにリンクを押して遠隔操作されました。" +
	"コンビニで電子マネーを5万円分買って番号を伝えましたが、カード番号やパスワードは入力していません。添付ファイルも開いていないです。" +
	"他のパソコンは大丈夫で、LANケーブルは抜きました。バックアップは外付けに取って外してあります。保守の業者さんはいません。"

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		reading.FactsOf(longText, testNow)
	}
}
