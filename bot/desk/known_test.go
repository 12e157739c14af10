package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/bot/desk"
)

// TestKnow: what is known stands with the words it came from, staff write down what they know
// better, and nobody writes down what cannot be.
func TestKnow(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました", "カードで払いました")
	b := o.signedIn("yamada")
	_, page, _ := b.get("tickets/" + number)
	if !strings.Contains(page, "カードで払った<br>") || !strings.Contains(page, "もとの言葉: <bdi>カードで払いました") {
		t.Errorf("the page says %s", page)
	}
	if code, _, _ := b.post("tickets/"+number+"/know", url.Values{"fact": {"os=windows11"}}); code != http.StatusSeeOther {
		t.Errorf("writing down: %d", code)
	}
	b.post("tickets/"+number+"/know", url.Values{"fact": {"paid="}})
	got := o.ticket(number)
	if !got.Facts.Is("os", "windows11") || got.Facts.Answered("paid") {
		t.Errorf("what is known is %v", got.Facts)
	}
	for _, fact := range []string{"", "symptom=x", "topic=utm", "os=commodore", "nothing=1"} {
		if code, body, _ := b.post("tickets/"+number+"/know", url.Values{"fact": {fact}}); code != http.StatusConflict || !strings.Contains(body, "書き留められません") {
			t.Errorf("%q: %d", fact, code)
		}
	}
	o.say("a", "web", "まだ鳴っています")
	if got := o.ticket(number); !got.Facts.Is("os", "windows11") {
		t.Errorf("the bot forgets what staff wrote down: %v", got.Facts)
	}
	_, page, _ = b.get("tickets/" + number)
	if !strings.Contains(page, "山田: 「機器の種類」を書き留めた") {
		t.Error("the history does not say it")
	}
	b.post("tickets/"+number+"/close", url.Values{"end": {"solved"}})
	if code, _, _ := b.post("tickets/"+number+"/know", url.Values{"fact": {"os=mac"}}); code != http.StatusConflict {
		t.Errorf("of what is over: %d", code)
	}
}

// TestCanned: a phrase is put behind what is written, with the writer's name.
func TestCanned(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました")
	b := o.signedIn("yamada")
	f := b.form(number)
	f.Set("do", "insert")
	f.Set("entry", "say:0")
	f.Set("text", "こんにちは。")
	if _, body, _ := b.post("tickets/"+number+"/reply", f); !strings.Contains(body, "こんにちは。\n担当の山田です。") {
		t.Errorf("the reply is %s", body)
	}
	for _, none := range []string{"say:99", "say:-1", "say:x", "0"} {
		f.Set("entry", none)
		if code, _, _ := b.post("tickets/"+number+"/reply", f); code != http.StatusBadRequest {
			t.Errorf("%s: %d", none, code)
		}
	}
}
