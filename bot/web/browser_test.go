package web_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"madoguchi/bot/harness/browser"
)

func TestMain(m *testing.M) { browser.Main(m) }

// page is the chat in a real Chromium.
type page struct {
	t testing.TB
	*browser.Page
}

func openPage(t *testing.T, url string, width, height int64) page {
	t.Helper()
	p := page{t, browser.Open(t, url, width, height)}
	p.Wait("困っていること")
	return p
}

// say types a text and sends it with Enter.
func (p page) say(text string) {
	p.t.Helper()
	p.Type("#text", text+"\r")
}

// press presses the choice whose label ends in a text.
func (p page) press(label string) {
	p.t.Helper()
	p.Click(fmt.Sprintf(`[...document.querySelectorAll("#choices button")].find(b => b.textContent.endsWith(%q))`, label), "the choice "+label)
}

// toTheAnswer answers whatever is asked with 「分からない」 until the answer is there.
func (p page) toTheAnswer() {
	p.t.Helper()
	for range 6 {
		asked := browser.Eval[int](p, `document.querySelectorAll(".line").length`)
		p.Until(`document.body.innerText.includes("相談先") || document.getElementById("choices").innerText.includes("分からない")`, "a question or the answer")
		if browser.Eval[bool](p, `document.body.innerText.includes("相談先")`) {
			return
		}
		p.press("分からない")
		p.Until(fmt.Sprintf(`document.querySelectorAll(".line").length > %d`, asked+1), "the next line")
	}
	p.Wait("相談先")
}

func (p page) count(text string) int {
	return strings.Count(browser.Eval[string](p, `document.getElementById("log").innerText`), text)
}

var screenshot = flag.String("screenshot", "", "write the README's picture of the chat to this file")

// TestScreenshot takes the README's picture: go test ./bot/web -run Screenshot -screenshot chat.png
func TestScreenshot(t *testing.T) {
	if *screenshot == "" {
		t.Skip("takes the README's picture, with -screenshot FILE")
	}
	d := startDesk(t)
	p := openPage(t, d.url(), 420, 820)
	p.say("ウイルスに感染したと画面に出て、電話しろと言われてる")
	p.press("はい")
	p.Wait("遠くから操作")
	p.Picture(*screenshot)
}

// TestConsultation holds a whole consultation on a phone, with a reload and a restart of the server
// in the middle.
func TestConsultation(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 360, 740)
	p.Until(`document.querySelectorAll(".line.desk").length > 0`, "the greeting, before anything was said")
	greeted := browser.Eval[float64](p, `document.querySelectorAll(".line.desk").length`)
	if by := browser.Eval[string](p, `document.querySelector(".line.desk .by").textContent`); by != "自動応答" {
		t.Errorf("the greeting, which nobody has said yet, is by %q", by)
	}
	p.say("ウイルスに感染したと画面に出て、電話しろと言われてる")
	p.Wait("電話をかけないでください")
	before := `[...document.querySelectorAll(".line")].findIndex((l) => l.classList.contains("consulter"))`
	if n := browser.Eval[float64](p, before); n != greeted {
		t.Errorf("%.0f lines of greeting became %.0f", greeted, n)
	}
	p.press("はい")
	p.Wait("遠くから操作")

	p.Reload() // the conversation goes on after a reload
	p.Wait("遠くから操作")
	if n := p.count("電話しろと言われてる"); n != 1 {
		t.Errorf("after a reload the first message stands %d times", n)
	}
	d.stop() // and after a restart of the server; what is typed meanwhile is sent afterwards
	p.Until(`!document.getElementById("offline").hidden`, "the page to notice the lost connection")
	p.say("3台でWindows11です")
	p.Wait("3台でWindows11です")
	d.start()
	p.Until(`document.getElementById("offline").hidden`, "the page to connect again")
	p.toTheAnswer()
	p.Wait("いま、すること")
	if n := p.count("3台でWindows11です"); n != 1 {
		t.Errorf("what was typed while offline stands %d times", n)
	}
	p.Until(`(() => { const a = [...document.querySelectorAll(".line.consulter")].pop().nextElementSibling.getBoundingClientRect(); return a.top >= 0 && a.top < innerHeight })()`,
		"the beginning of the answer to be in view")
	p.Until(`document.querySelector('a[href^="tel:"], a[href^="mailto:"]') !== null`, "a number or an address that can be tapped")
	p.press("はい、助かりました")
	p.Wait("よかったです")
}

// TestReadsOnSmallAndEnlargedScreens: nothing runs out of the page at 360 pixels and at 200 % zoom
// (half the pixels).
func TestReadsOnSmallAndEnlargedScreens(t *testing.T) {
	d := startDesk(t)
	for _, size := range [][2]int64{{360, 640}, {320, 256}, {1280, 800}} {
		p := openPage(t, d.url(), size[0], size[1])
		p.say("会社の名前で偽の通販サイトがあると、お客様から電話がありました")
		p.toTheAnswer()
		if over := p.TooWide(); over > 0 {
			t.Errorf("at %d pixels the page is %.0f pixels too wide", size[0], over)
		}
		small := browser.Eval[float64](p, `Math.min(...[...document.querySelectorAll("button")].filter(b => b.offsetParent).map(b => b.getBoundingClientRect().height))`)
		if small < 44 {
			t.Errorf("at %d pixels a button is %.0f pixels high, want 44 for a finger", size[0], small)
		}
		p.Until(`(() => { const r = document.getElementById("text").getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight + 1 })()`, "the text field to be in view")
	}
}

// TestKeyboardAndScreenReader: everything can be reached and done with the keyboard, everything has
// a name, and lines are announced as they come but not again after a reload.
func TestKeyboardAndScreenReader(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 800, 700)
	p.Until(`document.getElementById("log").getAttribute("aria-live") === "polite"`, "lines to be announced")
	p.say("迷惑メールが多くて困っています")
	p.Until(`document.querySelectorAll("#choices button").length > 1`, "choices")
	// From the log the Tab key goes to the first choice; Enter chooses it.
	browser.Eval[bool](p, `document.getElementById("log").focus(), true`)
	p.Keys("\t")
	if tag := browser.Eval[string](p, `document.activeElement.closest("#choices") ? "choice" : document.activeElement.tagName`); tag != "choice" {
		t.Errorf("Tab from the conversation leads to %s, want the first choice", tag)
	}
	before := browser.Eval[int](p, `document.querySelectorAll(".line.consulter").length`)
	p.Keys("\r")
	p.Until(fmt.Sprintf(`document.querySelectorAll(".line.consulter").length > %d`, before), "the choice to be taken by Enter")
	nameless := browser.Eval[[]string](p, `[...document.querySelectorAll("button, a, textarea")].filter(e => e.offsetParent && !(e.textContent.trim() || e.labels?.[0]?.textContent || e.ariaLabel)).map(e => e.outerHTML)`)
	if len(nameless) > 0 {
		t.Errorf("without a name: %v", nameless)
	}
	if n := browser.Eval[int](p, `document.querySelectorAll("[aria-live]").length`); n != 1 {
		t.Errorf("%d live regions, want 1: what is said would be announced more than once", n)
	}
	if lang := browser.Eval[string](p, `document.documentElement.lang`); lang != "ja" {
		t.Errorf("the page's language is %q", lang)
	}
	said := `document.querySelectorAll(".line.consulter").length`
	before = browser.Eval[int](p, said)
	p.Reload()
	if !browser.Eval[bool](p, `(() => { const r = new XMLHttpRequest(); r.open("GET", "/chat", false); r.send(); return r.responseText.includes('aria-live="off"') })()`) {
		t.Error("what is shown after a reload is announced")
	}
	p.Until(`document.getElementById("log").getAttribute("aria-live") === "polite"`, "lines to be announced again")
	if n := browser.Eval[int](p, said); n < before {
		t.Errorf("lines are announced again when %d of %d are shown", n, before)
	}
}
