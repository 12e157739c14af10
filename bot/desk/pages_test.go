package desk_test

import (
	"flag"
	"net/http"
	"net/url"
	"os"
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

// pages are all that can be looked at.
func pages(number string) map[string]string {
	return map[string]string{
		"queue": "", "mine": "?list=mine", "closed": "?list=closed", "nothing": "?q=zzz", "ticket": "tickets/" + number, "account": "account", "staff": "staff",
		"edit": "faq/support-scam/edit", "draft": "draft", "talk": "draft/talk", "releases": "releases", "learning": "learning", "release": "releases/1",
		"audit": "audit", "figures": "figures?days=28", "faq": "faq", "entry": "faq/support-scam", "contacts": "contacts", "record": "tickets/" + number + "/record", "paper": "tickets/" + number + "/papers/ppc",
	}
}

// TestPages looks at every page at both widths: nothing runs out of it, everything that can be
// pressed is big enough and has a name, headings are there, and axe (MADOGUCHI_AXE names its file)
// finds nothing.
func TestPages(t *testing.T) {
	o, number := furnished(t)
	o.drafted(o.signedIn("yamada"))
	axe := ""
	if path := os.Getenv("MADOGUCHI_AXE"); path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		axe = string(data)
	}
	schemes := map[string][]browser.Option{"light": nil}
	if *shots+axe != "" { // what differs is colour alone
		schemes["dark"] = append(schemes["dark"], browser.Dark())
	}
	for scheme, more := range schemes {
		for size, px := range sizes {
			w := o.open("", px[0], px[1], more...)
			w.check(axe, "signin "+size+" "+scheme)
			w.shot("signin-" + size + "-" + scheme)
			w = o.open("yamada", px[0], px[1], more...)
			for name, path := range pages(number) {
				w.goTo(path)
				w.Until(`document.readyState === "complete"`, "the page "+name)
				w.check(axe, name+" "+size+" "+scheme)
				w.shot(name + "-" + size + "-" + scheme)
			}
		}
	}
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

// check looks at what holds for every page.
func (w window) check(axe, name string) {
	w.t.Helper()
	if over := w.TooWide(); over > 0 {
		w.t.Errorf("%s is %.0f pixels too wide", name, over)
	}
	small := browser.Eval[[]string](w, `[...document.querySelectorAll("button, summary, select, input:not([type=hidden]):not([type=checkbox])")].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43).map(e => e.outerHTML.slice(0, 120))`)
	if len(small) > 0 {
		w.t.Errorf("%s: too small for a finger: %v", name, small)
	}
	nameless := browser.Eval[[]string](w, `[...document.querySelectorAll("button, a, textarea, input:not([type=hidden]), select, img")].filter(e => e.checkVisibility() && !(e.textContent.trim() || e.labels?.[0]?.textContent.trim() || e.ariaLabel || e.alt)).map(e => e.outerHTML)`)
	if len(nameless) > 0 {
		w.t.Errorf("%s: without a name: %v", name, nameless)
	}
	for _, fault := range browser.Eval[[]string](w, structure) {
		w.t.Errorf("%s: %s", name, fault)
	}
	refused := browser.Eval[[]string](w, `(() => { const o = new ReportingObserver(() => {}, {buffered: true}); o.observe(); return o.takeRecords().map(r => r.type + " " + JSON.stringify(r.body)) })()`)
	if len(refused) > 0 {
		w.t.Errorf("%s: the browser reports %v", name, refused)
	}
	if title := browser.Eval[string](w, `document.title`); !strings.Contains(title, " - 担当者の画面") {
		w.t.Errorf("%s is titled %q", name, title)
	}
	if axe == "" {
		return
	}
	if !browser.Eval[bool](w, `typeof axe !== "undefined"`) {
		browser.Eval[bool](w, axe+"\n;true")
	}
	browser.Eval[bool](w, `window.found = null, axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => { window.found = r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160) + " " + n.failureSummary).join(" | ")) }), true`)
	w.Until(`window.found !== null`, "axe to have looked at "+name)
	for _, v := range browser.Eval[[]string](w, `window.found`) {
		w.t.Errorf("%s: axe finds %s", name, v)
	}
}
