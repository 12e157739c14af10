package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"madoguchi/bot/desk"
)

// TestPaper: a draft is made of what the consulter said, without what staff wrote and without the
// word by which the case can be carried on; looking at it is written down.
func TestPaper(t *testing.T) {
	o, number := furnished(t)
	o.hire("boss", "部長", desk.Administrator)
	b := o.signedIn("yamada")
	at := "tickets/" + number
	if _, page, _ := b.get(at + "/record"); !strings.Contains(page, "papers/police") {
		t.Error("the record does not lead to the papers")
	}
	code, page, _ := b.get(at + "/papers/police")
	if code != http.StatusOK {
		t.Fatalf("it is answered %d", code)
	}
	for _, want := range []string{"警察に相談するときのメモ", "偽の警告が出ました", "会社の名前、あなたの名前と立場、電話番号を書いてください", number} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the paper", want)
		}
	}
	if strings.Contains(page, "佐藤さん") || strings.Contains(page, o.ticket(number).Passphrase) {
		t.Error("a note among staff, or the passphrase, is in the paper")
	}
	if code, _, _ := b.get(at + "/papers/poem"); code != http.StatusNotFound {
		t.Errorf("a paper that there is not is answered %d", code)
	}
	if _, log, _ := o.signedIn("boss").get("audit"); !strings.Contains(log, "下書きを開いた") {
		t.Error("the audit log does not say that it was looked at")
	}
}
