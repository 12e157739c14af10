package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/bot/desk"
)

// TestReach: how a consulter can be reached is shown to an adviser who presses, written down in the
// audit log and in the history, and stands on no other page.
func TestReach(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	o.hire("boss", "部長", desk.Manager, desk.Administrator)
	number := o.waiting("a", "web", "偽の警告が出ました")
	o.say("a", "web", "電話番号は090-1234-5678、木村です。夕方なら出られます")
	yamada, boss := o.signedIn("yamada"), o.signedIn("boss")
	at := "tickets/" + number
	given := []string{"090-1234-5678", "木村"}
	holds := func(body string) bool {
		return strings.Contains(body, given[0]) || strings.Contains(body, "<bdi>木村")
	}
	for _, path := range []string{"", "queue", at, at + "/live?seen=0&stamp=", at + "/record", "figures", "figures.csv"} {
		if _, body, _ := yamada.get(path); holds(body) {
			t.Errorf("%q shows it", path)
		}
	}
	if _, body, _ := yamada.get("?q=090-1234-5678"); strings.Contains(body, at) {
		t.Error("the search finds the ticket by it")
	}
	if _, body, _ := yamada.get(at); !strings.Contains(body, "連絡先あり：") || !strings.Contains(body, "連絡先を見る") {
		t.Error("the page does not say that there is something")
	}
	if code, body, _ := boss.post(at+"/reach", nil); code != http.StatusForbidden || holds(body) {
		t.Errorf("who is no adviser is answered %d", code)
	}
	code, body, _ := yamada.post(at+"/reach", nil)
	if code != http.StatusOK || !strings.Contains(body, given[0]) || !strings.Contains(body, given[1]) || !strings.Contains(body, "夕方なら出られます") {
		t.Errorf("%d\n%s", code, body)
	}
	if code, _, _ := yamada.post(at+"/call", url.Values{"in": {"30"}}); code != http.StatusSeeOther {
		t.Errorf("announcing a call is answered %d", code)
	}
	if call := o.ticket(number).Call; call == nil || call.By.Name != "山田" {
		t.Errorf("no call is announced: %+v", call)
	}
	if _, body, _ := yamada.get(at); !strings.Contains(body, "電話の約束：") {
		t.Error("the page does not show the call")
	}
	if _, body, _ := yamada.get(at); holds(body) || !strings.Contains(body, "連絡先を見た") {
		t.Error("it is still shown, or the history does not say who looked")
	}
	if _, body, _ := boss.get("audit"); holds(body) || !strings.Contains(body, "「連絡先を見る」を押した") {
		t.Error("the audit log does not say who looked, or says what was shown")
	}
}
