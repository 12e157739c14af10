package knowledge

import "testing"

func TestFold(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{" 　\n", ""},
		{"ＰＣ", "pc"},
		{"Ｗｉｎｄｏｗｓ１０", "windows10"},
		{"ｳｲﾙｽ", "ウイルス"},
		{"ﾊﾞｯｸｱｯﾌﾟ", "バックアップ"},
		{"ｻｰﾊﾞｰ", "サーバー"},
		{"①㈱㌔", "1(株)キロ"},
		{"サーバ−", "サーバー"},
		{"サーバ―", "サーバー"},
		{"サーバ-", "サーバー"},
		{"サーバ－", "サーバー"},
		{"らーめん〜", "らーめんー"},
		{"すごーーーい", "すごーい"},
		{"え～～", "えー"},
		{"03−1234‐5678", "03-1234-5678"},
		{"wi―fi", "wi-fi"},
		{"漢字−漢字", "漢字-漢字"},
		{"一行目\r\n二行目", "一行目 二行目"},
		{"a \t　b", "a b"},
		{"が", "が"}, // か and a combining mark
		{"ÀÉ", "àé"},
		{"\x80あ", "\uFFFDあ"},
	} {
		got := Fold(tt.text)
		if got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
		if again := Fold(got); again != got {
			t.Errorf("%q: folded twice it is %q", got, again)
		}
	}
}
