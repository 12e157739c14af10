package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"madoguchi/bot/harness/browser"
)

// TestSigns: it can be seen who says what and when, that an answer is on its way, what is a heading
// and what can be called with a thumb.
func TestSigns(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 360, 740)
	p.say("会社の名前で偽の通販サイトがあると、お客様から電話がありました")
	p.toTheAnswer()
	if by := browser.Eval[string](p, `document.querySelector(".line.desk .by").textContent`); !strings.HasPrefix(by, "自動応答") {
		t.Errorf("the desk's line is by %q", by)
	}
	last := browser.Eval[string](p, `[...document.querySelectorAll(".line .by")].pop().textContent`)
	if !strings.Contains(last, ":") {
		t.Errorf("%q says no time", last)
	}
	p.Until(`document.querySelector(".line .head") !== null && !document.querySelector(".head").textContent.includes("【")`, "a heading as a heading")
	low := browser.Eval[float64](p, `Math.min(...[...document.querySelectorAll(".contact a")].map(a => a.getBoundingClientRect().height))`)
	narrow := browser.Eval[float64](p, `Math.min(...[...document.querySelectorAll(".contact a")].map(a => a.getBoundingClientRect().width / a.parentElement.getBoundingClientRect().width))`)
	if low < 44 || narrow < 0.95 {
		t.Errorf("what is called with a thumb is %.0f pixels high and %.2f of the width", low, narrow)
	}
	p.Until(`document.getElementById("sign").hidden`, "the sign that an answer is coming to go")
}

// TestDial: a number with a # in it can be called; a bare one would begin a fragment.
func TestDial(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 390, 844)
	p.say("アダルトサイトで再生を押したら登録完了、9万8千円と出ました")
	p.toTheAnswer()
	p.Until(`document.querySelector('a[href="tel:%239110"]') !== null`, "#9110 as a number to call")
	if n := browser.Eval[int](p, `[...document.querySelectorAll('a[href^="tel:"]')].filter(a => a.hash).length`); n > 0 {
		t.Errorf("%d numbers lose what stands after their #", n)
	}
}

// TestMenu: a person and the record are one press away; beginning anew asks first.
func TestMenu(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 390, 844)
	p.say("迷惑メールが多くて困っています")
	p.Until(`document.querySelectorAll("#choices button").length > 1`, "choices")
	said := `document.querySelectorAll(".line.consulter").length`
	before := browser.Eval[float64](p, said)
	browser.Eval[bool](p, `window.confirm = () => false, document.querySelector(".menu summary").click(), document.querySelector("[data-say=最初から]").click(), true`)
	if browser.Eval[float64](p, said) != before {
		t.Error("it began anew although that was refused")
	}
	browser.Eval[bool](p, `document.querySelector(".menu summary").click(), document.querySelector("[data-say=人と話したい]").click(), true`)
	p.Wait("受付番号は")
	if browser.Eval[bool](p, `document.querySelector(".menu").open`) {
		t.Error("the menu stays open over the answer")
	}
}

// TestWithoutCookies: whose browser keeps no cookies is told so, once, and not that the line is
// cut.
func TestWithoutCookies(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 390, 844)
	p.Until(`document.getElementById("log").getAttribute("aria-live") === "polite"`, "the stream to have said all")
	browser.Eval[bool](p, `fetch = async () => new Response("", { status: 403 }), location.hash = "again", true`)
	p.say("こんにちは")
	p.Wait("Cookie")
	if browser.Eval[bool](p, `document.body.innerText.includes("通信が切れています")`) {
		t.Error("the page says that the line is cut")
	}
}

// TestWithoutScript: the page itself says whom to call.
func TestWithoutScript(t *testing.T) {
	d := startDesk(t)
	r, err := http.Get(d.url())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	page, _ := io.ReadAll(r.Body)
	_, rest, _ := strings.Cut(string(page), "<noscript>")
	if !strings.Contains(rest, `href="tel:03-5320-0000"`) {
		t.Errorf("without script the page says %s", rest)
	}
}
