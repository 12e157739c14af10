package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/desk"
)

// TestLearning: what was not answered is gathered by likeness, masked, for who writes entries; it
// goes into an entry's form, and nothing is kept by itself.
func TestLearning(t *testing.T) {
	o := newEditorsOffice(t)
	o.hire("editor", "編集 花子", desk.Editor)
	by := bot.Staff{ID: "desk/x", Name: "だれか"}
	for i, words := range []string{"駐車違反の通知がメールで来ました", "駐車違反の通知というメールが来ました", "偽の警告が出ました", "山田太郎さんから変な請求が来ました"} {
		n := o.waiting("c"+string(rune('0'+i)), "post", words)
		if err := o.loop.Close(t.Context(), n, by, bot.Solved); err != nil {
			t.Fatal(err)
		}
	}
	still := o.waiting("open", "post", "駐車違反の通知がまた来ました")
	b := o.signedIn("editor")
	_, page, _ := b.get("learning")
	if strings.Count(page, `<section class="trial">`) != 2 || !strings.Contains(page, "似た質問2件") || strings.Contains(page, "偽の警告が出ました") || strings.Contains(page, "受付番号 "+still) {
		t.Errorf("gathered: %s", page)
	}
	if strings.Contains(page, "山田太郎") || strings.Contains(page, `href="./tickets/`) {
		t.Error("an editor reads a name, or is led to a consultation")
	}
	code, form, _ := b.post("learning/attach", url.Values{"question": {"1001"}, "entry": {"phishing-mail-received"}})
	if code != http.StatusOK || !strings.Contains(form, "駐車違反の通知がメールで来ました</textarea>") {
		t.Errorf("attaching: %d %s", code, form)
	}
	if _, list, _ := b.get("draft"); !strings.Contains(list, "下書きはありません") {
		t.Error("something was kept")
	}
	keep := fields(t, form, "faq/phishing-mail-received/edit")
	keep.Set("do", "keep")
	if code, _, _ := b.post("faq/phishing-mail-received/edit", keep); code != http.StatusSeeOther {
		t.Errorf("keeping it: %d", code)
	}
	if code, _, _ := b.post("learning/attach", url.Values{"question": {still}, "entry": {"utm"}}); code != http.StatusNotFound {
		t.Errorf("of one that is not over: %d", code)
	}
	if _, list, _ := b.get("faq?" + url.Values{"example": {"駐車違反の通知"}}.Encode()); !strings.Contains(list, `name="example" value="駐車違反の通知"`) {
		t.Error("a new entry does not begin with it")
	}
}
