package desk_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/bot/desk"
)

// TestTwoAdvisers: two real browsers, one consulter. Both see the ticket come, one gets it, the other
// sees whose it is; what the consulter writes meanwhile comes by itself, also while a reply is being
// written; everything by keyboard; nothing of it needs a word of script of ours in the page.
func TestTwoAdvisers(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	o.hire("suzuki", "鈴木", desk.Adviser)
	alloc := chromium(t)
	a, b := o.open(alloc, "yamada", 1280, 800), o.open(alloc, "suzuki", 390, 844)
	a.wait("待っている相談は、ありません")
	number := o.waiting("a", "web", "偽の警告が出ました")
	a.wait("偽の警告が出ました") // without a reload
	b.wait("偽の警告が出ました")
	if title := eval[string](a, `document.title`); !strings.HasPrefix(title, "(1)") {
		t.Errorf("the title is %q", title)
	}
	eval[bool](a, `document.getElementById("t`+number+`").focus(), true`)
	a.do(chromedp.KeyEvent("\r")) // from here on without a mouse
	a.wait("受付番号 " + number)
	b.goTo("tickets/" + number)
	eval[bool](a, `[...document.querySelectorAll("button")].find(b => b.textContent === "担当する").focus(), true`)
	a.do(chromedp.KeyEvent("\r"))
	a.wait("担当: 山田")
	b.wait("担当: 山田") // by itself
	eval[bool](a, `document.getElementById("text").focus(), true`)
	a.wait("開いている同僚: 鈴木")
	a.do(chromedp.SendKeys("#text", "そのままで"))
	b.wait("返信を書いている同僚: 山田")
	o.say("a", "web", "音が鳴り続けています")
	a.wait("音が鳴り続けています")
	if got := eval[string](a, `document.getElementById("text").value + "/" + document.activeElement.id`); got != "そのままで/text" {
		t.Errorf("what is being written became %q", got)
	}
	a.wait("新しく書きました")
	a.do(chromedp.SendKeys("#text", "大丈夫です"))
	eval[bool](a, `document.getElementById("text").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true})), true`)
	a.until(`document.getElementById("text")?.value === "" && document.body.innerText.includes("そのままで大丈夫です")`, "the reply to be sent")
	b.wait("そのままで大丈夫です")
	if got := o.replies("a"); len(got) != 1 {
		t.Errorf("the consulter got %q", got)
	}
	b.do(chromedp.SendKeys("#text", "鈴木からも一言"))
	b.press("相談者に送る")
	b.wait("山田 さんが担当しています")
	if got := eval[string](b, `document.getElementById("text").value`); got != "鈴木からも一言" || len(o.replies("a")) != 1 {
		t.Errorf("the second writer's words became %q, the consulter got %q", got, o.replies("a"))
	}
	a.press("完了にする")
	eval[bool](a, `document.querySelector("select[name=end]").value = "solved", true`)
	eval[bool](a, `[...document.querySelectorAll("form[action$=close] button")][0].click(), true`)
	a.wait("完了（解決した）")
	b.wait("完了（解決した）")
	if got := o.ticket(number); got.Category != "1.053" {
		t.Errorf("it is filed under %q", got.Category)
	}
}

// TestSignedOutPage: a page whose session ends says so, and keeps what is being written.
func TestSignedOutPage(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました")
	w := o.open(chromium(t), "yamada", 1280, 800)
	w.goTo("tickets/" + number)
	w.do(chromedp.SendKeys("#text", "書きかけの返信"))
	if err := o.accounts.SetPassword(t.Context(), "yamada", password, "yamada"); err != nil {
		t.Fatal(err)
	}
	w.wait("サインアウトしました")
	if got := eval[string](w, `document.getElementById("text").value`); got != "書きかけの返信" {
		t.Errorf("what was written became %q", got)
	}
	w.press("相談者に送る")
	w.wait("まだ送っていません")
	if got := eval[string](w, `document.querySelector("textarea").value`); got != "書きかけの返信" || len(o.replies("a")) > 0 {
		t.Errorf("given back: %q; sent: %q", got, o.replies("a"))
	}
}

// TestHostileInBrowser: what strangers write runs nowhere.
func TestHostileInBrowser(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Roles()...)
	number := o.waiting("a", "web", `偽の警告が出ました<script>window.hit=1</script><img src=x onerror="window.hit=2"> <a href="javascript:window.hit=3">x</a>`+strings.Repeat("W", 5000))
	w := o.open(chromium(t), "yamada", 390, 844)
	for _, path := range []string{"", "tickets/" + number, "?list=all&q=%3Cscript%3Ewindow.hit%3D4%3C%2Fscript%3E"} {
		w.goTo(path)
		w.check("", path)
		if eval[bool](w, `window.hit !== undefined || document.querySelector('a[href^="javascript"], #main img, #main script') !== null`) {
			t.Errorf("%q: a stranger's words became something", path)
		}
	}
}
