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
		"友人が振り込んだらしい":               true,
		"去年インスタを乗っ取られましたが、解決済みです":   true,
		"保守の会社に遠隔で見てもらいました":         true,
		"もしカード番号を入れてしまったら、どこに電話すれば": true,
		"カード番号を入れてしまいました":           false,
		"友人が振り込んだらしい。うちのファイルも開けません": false,
		"この画面の番号に電話していいですか":         false,
		"警告が出ています":                  false,
	} {
		if got := rd.Read(text, time.Unix(0, 0)).Calm; got != want {
			t.Errorf("%q: Calm is %v, want %v", text, got, want)
		}
	}
}
