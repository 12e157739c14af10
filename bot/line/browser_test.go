package line_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/harness"
	"madoguchi/bot/harness/browser"
	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
)

func TestMain(m *testing.M) { browser.Main(m) }

// phone is the simulator in a real Chromium.
type phone struct {
	t testing.TB
	*browser.Page
}

// wait waits until the chat shows a text.
func (p phone) wait(text string) {
	p.t.Helper()
	p.WaitIn("main", text)
}

// tap clicks the last thing of a kind whose text ends so.
func (p phone) tap(selector, label string) {
	p.t.Helper()
	find := `[...document.querySelectorAll(%q)].filter(b => b.offsetParent && b.textContent.trim().endsWith(%q)).pop()`
	p.Click(fmt.Sprintf(find, selector, label), "something to tap: "+label)
}

func (p phone) say(text string) {
	p.t.Helper()
	p.Type("#text", text+"\r")
}

// picture writes a picture into the folder that was asked for.
func (p phone) picture(name string) {
	p.t.Helper()
	if *pictures == "" {
		return
	}
	time.Sleep(300 * time.Millisecond) // let it be painted
	p.Picture(filepath.Join(*pictures, name+".png"))
}

var pictures = flag.String("pictures", "", "write pictures of the simulator into this folder")

// TestSimulator is a consultation on the phone, against the real adapter, as the demo shows it.
func TestSimulator(t *testing.T) {
	mux := http.NewServeMux()
	site := httptest.NewServer(mux)
	defer site.Close()
	clock := harness.RunningClock(wednesday)
	sim := linetest.NewSimulator(linetest.Options{Webhook: site.URL + "/webhook/line", Now: clock.Now})
	defer sim.Server.Close()
	mux.Handle(linetest.SimulatorPath, sim)
	d := startDesk(t, func(o *line.Options) { o.APIURL, o.DataAPIURL = site.URL+linetest.APIPath, site.URL+linetest.APIPath })
	mux.Handle("/webhook/line", d.channel.Handler())
	if _, err := line.InstallRichMenu(t.Context(), d.channel.Options, line.FullMenu); err != nil {
		t.Fatal(err)
	}

	p := phone{t, browser.Open(t, site.URL+linetest.SimulatorPath, 420, 800)}
	p.tap("#follow", "友だち追加")
	p.wait("どんなことでお困りですか")
	p.Until(`!document.getElementById("menu").hidden`, "the menu")
	p.picture("menu")
	p.say("偽の警告が出ました")
	p.wait("電話をかけないでください")
	p.wait("⚠ いますぐ")
	p.picture("first-aid")
	for range 9 {
		p.Until(`document.querySelectorAll("#quick button").length > 1`, "buttons")
		if strings.Contains(browser.Eval[string](p, `document.querySelector("#quick").innerText`), "はい、助かりました") {
			break
		}
		before := browser.Eval[int](p, `document.querySelectorAll(".entry.mine").length`)
		browser.Eval[bool](p, `(() => { const all = [...document.querySelectorAll("#quick button")]; (all.find(b => b.textContent === "分からない") || all[0]).click(); return true })()`)
		p.Until(fmt.Sprintf(`document.querySelectorAll(".entry.mine").length > %d && document.querySelectorAll("#quick button").length > 1`, before), "the next question")
	}
	p.wait("相談先")
	if n := browser.Eval[int](p, `document.querySelectorAll('.flex a[href^="tel:"]').length`); n == 0 {
		t.Error("no number can be tapped")
	}
	p.picture("answer")
	browser.Eval[bool](p, `document.querySelector('.flex a[href^="tel:"]').closest(".entry").scrollIntoView({ block: "start" }), true`)
	p.picture("contacts")
	browser.Eval[bool](p, `document.getElementById("log").scrollTo(0, 1e6), true`)
	if over := p.TooWide(); over > 0 {
		t.Errorf("the page is %.0f pixels too wide", over)
	}
	p.say("合言葉は消してください")
	p.wait("合言葉は消してください")
	p.tap(".entry.mine .bubble", "合言葉は消してください")
	p.tap("#sheet button", "送信取消")
	p.wait("メッセージの送信を取り消しました")
	p.tap("#block", "ブロック")
	p.wait("ブロック中")
	p.tap("#follow", "ブロックを解除")
	p.wait("お帰りなさい")

	browser.Eval[bool](p, `(() => { const c = document.getElementById("chats"); c.value = c.options[2].value; c.dispatchEvent(new Event("change")); return true })()`)
	p.tap("#follow", "グループに招待")
	p.wait("@で呼ばれたときだけ")
	p.say("@" + sim.Name + " 人と話したい")
	p.wait("受付番号")
	p.picture("group")
	p.Resize(1200, 860)
	p.picture("wide")
	for _, v := range sim.Violations() {
		t.Errorf("a rule of LINE's was broken: %s", v)
	}
}
