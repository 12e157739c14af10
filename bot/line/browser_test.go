package line_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/bot/harness"
	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
)

// phone is the simulator in a real, headless Chromium.
type phone struct {
	t   testing.TB
	ctx context.Context
}

func openPhone(t *testing.T, url string, width, height int64) *phone {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out by -short")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("MADOGUCHI_BROWSER") == "required" {
			t.Fatal("no Chromium found, and MADOGUCHI_BROWSER=required")
		}
		t.Skip("no Chromium found: install it to run the browser tests")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "ja"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, done := chromedp.NewContext(alloc)
	t.Cleanup(func() { done(); stop() })
	p := &phone{t, ctx}
	p.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(url))
	return p
}

func (p *phone) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
}

func eval[T any](p *phone, js string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		p.t.Fatalf("in the browser: %s: %v", js, err)
	}
	return v
}

func (p *phone) until(js, what string) {
	p.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !eval[bool](p, js) {
		if time.Now().After(deadline) {
			p.t.Fatalf("waited for %s; the page shows:\n%s", what, eval[string](p, `document.body.innerText`))
		}
		time.Sleep(30 * time.Millisecond)
	}
}

func (p *phone) wait(text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector("main").innerText.includes(%q)`, text), "the page to show "+text)
}

// tap clicks the last thing of a kind whose text ends so.
func (p *phone) tap(selector, label string) {
	p.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(b => b.offsetParent && b.textContent.trim().endsWith(%q)).pop()`, selector, label)
	p.until(find+" !== undefined", "something to tap: "+label)
	eval[bool](p, find+".click(), true")
}

func (p *phone) say(text string) {
	p.t.Helper()
	p.do(chromedp.SendKeys("#text", text+"\r"))
}

func (p *phone) picture(name string) {
	p.t.Helper()
	if *pictures == "" {
		return
	}
	time.Sleep(300 * time.Millisecond) // let it be painted
	data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*pictures, name+".png"), data, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
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

	p := openPhone(t, site.URL+linetest.SimulatorPath, 420, 800)
	p.tap("#follow", "友だち追加")
	p.wait("どんなことでお困りですか")
	p.until(`!document.getElementById("menu").hidden`, "the menu")
	p.picture("menu")
	p.say("偽の警告が出ました")
	p.wait("電話をかけないでください")
	p.wait("⚠ いますぐ")
	p.picture("first-aid")
	for range 9 {
		p.until(`document.querySelectorAll("#quick button").length > 1`, "buttons")
		if strings.Contains(eval[string](p, `document.querySelector("#quick").innerText`), "はい、助かりました") {
			break
		}
		before := eval[int](p, `document.querySelectorAll(".entry.mine").length`)
		eval[bool](p, `(() => { const all = [...document.querySelectorAll("#quick button")]; (all.find(b => b.textContent === "分からない") || all[0]).click(); return true })()`)
		p.until(fmt.Sprintf(`document.querySelectorAll(".entry.mine").length > %d && document.querySelectorAll("#quick button").length > 1`, before), "the next question")
	}
	p.wait("相談先")
	if n := eval[int](p, `document.querySelectorAll('.flex a[href^="tel:"]').length`); n == 0 {
		t.Error("no number can be tapped")
	}
	p.picture("answer")
	eval[bool](p, `document.querySelector('.flex a[href^="tel:"]').closest(".entry").scrollIntoView({ block: "start" }), true`)
	p.picture("contacts")
	eval[bool](p, `document.getElementById("log").scrollTo(0, 1e6), true`)
	if over := eval[float64](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
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

	eval[bool](p, `(() => { const c = document.getElementById("chats"); c.value = c.options[2].value; c.dispatchEvent(new Event("change")); return true })()`)
	p.tap("#follow", "グループに招待")
	p.wait("@で呼ばれたときだけ")
	p.say("@" + sim.Name + " 人と話したい")
	p.wait("受付番号")
	p.picture("group")
	p.do(chromedp.EmulateViewport(1200, 860))
	p.picture("wide")
	for _, v := range sim.Violations() {
		t.Errorf("a rule of LINE's was broken: %s", v)
	}
}
