package mask

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestTable(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"name keeps its title", "担当の桐島課長、鵜飼様", "担当の〔氏名〕課長、〔氏名〕様"},
		{"name is found again", "桐島氏が来た。桐島は帰った。", "〔氏名〕氏が来た。〔氏名〕は帰った。"},
		{"company with its form", "㈱ネクサロンの者", "〔会社名〕の者"},
		{"company without its form later", "(株)ネクサロンが来た。「ネクサロン」とは関係ない。", "〔会社名〕が来た。「〔会社名〕」とは関係ない。"},
		{"telephone", "電話０３ー４５６７ー８９０１（代表）", "電話〔電話番号〕（代表）"},
		{"number behind a circled digit", "①03-4567-8901", "①〔電話番号〕"},
		{"public number", "IPA 03-5978-7509 と０３－５９７８－７５１８", "IPA 03-5978-7509 と０３－５９７８－７５１８"},
		{"placeholder number", "XX-XXXX-XXXXに電話", "XX-XXXX-XXXXに電話"},
		{"mail", "ｔａｒｏ＠ｋａｚｅ．ｃｏｍへ", "〔メール〕へ"},
		{"url in a sentence", "http//kaze.co.jpを開いた。", "〔URL〕を開いた。"},
		{"public url", "（https://www.ipa.go.jp/security/）", "（https://www.ipa.go.jp/security/）"},
		{"lookalike of a public url", "https://www.ipa.go.jp.kaze.top/", "〔URL〕"},
		{"police station", "警視庁赤羽警察署、所轄警察署、管轄署", "警視庁〔住所〕警察署、所轄警察署、管轄署"},
		{"ward", "（当社は練馬区）", "（当社は〔住所〕）"},
		{"prefecture alone", "埼玉県の会社、東京都内の店", "埼玉県の会社、東京都内の店"},
		{"form stays", "Ｗｉｎｄｏｗｓ７とﾌｧｲﾙ", "Ｗｉｎｄｏｗｓ７とﾌｧｲﾙ"},
		{"half-width kana name", "名義はｻｶﾞﾗｹﾝﾀです", "名義は〔氏名〕です"},
		{"product as a company", "トレンドマイクロ株式会社", "トレンドマイクロ株式会社"},
		{"card", "4111-1111-1111-1111", "〔カード番号〕"},
		{"no card", "4111-1111-1111-1112円", "4111-1111-1111-1112円"},
		{"already masked", "〔氏名〕氏と〔会社名〕", "〔氏名〕氏と〔会社名〕"},
		{"invalid UTF-8", "a\xffb", "a\uFFFDb"},
	} {
		if got, _ := Table(tt.text); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestChat(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"カードは4111 1111 1111 1111です", "カードは〔カード番号〕です"},
		{"マイナンバーは123456789018です", "マイナンバーは〔マイナンバー〕です"},
		{"123456789018", "〔マイナンバー〕"},
		{"123456789012円の請求", "123456789012円の請求"},
		{"パスワードはneko77です", "パスワードは〔秘密〕です"},
		{"PW neko-77!", "PW 〔秘密〕"},
		{"ぱすわーどはneko77", "ぱすわーどは〔秘密〕"},
		{"暗証番号（0852）を言った", "暗証番号（〔秘密〕）を言った"},
		{"認証コードの309182を教えた", "認証コードの〔秘密〕を教えた"},
		{"309182という認証コードが来た", "〔秘密〕という認証コードが来た"},
		{"taro@kaze.co.jp に来た", "〔メール〕 に来た"},
		{"03-4567-8901に電話した", "〔電話番号〕に電話した"},
		{"03-5978-7509にかけた", "03-5978-7509にかけた"},
		{"110番と188と#9110", "110番と188と#9110"},
		{"桐島さんと五十嵐課長が開いた", "〔氏名〕さんと〔氏名〕課長が開いた"},
		{"桐島と申します", "〔氏名〕と申します"},
		{"前に使った証拠と申し出の文を出す", "前に使った証拠と申し出の文を出す"},
		{"届け出と申し込みは済んだ", "届け出と申し込みは済んだ"},
		{"事務所のWin10が3台、Windows11が2台", "事務所のWin10が3台、Windows11が2台"},
		{"3万円分のカードを2枚、合計60,000円", "3万円分のカードを2枚、合計60,000円"},
		{"2024年10月5日の14:30から", "2024年10月5日の14:30から"},
		{"パスワードは変えました", "パスワードは変えました"},
		{"パスワードはGoogleと同じです", "パスワードはGoogleと同じです"},
		{"パスワードは8文字です", "パスワードは8文字です"},
		{"PWとIDを入れた。PCは3台", "PWとIDを入れた。PCは3台"},
		{"パスワードを3回入れた", "パスワードを3回入れた"},
		{"業者さんとお客様", "業者さんとお客様"},
		{"株式会社カゼノネから請求", "株式会社カゼノネから請求"},
		{"渋谷区の会社です", "渋谷区の会社です"},
		{"うつ病の社員", "うつ病の社員"},
		{"https://kaze.top/を開いた", "https://kaze.top/を開いた"},
		{"エラー0x80070005 KB5034441", "エラー0x80070005 KB5034441"},
	} {
		if got, _ := Chat(tt.text); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// TestChatLeavesFacts: what is no secret must come through the guard of the chat unchanged.
func TestChatLeavesFacts(t *testing.T) {
	var clean []sentence
	for _, s := range sentences(t, "testdata/sentences.yaml") {
		if len(s.Go) == 0 && len(s.Stay) == 0 {
			clean = append(clean, s)
		}
	}
	if c := measure(t, clean, Chat); c.lost > 0 {
		t.Errorf("got %d of %d sentences changed, want none", c.lost, c.public)
	}
}

func TestRow(t *testing.T) {
	got, counts := Row([]string{"モクレンの件", "モクレンという会社の桐島氏から電話 090-1234-5678", "モクレンに断るよう、桐島に言う"})
	want := []string{"〔会社名〕の件", "〔会社名〕という会社の〔氏名〕氏から電話 〔電話番号〕", "〔会社名〕に断るよう、〔氏名〕に言う"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Counts{Company: 3, Person: 2, Phone: 1}, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if got, want := counts.String(), "〔電話番号〕 1, 〔会社名〕 3, 〔氏名〕 2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestChecks(t *testing.T) {
	for d, want := range map[string]bool{"4111111111111111": true, "4111111111111112": false, "378282246310005": true, "6011000990139424": true} {
		if got := luhn(d); got != want {
			t.Errorf("luhn(%s): got %v, want %v", d, got, want)
		}
	}
	for d, want := range map[string]bool{"123456789018": true, "123456789019": false} {
		if got := checkDigit(d); got != want {
			t.Errorf("checkDigit(%s): got %v, want %v", d, got, want)
		}
	}
}

// shared finds a file of the project's shared folder, or skips: the private strings are never in the repository.
func shared(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "seed", name))
	if err != nil {
		t.Skipf("%s is not beside this repository; the check against real private strings is left out: %v", name, err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestPrivateStrings: every listed private string is gone from its row and from the kept cases.
func TestPrivateStrings(t *testing.T) {
	list := shared(t, "pii.jsonl")
	rows, err := csv.NewReader(shared(t, "cases.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join("..", "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	masked := map[string]string{}
	for _, r := range rows[1:] {
		cells, _ := Row([]string{r[5], r[6], r[8], r[13], r[14]})
		again, _ := Row(cells)
		if diff := cmp.Diff(cells, again); diff != "" {
			t.Errorf("row %s: masking again changes (-want +got):\n%s", r[0], diff)
		}
		masked[r[0]] = strings.Join(cells, "\n")
	}
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		var p struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		for row, text := range masked {
			if strings.Contains(text, p.Text) {
				t.Errorf("row %s still holds a private string of line %q", row, lines.Text())
			}
		}
		if strings.Contains(string(kept), p.Text) {
			t.Errorf("knowledge/cases.jsonl holds a private string of line %q", lines.Text())
		}
	}
}

func FuzzMask(f *testing.F) {
	for _, s := range sentences(f, "testdata/sentences.yaml") {
		f.Add(s.Text)
	}
	for _, s := range []string{"", "㍿", "㈱㈱", "〔氏名〕〔氏名〕", "〔", "\uFFFC氏", "か\u3099様", "03-\n4567-8901", "a@b.c@d.e", "パスワードは", "\xff㈱ア"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, do := range map[string]func(string) (string, Counts){"Table": Table, "Chat": Chat} {
			once, _ := do(text)
			if !utf8.ValidString(once) {
				t.Errorf("%s gives invalid UTF-8 for %q", name, text)
			}
			if twice, _ := do(once); twice != once {
				t.Errorf("%s is not idempotent for %q: %q, then %q", name, text, once, twice)
			}
		}
		for name, got := range map[string]string{"Reach": Reach(text).Text, "After": afterCode(text)} {
			if !utf8.ValidString(got) {
				t.Errorf("%s gives invalid UTF-8 for %q", name, text)
			}
		}
	})
}

func afterCode(text string) string {
	masked, _, _ := After(openCode, text)
	return masked
}
