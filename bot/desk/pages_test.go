package desk_test

import (
	"flag"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/desk"
	"madoguchi/bot/harness/browser"
)

// furnished is an office with something on every page.
func furnished(t *testing.T) (o *office, number string) {
	o = newEditorsOffice(t)
	o.hire("yamada", "山田 花子", desk.Roles()...)
	o.hire("suzuki", "鈴木 一郎", desk.Adviser)
	number = o.waiting("a", "web", "偽の警告が出ました。画面に電話番号が書いてあります http://evil.example/x", "はい")
	for i, words := range []string{"社員が辞めるときに、データを持ち出さないか心配です", "迷惑メールが毎日100通くらい届きます", "会社のホームページが書き換えられたみたいです"} {
		o.clock.Advance(time.Minute)
		n := o.waiting("b"+string(rune('0'+i)), "post", words)
		if i == 1 {
			if err := o.loop.Claim(t.Context(), n, bot.Staff{ID: "desk/suzuki", Name: "鈴木 一郎"}); err != nil {
				t.Fatal(err)
			}
		}
		if i == 2 {
			if err := o.loop.Close(t.Context(), n, bot.Staff{ID: "desk/suzuki", Name: "鈴木 一郎"}, bot.Referred); err != nil {
				t.Fatal(err)
			}
		}
	}
	o.clock.Advance(3 * time.Hour)
	b := o.signedIn("yamada")
	b.post("tickets/"+number+"/claim", nil)
	f := b.form(number)
	f.Set("text", "山田です。画面の番号には電話をかけないでください。\n電源ボタンを長く押して、パソコンを切ってください。")
	b.post("tickets/"+number+"/reply", f)
	b.post("tickets/"+number+"/note", url.Values{"note": {"14時に電話する約束。先方は佐藤さん（経理）"}})
	b.post("account/second/begin", nil)
	b.post("bulletin", url.Values{"text": {"年末年始は、12月29日から1月3日まで人がいません。お急ぎのときは、警察の #9110 へ。"}, "until": {"2026-12-04T09:30"}})
	o.say("a", "web", "電源を切りました。次はどうすればいいですか")
	return o, number
}

// drafted drafts a change of an entry, and waits until it was tried.
func (o *office) drafted(b client) {
	o.t.Helper()
	_, page, _ := b.get("faq/support-scam/edit")
	draft := fields(o.t, page, "faq/support-scam/edit")
	draft.Set("title", "警告画面に電話番号が出て、音が鳴っている")
	draft.Set("do", "keep")
	if code, _, _ := b.post("faq/support-scam/edit", draft); code != http.StatusSeeOther {
		o.t.Fatalf("drafting: %d", code)
	}
	o.tried(b)
}

// pages are all that can be looked at, each by its address.
func pages(number string) map[string]string {
	return map[string]string{
		"queue": "", "mine": "?list=mine", "closed": "?list=closed", "nothing": "?q=zzz", "ticket": "tickets/" + number, "account": "account", "staff": "staff",
		"edit": "faq/support-scam/edit", "draft": "draft", "talk": "draft/talk", "releases": "releases", "learning": "learning", "release": "releases/1",
		"audit": "audit", "figures": "figures?days=28", "faq": "faq", "entry": "faq/support-scam", "contacts": "contacts", "record": "tickets/" + number + "/record", "paper": "tickets/" + number + "/papers/ppc",
		"bulletin": "bulletin", "bulletin-of-a-surge": "bulletin?about=support-scam",
	}
}

// TestNoPageIsLeftOut: every page of the routes is looked at.
func TestNoPageIsLeftOut(t *testing.T) {
	seen := map[string]bool{}
	for _, path := range pages("1001") {
		path, _, _ = strings.Cut(path, "?")
		seen[path] = true
	}
	for _, w := range desk.Walked("1001") {
		if page := w.Method == http.MethodGet && !w.Asks && !w.Anybody && path.Ext(w.Path) == ""; page && !seen[w.Path] {
			t.Errorf("%s is not looked at", w.Path)
		}
	}
}

// TestPages looks at every page at both widths.
func TestPages(t *testing.T) {
	o, number := furnished(t)
	o.drafted(o.signedIn("yamada"))
	browser.Everywhere(t, func(as string, width, height int64, more ...browser.Option) {
		o.open("", width, height, more...).look("signin-" + as)
		w := o.open("yamada", width, height, more...)
		for name, path := range pages(number) {
			w.goTo(path)
			w.look(name + "-" + as)
		}
	})
}

var screenshot = flag.String("screenshot", "", "write the README's picture of a ticket to this file")

// TestScreenshot takes the README's picture: go test ./bot/desk -run Screenshot -screenshot
// ticket.png
func TestScreenshot(t *testing.T) {
	if *screenshot == "" {
		t.Skip("takes the README's picture, with -screenshot FILE")
	}
	o, number := furnished(t)
	w := o.open("yamada", 1080, 820)
	w.goTo("tickets/" + number)
	w.Wait("電源を切りました")
	w.Picture(*screenshot)
}
