package reading

import (
	"testing"
	"time"

	"madoguchi/knowledge"
)

func TestMood(t *testing.T) {
	for text, want := range map[string]Mood{
		"カード番号を入れてしまいました。":        Statement,
		"リンクを押したら感染しますか？":         Asks,
		"もしカード番号を入れてしまったら困ります。":   Condition,
		"社員が勝手に振り込まないようにしたい":      Plan,
		"まだ払っていません。":              Negation,
		"友人が振り込んだらしい":             Hearsay,
		"身代金を払った会社が4割という調査をみました":  Hearsay,
		"去年インスタを乗っ取られましたが、解決済みです": Over,
		"保守の会社に遠隔で見てもらいました":       Legit,
		"保守の会社を名乗る人に遠隔で見てもらいました":  Statement,
		"「至急お電話を」と出たのでかけてしまいました":  Statement,
	} {
		if got := sentencesWithMood(standard(knowledge.Fold(text)))[0].Mood; got != want {
			t.Errorf("%q is a %s, want a %s", text, got, want)
		}
	}
}

func TestCalm(t *testing.T) {
	rd := Reader{Base: &knowledge.Base{}, Senses: knowledge.Senses{Match: func(string) knowledge.Match { return knowledge.Match{} }}}
	for text, want := range map[string]bool{
		"友人が振り込んだらしい":                       true,
		"去年インスタを乗っ取られましたが、解決済みです":           true,
		"保守の会社に遠隔で見てもらいました":                 true,
		"もしカード番号を入れてしまったら、どこに電話すれば":         true,
		"銀行の振込を二人で確認する決まりにしたい":              true,
		"不正送金の補償って法人でもありますか":                true,
		"お客さんから預かったUSBメモリ、自分のパソコンに挿していいですか": true,
		"もし従業員がカード番号を入れちゃったら誰が払うんですか":       true,
		"USBを紛失した場合の罰則は?":                   true,
		"拾ったUSBを挿していいですか":                   false,
		"警告画面の消し方を教えて":                      false,
		"入れてしまったんですが、補償はありますか":              false,
		"取引先の口座変更メールが来たんですけど、明日振り込む予定":      false,
		"カード番号を入れてしまいました":                   false,
		"友人が振り込んだらしい。うちのファイルも開けません":         false,
		"この画面の番号に電話していいですか":                 false,
		"警告が出ています":                          false,
	} {
		if got := rd.Read(text, time.Unix(0, 0)).Calm; got != want {
			t.Errorf("%q: Calm is %v, want %v", text, got, want)
		}
	}
}
