package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/desk"
)

// TestBulletinPage: a manager writes what is said to everybody, until when, and ends it; what is wrong
// is said beside it, and what was written stays.
func TestBulletinPage(t *testing.T) {
	o := newOffice(t)
	o.hire("suzuki", "鈴木", desk.Manager)
	b := o.signedIn("suzuki")
	if code, body, _ := b.get("bulletin"); code != http.StatusOK || !strings.Contains(body, "2026-12-03T10:0") {
		t.Fatalf("%d %s", code, body)
	}
	const text = "年末年始は、人がいません。<b>急ぎは110番</b>"
	for _, wrong := range []url.Values{
		{"text": {text}, "until": {"2026-11-30T09:00"}}, {"text": {text}, "until": {"あした"}}, {"text": {" "}, "until": {"2026-12-01T09:00"}},
	} {
		code, body, _ := b.post("bulletin", wrong)
		if code != http.StatusBadRequest || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%v: %d", wrong, code)
		}
	}
	if code, _, to := b.post("bulletin", url.Values{"text": {text}, "until": {"2026-12-04T09:30"}}); code != http.StatusSeeOther || to != "bulletin" {
		t.Fatalf("%d to %q", code, to)
	}
	got, err := o.loop.Bulletin(t.Context())
	if err != nil || got.Text != text || got.By != "鈴木" || !got.Until.Equal(time.Date(2026, 12, 4, 9, 30, 0, 0, monday.Location())) {
		t.Fatalf("%+v %v", got, err)
	}
	o.hire("tanaka", "田中", desk.Manager)
	_, body, _ := o.signedIn("tanaka").get("bulletin") // on whose page the writer's name stands nowhere else
	for _, want := range []string{"人がいません。&lt;b&gt;", "から12月4日（金）09:30まで（書いた人：鈴木）"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not show %q: %s", want, body)
		}
	}
	if code, _, _ := b.post("bulletin/end", nil); code != http.StatusSeeOther {
		t.Errorf("ending: %d", code)
	}
	if got, _ := o.loop.Bulletin(t.Context()); got.Shown(monday) {
		t.Errorf("it is still shown: %+v", got)
	}
}
