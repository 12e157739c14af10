package desk_test

import (
	"strings"
	"testing"

	"madoguchi/bot/desk"
	"madoguchi/bot/harness/browser"
)

// TestTwoAdvisers: two real browsers, one consulter. Both see the ticket come, one gets it, the
// other sees whose it is; what the consulter writes meanwhile comes by itself, also while a reply
// is being written; everything by keyboard; nothing of it needs a word of script of ours in the
// page.
func TestTwoAdvisers(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	o.hire("suzuki", "鈴木", desk.Adviser)
	a, b := o.open("yamada", 1280, 800), o.open("suzuki", 390, 844)
	a.Wait("待っている相談は、ありません")
	number := o.waiting("a", "web", "偽の警告が出ました")
	a.Wait("偽の警告が出ました") // without a reload
	b.Wait("偽の警告が出ました")
	if title := browser.Eval[string](a, `document.title`); !strings.HasPrefix(title, "(1)") {
		t.Errorf("the title is %q", title)
	}
	browser.Eval[bool](a, `document.getElementById("t`+number+`").focus(), true`)
	a.Keys("\r") // from here on without a mouse
	a.Wait("受付番号 " + number)
	b.goTo("tickets/" + number)
	browser.Eval[bool](a, `[...document.querySelectorAll("button")].find(b => b.textContent === "担当する").focus(), true`)
	a.Keys("\r")
	a.Wait("担当: 山田")
	b.Wait("担当: 山田") // by itself
	browser.Eval[bool](a, `document.getElementById("text").focus(), true`)
	a.Wait("開いている同僚: 鈴木")
	a.Type("#text", "そのままで")
	b.Wait("返信を書いている同僚: 山田")
	o.say("a", "web", "音が鳴り続けています")
	a.Wait("音が鳴り続けています")
	if got := browser.Eval[string](a, `document.getElementById("text").value + "/" + document.activeElement.id`); got != "そのままで/text" {
		t.Errorf("what is being written became %q", got)
	}
	a.Wait("新しく書きました")
	a.Type("#text", "大丈夫です")
	browser.Eval[bool](a, `document.getElementById("text").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true})), true`)
	a.Until(`document.getElementById("text")?.value === "" && document.body.innerText.includes("そのままで大丈夫です")`, "the reply to be sent")
	b.Wait("そのままで大丈夫です")
	if got := o.replies("a"); len(got) != 1 {
		t.Errorf("the consulter got %q", got)
	}
	b.Type("#text", "鈴木からも一言")
	b.press("相談者に送る")
	b.Wait("山田 さんが担当しています")
	b.Until(`document.getElementById("text")?.value === "鈴木からも一言"`, "the second writer's words to stay")
	if got := o.replies("a"); len(got) != 1 {
		t.Errorf("the consulter got %q", got)
	}
	o.say("a", "web", "まだ鳴っています")
	b.Wait("まだ鳴っています") // what was refused stands at another address, and lives on
	if got := browser.Eval[string](b, `[...document.forms].map(f => new URL(f.action).pathname).filter(p => p.endsWith("/assign"))[0]`); !strings.HasSuffix(got, "/desk/tickets/"+number+"/assign") {
		t.Errorf("the second writer's page takes over at %q", got)
	}
	a.press("完了にする")
	browser.Eval[bool](a, `document.querySelector("select[name=end]").value = "solved", true`)
	o.say("a", "web", "音は止まりました")
	a.Wait("音は止まりました")
	a.Until(`document.querySelector("select[name=end]").value === "solved"`, "what is chosen to stay when something new comes")
	browser.Eval[bool](a, `[...document.querySelectorAll("form[action$=close] button")][0].click(), true`)
	a.Wait("完了（解決した）")
	b.Wait("完了（解決した）")
	if got := o.ticket(number); got.Category != "1.053" {
		t.Errorf("it is filed under %q", got.Category)
	}
}

// TestSignedOutPage: a page whose session ends says so, and keeps what is being written.
func TestSignedOutPage(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました")
	w := o.open("yamada", 1280, 800)
	w.goTo("tickets/" + number)
	w.Type("#text", "書きかけの返信")
	if err := o.accounts.SetPassword(t.Context(), "yamada", password, "yamada"); err != nil {
		t.Fatal(err)
	}
	w.Wait("サインアウトしました")
	if got := browser.Eval[string](w, `document.getElementById("text").value`); got != "書きかけの返信" {
		t.Errorf("what was written became %q", got)
	}
	w.press("相談者に送る")
	w.Wait("まだ送っていません")
	if got := browser.Eval[string](w, `document.querySelector("textarea").value`); got != "書きかけの返信" || len(o.replies("a")) > 0 {
		t.Errorf("given back: %q; sent: %q", got, o.replies("a"))
	}
}

// TestHostileInBrowser: what strangers write runs nowhere.
func TestHostileInBrowser(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Roles()...)
	number := o.waiting("a", "web", `偽の警告が出ました<script>window.hit=1</script><img src=x onerror="window.hit=2"> <a href="javascript:window.hit=3">x</a>`+strings.Repeat("W", 5000))
	w := o.open("yamada", 390, 844)
	for _, path := range []string{"", "tickets/" + number, "?list=all&q=%3Cscript%3Ewindow.hit%3D4%3C%2Fscript%3E"} {
		w.goTo(path)
		w.look("hostile " + path)
		if browser.Eval[bool](w, `window.hit !== undefined || document.querySelector('a[href^="javascript"], #main img, #main script') !== null`) {
			t.Errorf("%q: a stranger's words became something", path)
		}
	}
}
