package bot_test

import (
	"strings"
	"testing"

	"madoguchi/bot/bottest"
)

// The bot's words when a caller is proved, and the word that the test's chance draws.
const (
	proved = "確認の言葉は、合っています"
	word   = "やなぎやなぎやなぎやなぎ107"
)

// TestFalseCallers simulates callers in the desk's name who are not: nobody announced them, or they
// come at another time, or they name another word, or none, or get the word out of the consulter.
// None passes; who was announced, comes in time and names the word does.
func TestFalseCallers(t *testing.T) {
	const begin = "# callers\nmornings: none\nat: 2026-11-24T10:00:00+09:00\n"
	const ask = "> 窓口の人から電話が来たが本物か\n"
	situations := map[string]string{
		"no ticket":      ask,
		"not announced":  "> 人と話したい\n佐藤: 担当する\n" + ask,
		"nobody has it":  "> 人と話したい\n" + ask,
		"for tomorrow":   "> 人と話したい\n佐藤: 担当する\n佐藤: 電話する 24h\n" + ask,
		"long ago":       "> 人と話したい\n佐藤: 担当する\n佐藤: 電話する\n+ 5h\n" + ask,
		"over":           "> 人と話したい\n佐藤: 担当する\n佐藤: 電話する\n佐藤: 終える solved\n" + ask,
		"two wrong ones": "> 人と話したい\n佐藤: 担当する\n佐藤: 電話する\n" + ask + "> みかんみかん11\n" + ask + "> みかんみかん12\n" + ask,
		"due":            "> 人と話したい\n佐藤: 担当する\n佐藤: 電話する\n" + ask,
	}
	wrong := []string{
		"みかんさくら42", "やなぎやなぎやなぎやなぎ108", "やなぎ107", "やなぎやなぎやなぎやなぎ", "107です", "言えない", "言えないそうです", "窓口の者だと言っています", "そんな言葉はないと言われました",
		word + "1", word + "ではなかった", "やなぎやなぎやなぎやなぎ106か" + word, "確認の言葉を聞かれました", "私が" + word + "と言ったら、合っていると言いました", "はい、本物だと言っています", "パスワードは" + word + "とちがいます",
	}
	right := []string{word, "「" + word + "」と言いました", "やなぎやなぎやなぎやなぎ１０７です", "相手は" + word + "と言っています", word + "と名乗りました"}
	play := func(name, script string) bool {
		t.Helper()
		out, err := bottest.Play(script)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return strings.Contains(out, proved)
	}
	callers, passed := 0, 0
	for name, before := range situations {
		words := wrong
		if name != "due" {
			words = append([]string{word}, wrong...)
		}
		for _, said := range words {
			callers++
			if play(name, begin+before+"> "+said+"\n") {
				passed++
				t.Errorf("%s: a caller who names %q passes", name, said)
			}
		}
	}
	for _, said := range right {
		if !play("right", begin+situations["due"]+"> "+said+"\n") {
			t.Errorf("the announced caller does not pass with %q", said)
		}
	}
	if callers < 100 {
		t.Errorf("only %d callers", callers)
	}
	t.Logf("%d of %d false callers pass, %d true ones", passed, callers, len(right))
}
